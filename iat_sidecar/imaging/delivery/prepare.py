"""A picture as it will be delivered: its bleed, its channels, its transparency, its profile."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.core.errors import InvalidImage
from iat_sidecar.imaging import colour, icc
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.delivery.grey_profile import grey_profile
from iat_sidecar.imaging.delivery.press import Press, bands, press_of
from iat_sidecar.imaging.delivery.terms import Order
from iat_sidecar.imaging.picture import Unreadable, check_size

SEEN_EDGE = 256

Plane8 = NDArray[np.uint8]
Samples8 = NDArray[np.uint8]
"""H×W×C: 1 grey, 3 sRGB, 4 inks."""


@dataclass(frozen=True)
class Prepared:
    """Samples and what they mean; `seen` is the picture thinned, before grey or inks were made."""

    samples: Samples8
    alpha: Plane8 | None
    profile: bytes
    seen: Rgb8
    press: Press | None
    is_flattened: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.samples.shape[1], self.samples.shape[0]

    def shown(self, samples: Samples8) -> Rgb8:
        """What samples of this kind look like in sRGB."""
        if self.press:
            return self.press.shown(samples)
        return np.repeat(samples, 3, axis=2) if samples.shape[2] == 1 else samples


def prepared(source: Rgb8 | Rgba8, order: Order, path: str = "") -> Prepared:
    """Bleed, transparency and colour, in this order; InvalidImage when that grows too large.

    The bleed is the picture mirrored at its edges, so that the trim keeps all of it. What is
    flattened is laid on white. An alpha that hides nothing is left out.
    """
    height, width = (edge + 2 * order.bleed_px for edge in source.shape[:2])
    try:
        check_size(width, height)
    except Unreadable as refusal:
        raise InvalidImage(path, f"with its bleed it has {refusal}") from None
    around = (order.bleed_px, order.bleed_px)
    whole = np.pad(source, (around, around, (0, 0)), "symmetric") if order.bleed_px else source
    alpha = whole[..., 3] if whole.shape[2] == 4 and int(whole[..., 3].min()) < 255 else None
    is_flattened = alpha is not None and order.alpha == "flatten"
    if is_flattened:
        whole, alpha = on_white(whole), None
    picture = np.ascontiguousarray(whole[..., :3])
    profile = profile_of(order)
    press = press_of(profile) if order.color == "cmyk" else None
    return Prepared(
        samples=press.inks(picture) if press else _samples(picture, order),
        alpha=None if alpha is None else np.ascontiguousarray(alpha),
        profile=profile,
        seen=thinned(picture),
        press=press,
        is_flattened=is_flattened,
    )


def thinned(samples: Samples8) -> Samples8:
    """Every so many-th row and column, at most 511 of each: enough to judge colours by."""
    down, right = (max(1, edge // SEEN_EDGE) for edge in samples.shape[:2])
    return np.ascontiguousarray(samples[::down, ::right])


def on_white(picture: Rgba8) -> Rgb8:
    """The picture on white paper, mixed in sRGB's encoding as every viewer does."""
    out = np.empty((*picture.shape[:2], 3), np.uint8)
    for band in bands(len(picture)):
        alpha = picture[band, :, 3:].astype(np.uint16)
        out[band] = (picture[band, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return out


def grey(picture: Rgb8) -> Plane8:
    """H×W luminance, measured in linear light and encoded with sRGB's curve."""
    out = np.empty(picture.shape[:2], np.uint8)
    for band in bands(len(picture)):
        out[band] = colour.to_srgb(colour.luminance(colour.to_linear(picture[band])))
    return out


def profile_of(order: Order) -> bytes:
    """The ICC profile that goes into every file of such an order."""
    match order.color:
        case "srgb":
            return icc.srgb_profile()
        case "gray":
            return grey_profile()
        case "cmyk":
            assert order.profile_path, "rules ask for it"
            return Path(order.profile_path).read_bytes()


def _samples(picture: Rgb8, order: Order) -> Samples8:
    return grey(picture)[..., None] if order.color == "gray" else picture
