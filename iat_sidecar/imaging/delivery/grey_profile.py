"""The ICC profile of grey pictures: one channel with sRGB's curve, so that g means (g, g, g)."""

import struct
from functools import cache

from iat_sidecar.imaging.icc import CREATED, EPOCH

VERSION = 0x04200000
D50 = (0.9642, 1.0, 0.8249)
FROM_D65 = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


@cache
def grey_profile() -> bytes:
    """An ICC v4 display profile of a single channel, the same bytes at every call (ICC.1:2010)."""
    tags = {
        b"desc": _text("Gray with the sRGB curve"),
        b"cprt": _text("No copyright, use freely"),
        b"wtpt": b"XYZ \0\0\0\0" + _fixed(*D50),
        b"chad": b"sf32\0\0\0\0" + _fixed(*FROM_D65),
        b"kTRC": b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _fixed(*SRGB_CURVE),
    }
    directory, body, start = b"", b"", 132 + 12 * len(tags)
    for name, content in tags.items():
        directory += name + struct.pack(">II", start + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    head = bytearray(128)
    struct.pack_into(">I4xI4s4s4s", head, 0, start + len(body), VERSION, b"mntr", b"GRAY", b"XYZ ")
    head[CREATED] = EPOCH
    head[36:40] = b"acsp"
    head[68:80] = _fixed(*D50)
    return bytes(head) + struct.pack(">I", len(tags)) + directory + body


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65_536)) for value in values)


def _text(text: str) -> bytes:
    """One American English string (multiLocalizedUnicodeType)."""
    encoded = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II4sII", 1, 12, b"enUS", len(encoded), 28) + encoded
