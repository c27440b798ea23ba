"""The table of places, filled by the modules that draw them; each draws a whole background."""

from collections.abc import Callable

from iat_sidecar.imaging.scene.geometry import ellipse
from iat_sidecar.imaging.scene.solids import ground, sky, strip
from iat_sidecar.imaging.scene.stage import Stage

Place = Callable[[Stage], None]
PLACES: dict[str, Place] = {}


def place(name: str) -> Callable[[Place], Place]:
    """Offer a function as the drawing of this place."""

    def publish(function: Place) -> Place:
        PLACES[name] = function
        return function

    return publish


@place("abstract")
def abstract(stage: Stage) -> None:
    """A studio backdrop: a plain ground, a plain wall, one large disc."""
    sky(stage, "#dfe4e2", "#b9c8cf")
    ground(stage, "#cdc6b8")
    rng = stage.rng("abstract")
    x, size = stage.width * rng.uniform(0.3, 0.7), min(stage.width, stage.height)
    pen = stage.pen(60.0, haze=0)
    pen.shape(
        ellipse(x, stage.horizon - size * 0.12, size * 0.36, size * 0.36, steps=72),
        "#eee6d3",
        line=0,
    )
    strip(stage, -30, 30, 0.3, 60, "#cdc6b8")
