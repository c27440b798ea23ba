"""`weights/inspect`: what a model file takes and gives, once it loads."""

from typing import Any

from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.imaging import session
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.operation import operation


class InspectRequest(Given):
    """A model file."""

    path: str


class Port(Wire):
    """One input or output; a length that the model leaves open is null."""

    name: str
    type: str
    shape: list[int | None]


class Ports(Wire):
    """What a model takes and gives."""

    inputs: list[Port]
    outputs: list[Port]


@operation("weights/inspect")
def inspect(bench: Bench, request: InspectRequest) -> Ports:
    """Load the model once, as a cutout would."""
    model = session.opened(request.path)
    return Ports(
        inputs=[_port(one) for one in model.get_inputs()],
        outputs=[_port(one) for one in model.get_outputs()],
    )


def _port(one: Any) -> Port:
    shape = [edge if isinstance(edge, int) and edge > 0 else None for edge in one.shape or []]
    return Port(name=one.name, type=one.type, shape=shape)
