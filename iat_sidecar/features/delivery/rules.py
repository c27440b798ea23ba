"""What can be delivered how, why not otherwise, and what a printer should be told."""

import os
from collections.abc import Iterable, Iterator
from typing import NoReturn

from iat_sidecar.core.errors import InvalidParams, LicenceRefused
from iat_sidecar.features.delivery.model import Chosen, DeliveryTask, ListedPicture
from iat_sidecar.features.job.model import Job
from iat_sidecar.imaging.delivery.terms import Alpha, Color, Format
from iat_sidecar.imaging.picture import MAX_EDGE_PX, MAX_PIXELS

PRINT_DPI, SCREEN_DPI = 300, 72
COARSE_DPI = 200
PRINTED: frozenset[Format] = frozenset({"tiff", "pdf"})
INKED: frozenset[Format] = frozenset({"tiff", "jpeg", "pdf"})
MAX_WEBP_PX, MAX_WEBP_PIXELS = 16_383, 50_000_000
"""What the format can say; and what its encoder can do in the memory that a worker has."""
MAX_PAGE_IN = 200
"""Pages are at most 14,400 points wide or high (ISO 32000-1, annex C)."""
FAR_SHARE = 0.1
NAMED = 5


def dpi_of(given: int | None, format: Format, color: Color, bleed_mm: float) -> int:
    """What is printed has 300 pixels an inch, what is looked at on a screen 72."""
    is_printed = format in PRINTED or color == "cmyk" or bleed_mm > 0
    return given or (PRINT_DPI if is_printed else SCREEN_DPI)


def alpha_of(given: Alpha | None, format: Format, color: Color) -> Alpha:
    """Transparency stays where it can; on a press, and in a JPEG, the picture lies on white."""
    return given or ("flatten" if format == "jpeg" or color == "cmyk" else "keep")


def check(task: DeliveryTask) -> None:
    """InvalidParams for what does not go together."""
    if (task.run_id is None) == (task.asset_ids is None):
        _refuse("$.run_id", "Give either run_id or asset_ids")
    if not os.path.isabs(task.path):
        _refuse("$.path", f"{task.path} is not an absolute path")
    _check_color(task)
    if task.alpha == "keep" and task.format == "jpeg":
        _refuse("$.alpha", "A JPEG has no transparency; flatten it, or deliver png, tiff or webp")
    if task.alpha == "keep" and (task.format, task.color) == ("tiff", "cmyk"):
        _refuse("$.alpha", "A TIFF of inks is flattened; a pdf keeps transparency")


def check_sizes(chosen: list[Chosen], task: DeliveryTask) -> None:
    """InvalidParams for pictures that are too large with their bleed, or as a page."""
    for one in chosen:
        width, height = (edge + 2 * task.bleed_px for edge in _size(one))
        if max(width, height) > MAX_EDGE_PX or width * height > MAX_PIXELS:
            where = "$.bleed_mm" if task.bleed_px else "$.asset_ids"
            _refuse(where, f"{one.label} would have {width} × {height} px, which is too many")
        is_webp = task.format == "webp"
        if is_webp and (max(width, height) > MAX_WEBP_PX or width * height > MAX_WEBP_PIXELS):
            _refuse("$.format", f"{one.label} is too large for a WebP; deliver png")
        if task.format == "pdf" and max(width, height) > MAX_PAGE_IN * task.dpi:
            _refuse("$.dpi", f"The page of {one.label} would be larger than 5.08 m; raise dpi")


def check_licences(chosen: list[Chosen], *, is_commercial: bool) -> None:
    """A commercial project delivers nothing that was made with a model for other uses only."""
    for one in chosen if is_commercial else ():
        for use in one.weights:
            if use.is_commercial is False:
                made = f"{use.name}, which {one.label} was made with,"
                raise LicenceRefused(made, use.licence or "for other uses only")


def warnings_before(chosen: list[Chosen], jobs: list[Job], task: DeliveryTask) -> Iterator[str]:
    """What is known before anything is written; `jobs` are all of the run."""
    delivered = {one.job.id for one in chosen if one.job}
    if missing := [job.job_key for job in jobs if job.id not in delivered]:
        yield f"{len(missing)} of {len(jobs)} jobs have no finished picture: {_some(missing)}"
    if rejected := [one.label for one in chosen if one.job and one.job.is_approved is False]:
        yield f"a person rejected {_some(rejected)}"
    if (task.format in PRINTED or task.color == "cmyk") and task.dpi < COARSE_DPI:
        yield f"{task.dpi} dpi look coarse in print; {PRINT_DPI} are usual"
    if task.format == "pdf" and len({_size(one) for one in chosen}) > 1:
        yield "the pages are not all of one size"
    if signed := [one.label for one in chosen if one.credentials]:
        made = _some(signed)
        yield f"{made}: made from files with Content Credentials (C2PA), which stay with the originals"
    yield from _licences(chosen)


def warnings_after(files: list[ListedPicture], chosen: list[Chosen]) -> Iterator[str]:
    """What only the pixels could tell."""
    pairs = list(zip(files, chosen, strict=True))
    if flat := [one.label for file, one in pairs if file.is_flattened]:
        yield f"what was transparent is laid on white: {_some(flat)}"
    for file, one in pairs:
        figures = file.figures
        if file.color == "cmyk" and figures.far_share > FAR_SHARE:
            yield (
                f"{one.label}: {figures.far_share:.0%} of it has colours that this press cannot"
                f" print as they are (mean ΔE00 {figures.mean_de00:.1f})"
            )


def _check_color(task: DeliveryTask) -> None:
    if task.color != "cmyk":
        if task.icc_path is not None:
            _refuse("$.icc_path", "A profile is for cmyk; ask for that color, or leave it out")
        return
    if task.format not in INKED:
        _refuse("$.color", f"{task.format} has no cmyk; deliver tiff, jpeg or pdf")
    if task.icc_path is None:
        _refuse("$.icc_path", "cmyk needs the profile of the press: ask the printer for its .icc")
    if not os.path.isabs(task.icc_path):
        _refuse("$.icc_path", f"{task.icc_path} is not an absolute path")


def _licences(chosen: list[Chosen]) -> Iterator[str]:
    uses = {use.name: use for one in chosen for use in one.weights}
    for name, use in sorted(uses.items()):
        made = _some([one.label for one in chosen if use in one.weights])
        if use.is_commercial is None:
            yield f"nobody knows the licence of {name}, which was used for {made}"
        elif not use.is_commercial:
            yield f"{name} ({use.licence}) was used for {made}: not for commercial use"


def _some(labels: Iterable[str]) -> str:
    """The first few, and how many more there are."""
    every = list(labels)
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more


def _size(one: Chosen) -> tuple[int, int]:
    return one.asset.width or 1, one.asset.height or 1


def _refuse(path: str, reason: str) -> NoReturn:
    raise InvalidParams(reason, path)
