"""The output quality check: every rule once, one report."""

import hashlib
from pathlib import Path

from iat_sidecar.core.errors import InvalidImage
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.guard import (
    answers,
    cutouts,
    edits,
    hand,
    identity,
    likeness,
    siblings,
    stage,
    technical,
)
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.guard.report import Finding, GuardReport, Scores, composite
from iat_sidecar.imaging.guard.rule import RULES, Verdict
from iat_sidecar.imaging.guard.score import scores
from iat_sidecar.imaging.guard.thresholds import VERSION, Thresholds
from iat_sidecar.imaging.guard.view import File, View
from iat_sidecar.imaging.read import read
from iat_sidecar.imaging.style import StyleMeasure

FAMILIES = (answers, cutouts, edits, hand, identity, likeness, siblings, stage, technical)
"""Modules whose rules are registered when they are imported."""
MATTE_MEASURES = ("coverage", "border_touch", "unknown_share", "components", "holes")


def check(
    image: Rgb8 | Rgba8,
    expected: Expected,
    style: StyleMeasure | None = None,
    thresholds: Thresholds | None = None,
    *,
    others: dict[str, str] | None = None,
    file: File | None = None,
) -> GuardReport:
    """Judge a picture (H×W×3, or H×W×4 with straight alpha, sRGB bytes) against what was asked for.

    Without a style only the rules that need none apply. The findings stand in order of their rule.
    others: paths of further pictures: `before` and `mask` of an edit, `before_weather` of a weather
    stage, `source` of an enlargement. file: what is known of the bytes.
    """
    view = View(image, expected, style, thresholds or Thresholds(), others or {}, file or File())
    weighed = {name: RULES[name].weigh(view) for name in sorted(RULES)}
    verdicts = {name: verdict for name, verdict in weighed.items() if verdict is not None}
    broken = [
        RULES[name].finding(verdict) for name, verdict in verdicts.items() if verdict.is_broken
    ]
    return _report(view, verdicts, broken)


def check_file(
    path: str,
    expected: Expected,
    style: StyleMeasure | None = None,
    thresholds: Thresholds | None = None,
    *,
    others: dict[str, str] | None = None,
) -> GuardReport:
    """As `check`, from the bytes: H01 when they do not decode, or are too few for the canvas.

    Raises NotFound when there is no such file.
    """
    limits = thresholds or Thresholds()
    try:
        image, picture = read(path)
    except InvalidImage as refused:
        message = f"The file is no usable picture: {refused.reason}."
        return _undecoded(message, Path(path).stat().st_size, limits)
    size_bytes = Path(path).stat().st_size
    is_tiny = image.shape[0] * image.shape[1] <= limits.tiny_canvas_px
    if size_bytes < limits.min_file_bytes and not is_tiny:
        message = f"The file has only {size_bytes} bytes, too few for a picture of its size."
        return _undecoded(message, size_bytes, limits)
    file = File(picture.mime_type, _sha256(path, expected))
    return check(image, expected, style, limits, others=others, file=file)


def _report(view: View, verdicts: dict[str, Verdict], findings: list[Finding]) -> GuardReport:
    soft = [finding.weight for finding in findings if finding.severity == "soft"]
    exceed, share = view.chroma_exceed
    judged = scores(view, verdicts)
    return GuardReport(
        version=VERSION,
        findings=findings,
        hard_failures=len(findings) - len(soft),
        soft_warnings=len(soft),
        soft_weighted=round(sum(soft), 4),
        chroma_exceed=round(exceed, 4),
        chroma_exceed_share=round(share, 4),
        palette_de00=None if view.palette_de00 is None else round(view.palette_de00, 4),
        scores=judged,
        composite=composite(judged),
        measures=_measures(view, verdicts),
        look=view.found[0] if view.found else None,
        z={name: round(value, 4) for name, value in view.z.items()},
        dhash=view.fingerprint.bits if view.fingerprint.tells else None,
    )


def _measures(view: View, verdicts: dict[str, Verdict]) -> dict[str, float]:
    """Raw numbers by name, and how near its line each rule is by the rule's (1 is on it, 6 most)."""
    own = {name: getattr(view.colours, name) for name in ("l_mean", "l_deviation", "c_mean")}
    matte = {name: getattr(view.matte, name) for name in MATTE_MEASURES} if view.matte else {}
    strains = {name: verdict.strain for name, verdict in verdicts.items()}
    found = own | matte | identity.measures(view) | strains
    return {name: round(float(value), 4) for name, value in found.items()}


def _sha256(path: str, expected: Expected) -> str | None:
    """The hash of a file's bytes, where one is to be compared."""
    if expected.provenance is None or expected.provenance.sha256 is None:
        return None
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _undecoded(message: str, size_bytes: int, limits: Thresholds) -> GuardReport:
    finding = Finding(
        rule="H01_decode",
        severity="hard",
        value=size_bytes,
        threshold=limits.min_file_bytes,
        weight=1.0,
        message=message,
    )
    return GuardReport(
        version=VERSION,
        findings=[finding],
        hard_failures=1,
        soft_warnings=0,
        soft_weighted=0.0,
        chroma_exceed=0.0,
        chroma_exceed_share=0.0,
        palette_de00=None,
        scores=Scores(technical=0.0),
        composite=0.0,
        measures={},
    )
