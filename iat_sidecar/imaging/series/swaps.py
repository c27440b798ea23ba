"""Characters in each other's place: somebody asked for is not there, somebody else is."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from iat_sidecar.imaging.series.facts import PanelFacts, Sighting, Swap


def swaps(panels: Sequence[PanelFacts]) -> list[Swap]:
    """Panels that show another character than the one asked for; those of a pair name each other."""
    found = [swap for panel in panels for swap in _instead(panel)]
    return [_paired(swap, found) for swap in found]


def _instead(panel: PanelFacts) -> Iterable[Swap]:
    """Each character that is missing, with the uninvited one that fits the panel best."""
    uninvited = [
        one for one in panel.sightings if one.is_there and one.code not in panel.characters
    ]
    uninvited.sort(key=_badness)
    missing = [one for one in panel.sightings if not one.is_there and one.code in panel.characters]
    for lost, shown in zip(sorted(missing, key=_badness, reverse=True), uninvited, strict=False):
        yield Swap(
            job_key=panel.job_key,
            expected=lost.code,
            shown=shown.code,
            kind="instead",
            twin=None,
            message=f"{panel.job_key} seems to show {shown.code} instead of {lost.code}.",
        )


def _badness(sighting: Sighting) -> tuple[float, float, str]:
    return -sighting.fit, sighting.distance, sighting.code


def _paired(swap: Swap, found: Sequence[Swap]) -> Swap:
    """With the nearest panel where the two are the other way round."""
    twins = [
        other.job_key
        for other in found
        if (other.expected, other.shown) == (swap.shown, swap.expected)
    ]
    if not twins:
        return swap
    message = (
        f"{swap.job_key} shows {swap.shown} instead of {swap.expected}, "
        f"and {twins[0]} the other way round: they may be swapped."
    )
    return replace(swap, kind="swapped", twin=twins[0], message=message)
