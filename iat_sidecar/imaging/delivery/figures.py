"""How near what came back is to what was made, and how far the colours had to move."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import numpy as np
from PIL import Image

from iat_sidecar.core.errors import ImagingFailed, InvalidImage
from iat_sidecar.imaging import colour, icc
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.delivery.prepare import Plane8, Prepared, Samples8, thinned
from iat_sidecar.imaging.delivery.press import bands
from iat_sidecar.imaging.delivery.terms import Figures

MODES = {1: "L", 3: "RGB", 4: "CMYK"}
FAR_DE00 = 3.0
LEAST_PSNR_DB = 30.0
SHOWN_DE00 = {True: 0.5, False: 2.0}
"""What two transforms may differ by on the mean: of equal samples, of a JPEG's."""


def compared(made: Prepared, samples: Samples8, profile: bytes, *, may_lose: bool) -> Figures:
    """The figures of a file; ImagingFailed when it does not hold what was made.

    samples, profile: as the file has them.
    """
    if samples.shape != made.samples.shape:
        mismatch(f"it holds {samples.shape} samples instead of {made.samples.shape}")
    psnr_db = _psnr_db(made.samples, samples)
    if psnr_db is not None and not (may_lose and psnr_db >= LEAST_PSNR_DB):
        mismatch(f"its samples differ ({psnr_db:.1f} dB)")
    expected = colour.lab8(made.shown(thinned(made.samples)))
    found = colour.lab8(_shown(thinned(samples), profile))
    off = float(colour.delta_e00(found, expected).mean())
    if off > SHOWN_DE00[psnr_db is None]:
        mismatch(f"its colours are shown {off:.2f} ΔE00 from what they should be")
    moved = colour.delta_e00(expected, colour.lab8(made.seen))
    return Figures(
        is_equal=psnr_db is None,
        psnr_db=psnr_db,
        mean_de00=round(float(moved.mean()), 3),
        far_share=round(float((moved > FAR_DE00).mean()), 4),
        max_ink_percent=_max_ink_percent(samples) if made.press else None,
    )


def check_alpha(alpha: Plane8 | None, made: Prepared) -> None:
    """The transparency is what was meant, or there is none where none was meant."""
    if (alpha is None) != (made.alpha is None):
        mismatch("its transparency is missing" if alpha is None else "it is transparent")
    if alpha is not None and made.alpha is not None and not np.array_equal(alpha, made.alpha):
        mismatch("its transparency differs")


@contextmanager
def understood(*more: type[Exception]) -> Iterator[None]:
    """What a decoder says of a file that it cannot read is a mismatch too."""
    damage: tuple[type[Exception], ...] = (InvalidImage, OSError, SyntaxError, ValueError, *more)
    try:
        yield
    except ImagingFailed:
        raise
    except damage as exc:
        mismatch(f"cannot be understood ({type(exc).__name__}: {exc})")


def mismatch(reason: str) -> NoReturn:
    """What was read back is not what was written."""
    raise ImagingFailed("delivery/create", f"a file was read back and {reason}")


def _shown(samples: Samples8, profile: bytes) -> Rgb8:
    """Samples as any reader shows them who follows the profile beside them."""
    mode = MODES[samples.shape[2]]
    image = Image.frombytes(mode, (samples.shape[1], samples.shape[0]), samples)
    return np.asarray(icc.to_srgb(image, profile))


def _psnr_db(one: Samples8, other: Samples8) -> float | None:
    """Peak signal to noise ratio over all samples; None for equal ones."""
    squares = 0
    for band in bands(len(one)):
        if not np.array_equal(one[band], other[band]):
            difference = one[band].astype(np.int32) - other[band]
            squares += int(np.square(difference, dtype=np.int64).sum())
    return round(float(10 * np.log10(255**2 * one.size / squares)), 2) if squares else None


def _max_ink_percent(inks: Samples8) -> float:
    """The most that lies on one spot, of 400."""
    most = max(int(inks[band].sum(axis=2, dtype=np.uint16).max()) for band in bands(len(inks)))
    return round(most / 2.55, 1)
