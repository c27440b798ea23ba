"""Looking in a picture for the characters that must be in it."""

from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.identity import judge
from iat_sidecar.imaging.identity.light import Light, possible
from iat_sidecar.imaging.identity.seen import see
from iat_sidecar.imaging.identity.terms import CharacterFound


def cast(expected: Expected, rgb: Rgb8, alpha: Plane | None) -> list[CharacterFound]:
    """Every character whose colours are known, as it was found; none in an empty picture."""
    wanted = {code: parts for code, parts in expected.parts.items() if parts}
    if not wanted:
        return []
    seen = see(rgb, alpha)
    if not len(seen.lab):
        return []
    lights = _lights(expected)
    return [
        judge.character(seen, code, parts, lights, expected.boxes.get(code, ()))
        for code, parts in wanted.items()
    ]


def _lights(expected: Expected) -> list[Light]:
    """Our own light is known exactly; another's was asked for in words, or not at all."""
    time = expected.shown_time
    return possible(
        time,
        expected.shown_weather,
        is_known=expected.is_local or time is not None,
        is_exact=expected.is_local,
    )
