"""Small pictures and swatches on the page, all of them inside it."""

from iat_sidecar.imaging.colour import lab_to_hex
from iat_sidecar.imaging.report.markup import Markup, tag
from iat_sidecar.imaging.report.preview import LARGE_PX, SMALL_PX, Preview
from iat_sidecar.imaging.style import PaletteColour

STRIP_PX, STRIP_HEIGHT_PX = 320.0, 28.0


def large(preview: Preview, says: str) -> Markup:
    return _image(preview, preview.large, LARGE_PX, says)


def small(preview: Preview, says: str) -> Markup:
    return _image(preview, preview.small, SMALL_PX, says)


def missing(says: str) -> Markup:
    """In the place of a picture that is not there."""
    return tag("span", says, class_="missing")


def strip(palette: list[PaletteColour], says: str) -> Markup:
    """Colours side by side, each as wide as its share."""
    total = sum(colour.weight for colour in palette) or 1.0
    parts, x = [], 0.0
    for colour in palette:
        width = STRIP_PX * (colour.weight / total)
        named = f"{lab_to_hex(colour.lab)}, {colour.weight / total:.0%}"
        parts.append(_block(x, width, lab_to_hex(colour.lab), named))
        x += width
    return tag(
        "svg",
        *parts,
        viewbox=f"0 0 {STRIP_PX:g} {STRIP_HEIGHT_PX:g}",
        preserveAspectRatio="none",
        class_="strip",
        role="img",
        aria_label=says,
    )


def swatch(hex: str, says: str) -> Markup:
    """One colour as a small square."""
    block = tag("rect", tag("title", says), width=18, height=18, rx=3, fill=hex)
    return tag("svg", block, width=18, height=18, class_="swatch", role="img", aria_label=says)


def _block(x: float, width: float, hex: str, says: str) -> Markup:
    return tag("rect", tag("title", says), x=x, y=0, width=width, height=STRIP_HEIGHT_PX, fill=hex)


def _image(preview: Preview, data: str, edge_px: int, says: str) -> Markup:
    width, height = preview.size(edge_px)
    return tag(
        "img",
        src=f"data:image/webp;base64,{data}",
        width=width,
        height=height,
        alt=says,
        loading="lazy",
        decoding="async",
        class_="cut" if preview.is_cut else None,
    )
