"""The chain of a cutout: a good matte ends it, else the least poor one stays; nothing is passed over."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from iat_sidecar.core.errors import ImagingFailed, SidecarError
from iat_sidecar.features.run.walk import Trail
from iat_sidecar.features.run.way import Leg
from iat_sidecar.features.step.engine import Computed, Pictures
from iat_sidecar.features.step.model import Step
from iat_sidecar.providers.provider import Work
from tests.providers.shots import SHOT

BROKEN = ImagingFailed("a step", "it was made to")
REMOVERS = ("first", "second", "third")


class Steps:
    """Gives each operation the complaints that it shall have, or the error."""

    def __init__(self, outcomes: dict[str, list[str] | SidecarError]) -> None:
        self._outcomes = outcomes
        self.asked: list[str] = []

    async def compute(self, work: Work, pictures: Pictures, affinity: str) -> Computed:
        self.asked.append(work.operation)
        outcome = self._outcomes.get(work.operation, [])
        if isinstance(outcome, SidecarError):
            raise outcome
        found = {"method": "flood", "quality": {"reasons": outcome}}
        return Computed(step=made_by(work, found), pictures={}, is_memoised=False)


def made_by(work: Work, result: dict[str, Any]) -> Step:
    return Step(
        id=work.operation,
        project_id="moon",
        key="",
        name=work.operation,
        version=1,
        params={},
        inputs={},
        outputs={},
        result=result,
        reproducibility="bit_exact",
        own_ms=1,
        created_at="",
    )


def work_of(name: str) -> Work:
    return Work(operation=name, version=1, params={}, takes=(), gives={})


def legs() -> list[Leg]:
    """Three removers, then an enlargement."""

    def remover(name: str) -> Leg:
        return Leg(
            name="cutout",
            provider_code=name,
            make=lambda shot: None if shot.facts.get("has_cutout") else work_of(name),
            is_of_chain=True,
            is_last_of_chain=name == REMOVERS[-1],
        )

    larger = Leg(name="upscale", provider_code="larger", make=lambda shot: work_of("larger"))
    return [*map(remover, REMOVERS), larger]


def followed(outcomes: dict[str, list[str] | SidecarError]) -> tuple[list[str], list[str]]:
    """The steps that were asked for, and those that the trail went on with."""
    sidecar = SimpleNamespace(imaging=SimpleNamespace(release=lambda affinity: None))
    running, steps = SimpleNamespace(checkpoint=lambda: None), Steps(outcomes)
    trail, taken = Trail(sidecar, running, steps, SHOT, "job 0"), []  # type: ignore[arg-type]
    go_on = trail._go_on

    def seen(leg: Leg, computed: Computed) -> None:
        taken.append(computed.step.name)
        go_on(leg, computed)

    trail._go_on = seen  # type: ignore[method-assign]
    asyncio.run(trail.follow(legs()))
    return steps.asked, taken


@pytest.mark.parametrize(
    ("outcomes", "asked", "taken"),
    [
        ({}, ["first"], "first"),
        ({"first": ["holes"]}, ["first", "second"], "second"),
        ({"first": BROKEN}, ["first", "second"], "second"),
        ({"first": ["a", "b"], "second": ["a"], "third": ["a", "b"]}, [*REMOVERS], "second"),
        ({"first": ["a"], "second": BROKEN, "third": BROKEN}, [*REMOVERS], "first"),
    ],
)
def test_the_best_matte_of_a_chain_is_gone_on_with(
    outcomes: dict[str, list[str] | SidecarError], asked: list[str], taken: str
) -> None:
    assert followed(outcomes) == ([*asked, "larger"], [taken, "larger"])


@pytest.mark.parametrize("first", [[], ["holes"]])
def test_a_step_behind_the_chain_that_breaks_is_never_passed_over(first: list[str]) -> None:
    with pytest.raises(ImagingFailed, match="made to"):
        followed({"first": first, "larger": BROKEN})


def test_a_chain_whose_links_all_break_is_broken() -> None:
    with pytest.raises(ImagingFailed, match="made to"):
        followed(dict.fromkeys(REMOVERS, BROKEN))
