"""Steps in a worker: an operation that takes pictures by path and leaves its own in the store."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_type_hints

import msgspec

from iat_sidecar.core.wire import Given
from iat_sidecar.files import content
from iat_sidecar.imaging import png
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.keep import keep_png
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.step_terms import MadeFile, StepRequest, StepResult


class Inputs:
    """The pictures a step was given, by role; each is decoded when it is asked for."""

    def __init__(self, bench: Bench, paths: dict[str, str]) -> None:
        self._bench, self.paths = bench, paths

    def __contains__(self, role: str) -> bool:
        return role in self.paths

    def __getitem__(self, role: str) -> Rgb8:
        return self._bench.picture(self.paths[role])

    def rgb(self, role: str) -> Rgb8:
        """The colours alone, H×W×3."""
        return self[role][..., :3]


@dataclass(frozen=True)
class Made:
    """What a step gives: pictures by role, and facts."""

    pictures: dict[str, Rgb8] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    text: dict[str, str] | None = None
    icc: bytes | None = None
    level: png.Level = "fast"


C = TypeVar("C", bound=Callable[..., Made])


def step(name: str) -> Callable[[C], C]:
    """Offer `(params, inputs) -> Made` as the step of this name; its params are checked first."""

    def publish(compute: C) -> C:
        params: type[Given] = get_type_hints(compute)["params"]

        @operation(name)
        def run(bench: Bench, request: StepRequest) -> StepResult:
            began = time.perf_counter()
            made = compute(msgspec.convert(request.params, params), Inputs(bench, request.inputs))
            outputs = {role: _keep(bench, request, role, made) for role in made.pictures}
            own_ms = round((time.perf_counter() - began) * 1000)
            return StepResult(outputs=outputs, facts=made.facts, own_ms=own_ms)

        return compute

    return publish


def _keep(bench: Bench, request: StepRequest, role: str, made: Made) -> MadeFile:
    picture = made.pictures[role]
    content.open_root(request.root, may_create=request.may_create_root)
    data = png.encode(picture, level=made.level, icc=made.icc, text=made.text)
    kept = keep_png(request.root, data, picture, request.notes.get(role, {}))
    bench.keep(content.path_of(request.root, kept.uri), picture)
    return kept
