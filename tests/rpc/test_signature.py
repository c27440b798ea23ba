"""Contracts read off signatures."""

from typing import Annotated

import msgspec
import pytest

from iat_sidecar.core.lane import Reads
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.rpc.registry import Effect, Method
from iat_sidecar.rpc.signature import SPREAD, params_of


class Shade(Given):
    """Options that several methods share."""

    depth: int
    tint: str | None = None
    passes: list[str] = []


class Painted(Wire):
    """What was painted with."""

    name: str
    shade: Shade


def paint(read: Reads, name: str, shade: Annotated[Shade, SPREAD]) -> Painted:
    """Paint."""
    return Painted(name=name, shade=shade)


def test_a_spread_struct_stands_among_the_parameters() -> None:
    params = params_of("PaintParams", paint)
    assert [(f.name, f.required) for f in msgspec.structs.fields(params) if f.name != "_meta"] == [
        ("name", True),
        ("depth", True),
        ("tint", False),
        ("passes", False),
    ]


def test_a_handler_gets_the_spread_struct_whole() -> None:
    method = Method("shade/paint", paint, (), Effect.READ, {})
    params = method.decode(b'{"name": "sky", "depth": 3, "passes": ["fog"]}')
    arguments = {field: getattr(params, field) for field in method.fields}
    painted = method.run(Reads(), arguments)
    assert painted == Painted(name="sky", shade=Shade(depth=3, passes=["fog"]))


@pytest.mark.promise("method.signature")
def test_an_unknown_field_beside_a_spread_struct_is_refused() -> None:
    method = Method("shade/paint", paint, (), Effect.READ, {})
    with pytest.raises(msgspec.ValidationError, match="unknown field `shade`"):
        method.decode(b'{"name": "sky", "depth": 3, "shade": {}}')


def test_defaults_that_can_change_are_made_anew() -> None:
    method = Method("shade/paint", paint, (), Effect.READ, {})
    one, other = (method.decode(b'{"name": "a", "depth": 1}') for _ in range(2))
    assert one.passes == other.passes == []
    assert one.passes is not other.passes
