"""Rules that hold the characters of a picture against who they should be."""

from iat_sidecar.imaging.guard.rule import MAX_STRAIN, Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.identity import judge
from iat_sidecar.imaging.identity.terms import CharacterFound, PartFound


@rule("H10_identity", hard=True, about="identity")
def somebody_else(view: View) -> Verdict | None:
    """A required character is not there, or two of its parts have another colour altogether.

    ΔE00 between each part and its reference colour in the scene's own light.
    """
    several = [found for found in view.cast if found.is_known_by_several]
    verdicts = [verdict for found in several for verdict in (_missing(found), _lost(view, found))]
    return worst(*verdicts) if verdicts else None


@rule("S14_identity", about="identity")
def doubtful(view: View) -> Verdict | None:
    """One part of a character has strayed from its colour, or the character fits its place badly."""
    parts = [_strayed(view, found, part) for found in view.cast for part in found.judged]
    fits = [_ill_fitting(found) for found in view.cast if found.is_known_by_several]
    return worst(*parts, *fits) if parts else None


def strains(view: View) -> list[float]:
    """For the score: how near its line each part is, 0 its very colour, 1 on the line, 6 at most."""
    return [min(part.de00 / part.line, MAX_STRAIN) for found in view.cast for part in found.judged]


def measures(view: View) -> dict[str, float]:
    """ΔE00 by name: `identity.mara` is the mean of Mara's parts, `identity.mara.hair` one of them."""
    found = {f"identity.{one.code}": one.distance for one in view.cast if one.judged}
    parts = {
        f"identity.{one.code}.{part.part}": part.de00 for one in view.cast for part in one.judged
    }
    return found | parts


def _missing(found: CharacterFound) -> Verdict:
    message = f"{found.code} is not to be found: its colours stand together nowhere."
    return Verdict(found.fit, judge.LEAST_FIT, message, is_floor=True, best=1.0)


def _lost(view: View, found: CharacterFound) -> Verdict:
    limits = view.thresholds
    gone = [part.part for part in judge.lost(found, limits.hard_part_de00)]
    message = f"{found.code} looks like somebody else: {_named(gone)} have other colours."
    return Verdict(len(gone), limits.hard_parts - 1, message)


def _strayed(view: View, found: CharacterFound, part: PartFound) -> Verdict:
    message = f"The {_spoken(part.part)} of {found.code} is ΔE {part.de00:.0f} from its colour."
    return Verdict(part.de00, max(view.thresholds.part_de00, part.line), message)


def _ill_fitting(found: CharacterFound) -> Verdict:
    message = f"{found.code} is hard to make out: only {found.fit:.0%} of its colours are there."
    return Verdict(found.fit, judge.GOOD_FIT, message, is_floor=True, best=1.0)


def _named(parts: list[str]) -> str:
    return " and ".join(map(_spoken, parts))


def _spoken(part: str) -> str:
    return part.replace("_", " ")
