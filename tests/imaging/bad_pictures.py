"""Files that a studio will sooner or later hand in: odd but good ones, and ones that cannot be taken."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from tests.imaging import made_pictures as made

EDGE = 40


def art() -> np.ndarray:
    """A disc on a flat ground, with a little noise: something to cut out and to measure."""
    rows, columns = np.indices((EDGE, EDGE + 8))
    inside = (rows - 20) ** 2 + (columns - 24) ** 2 < 150
    flat = np.where(inside[..., None], (200, 70, 40), (120, 170, 210))
    grain = np.random.default_rng(3).integers(-4, 5, flat.shape)
    return (flat + grain).clip(0, 255).astype(np.uint8)


def flat(mode: str, size: tuple[int, int], colour: object) -> bytes:
    return made.saved(Image.new(mode, size, colour), "PNG")


def with_alpha(alpha: np.ndarray) -> bytes:
    return made.saved(np.dstack([art(), alpha.astype(np.uint8)]), "PNG")


def deep(channels: int) -> bytes:
    """16 bits a sample, a ramp."""
    ramp = np.linspace(0, 65_535, EDGE * EDGE * channels).astype(">u2").reshape(EDGE, -1)
    rows = [row.tobytes() for row in ramp]
    return made.png(EDGE, EDGE, 16, {1: 0, 3: 2, 4: 6}[channels], rows)


def bilevel(edge: int) -> bytes:
    """A large canvas in a small file."""
    out = io.BytesIO()
    Image.new("1", (edge, edge), 1).save(out, "PNG")
    return out.getvalue()


def taken() -> dict[str, tuple[str, bytes]]:
    """Name to file name and bytes: odd, but pictures."""
    disc = Image.fromarray(art())
    ramp = np.tile(np.linspace(0, 255, EDGE + 8), (EDGE, 1))
    return {
        "blank": ("a.png", flat("RGB", (64, 48), "white")),
        "black": ("a.png", flat("RGB", (64, 48), "black")),
        "one pixel": ("a.png", flat("RGB", (1, 1), (9, 99, 200))),
        "one clear pixel": ("a.png", flat("RGBA", (1, 1), (9, 99, 200, 0))),
        "one row": ("a.png", flat("RGB", (300, 1), (9, 99, 200))),
        "one column": ("a.png", flat("RGBA", (1, 300), (9, 99, 200, 128))),
        "all clear": ("a.png", with_alpha(np.zeros((EDGE, EDGE + 8)))),
        "alpha alone": ("a.png", made.saved(np.dstack([0 * art(), ramp.astype(np.uint8)]), "PNG")),
        "cmyk": ("a.jpg", made.saved(disc.convert("CMYK"), "JPEG")),
        "grey 16": ("a.png", deep(1)),
        "colour 16": ("a.png", deep(3)),
        "alpha 16": ("a.png", deep(4)),
        "bilevel": ("a.png", made.saved(disc.convert("1"), "PNG")),
        "grey and alpha": ("a.png", made.saved(disc.convert("LA"), "PNG")),
        "palette": ("a.png", made.saved(disc.quantize(16), "PNG", transparency=3)),
        "animated gif": ("a.gif", made.animated("GIF")),
        "wrong suffix of no format": ("a.dat", made.saved(disc, "WEBP")),
    }


def refused() -> dict[str, tuple[str, bytes]]:
    """Name to file name and bytes: no pictures, or none that is taken."""
    png, jpeg = made.saved(art(), "PNG"), made.saved(art(), "JPEG")
    return {
        "empty": ("a.png", b""),
        "text": ("a.png", b"no picture"),
        "truncated png": ("a.png", png[: len(png) * 2 // 3]),
        "truncated jpeg": ("a.jpg", jpeg[: len(jpeg) // 2]),
        "truncated webp": ("a.webp", made.saved(art(), "WEBP")[:-40]),
        "truncated tiff": ("a.tif", made.saved(art(), "TIFF")[:-200]),
        "truncated gif": ("a.gif", made.saved(art(), "GIF")[:-300]),
        "png called jpeg": ("a.jpg", png),
        "jpeg called png": ("a.png", jpeg),
        "animated png": ("a.png", made.animated("PNG")),
        "animated webp": ("a.webp", made.animated("WEBP")),
        "16384 square": ("a.png", bilevel(16_384)),
        "16385 wide": ("a.jpg", made.jpeg_of_size(16_385, 8)),
        "an svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    }


FLIPPED: dict[str, tuple[str, bytes]] = {
    "png": ("png", made.saved(art(), "PNG")),
    "palette": ("png", made.saved(Image.fromarray(art()).quantize(16), "PNG", transparency=3)),
    "jpeg": ("jpg", made.saved(art(), "JPEG", quality=60)),
    "progressive": ("jpg", made.saved(art(), "JPEG", progressive=True, quality=60)),
    "webp": ("webp", made.saved(art(), "WEBP")),
    "lossless": ("webp", made.saved(art(), "WEBP", lossless=True)),
    "gif": ("gif", made.saved(art(), "GIF")),
    "tiff": ("tif", made.saved(art(), "TIFF", compression="tiff_lzw")),
    "deflated": ("tif", made.saved(art(), "TIFF", compression="tiff_adobe_deflate")),
}


def flips(content: bytes, count: int, seed: int) -> list[bytes]:
    """Copies with one to three bits flipped, anywhere in the file."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(count):
        damaged = bytearray(content)
        for at in rng.integers(0, len(content) * 8, rng.integers(1, 4)):
            damaged[at // 8] ^= 1 << (at % 8)
        found.append(bytes(damaged))
    return found


def kept(folder: Path, name: str, content: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return str(path)
