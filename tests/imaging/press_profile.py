"""A printing press made up for the tests: four inks with dot gain, as an ICC output profile.

Each ink takes a share of one part of the light and, as real ones do, a little of the others; black
takes of all. The way back is found ink by ink, with black in place of most of the grey.
"""

import struct

import numpy as np

from iat_sidecar.imaging import colour

# what is left of red, green and blue light under full cyan, magenta, yellow and black
LEFT = np.array([[0.06, 0.55, 0.78], [0.60, 0.05, 0.40], [0.93, 0.75, 0.06], [0.05, 0.05, 0.05]])
GAIN = 1.8
GREY_REPLACED = 0.8
INK_STEPS, LAB_STEPS = 9, 17
BRADFORD_D50 = np.array(
    [[1.0478, 0.0229, -0.0502], [0.0296, 0.9905, -0.0171], [-0.0092, 0.0151, 0.7517]]
)
D50 = np.array([0.9642, 1.0, 0.8249])


def press_profile(*, b2a_scale: float = 1.0, with_b2a: bool = True) -> bytes:
    """The profile; with another `b2a_scale` its two tables disagree."""
    ink_axis = np.linspace(0, 1, INK_STEPS)
    inks = np.stack(np.meshgrid(*[ink_axis] * 4, indexing="ij"), -1).reshape(-1, 4)
    lab_axis = np.linspace(0, 1, LAB_STEPS)
    grid = np.stack(np.meshgrid(*[lab_axis] * 3, indexing="ij"), -1).reshape(-1, 3)
    lab = (grid * 65535 / 65280) * [100, 255, 255] - [0, 128, 128]
    tags = {
        b"desc": _described("Made-up press"),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": b"XYZ \0\0\0\0" + _fixed(*D50),
        b"A2B0": _table(4, 3, INK_STEPS, _lab16(printed(inks))),
    }
    if with_b2a:
        wanted = np.clip(separated(lab) * b2a_scale, 0, 1)
        tags[b"B2A0"] = _table(3, 4, LAB_STEPS, np.rint(wanted * 65535))
    return _profile(tags)


def printed(inks: np.ndarray) -> np.ndarray:
    """…×4 inks of 0…1 as CIELAB under D50, relative to the paper."""
    covered = 1 - (1 - inks) ** GAIN
    return _to_lab50(_light(covered[..., :3]) * (1 - covered[..., 3:] * (1 - LEFT[3])))


def separated(lab: np.ndarray) -> np.ndarray:
    """…×4 inks for …×3 CIELAB under D50: black takes a share of what all three colours hold back."""
    light = np.clip(_from_lab50(lab), 0.0005, 1)
    colours = _covered(light)
    grey = np.repeat(colours.min(-1, keepdims=True), 3, axis=-1)
    darkened = _light(grey).max(-1) ** GREY_REPLACED
    black = np.clip((1 - darkened) / (1 - LEFT[3, 0]), 0, 1)[..., None]
    left_to_do = np.minimum(light / (1 - black * (1 - LEFT[3])), 1)
    return 1 - (1 - np.concatenate([_covered(left_to_do), black], -1)) ** (1 / GAIN)


def _light(covered: np.ndarray) -> np.ndarray:
    """What cyan, magenta and yellow leave of white light."""
    light = np.ones((*covered.shape[:-1], 3))
    for ink in range(3):
        light *= 1 - covered[..., ink : ink + 1] * (1 - LEFT[ink])
    return light


def _covered(light: np.ndarray) -> np.ndarray:
    """Cyan, magenta and yellow that leave this light, each in turn until all of them agree."""
    covered = np.zeros_like(light)
    for _ in range(40):
        for ink in range(3):
            own = 1 - covered[..., ink] * (1 - LEFT[ink, ink])
            others = _light(covered)[..., ink] / own
            need = (1 - light[..., ink] / others) / (1 - LEFT[ink, ink])
            covered[..., ink] = np.clip(need, 0, 1)
    return covered


def _to_lab50(light: np.ndarray) -> np.ndarray:
    ratio = light @ colour.TO_XYZ.astype(float).T @ BRADFORD_D50.T / D50
    f = np.where(ratio > colour.EPSILON, np.cbrt(ratio), (colour.KAPPA * ratio + 16) / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1
    )


def _from_lab50(lab: np.ndarray) -> np.ndarray:
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], -1)
    ratio = np.where(f**3 > colour.EPSILON, f**3, (116 * f - 16) / colour.KAPPA)
    to_light = np.linalg.inv(BRADFORD_D50 @ colour.TO_XYZ.astype(float))
    return ratio * D50 @ to_light.T


def _lab16(lab: np.ndarray) -> np.ndarray:
    """As lut16Type holds it in profiles of version 2."""
    return np.rint(np.clip((lab + np.array([0, 128, 128])) / [100, 255, 255], 0, 1) * 65280)


def _table(inputs: int, outputs: int, steps: int, values: np.ndarray) -> bytes:
    head = struct.pack(">4s4xBBBx", b"mft2", inputs, outputs, steps)
    line = struct.pack(">HH", 0, 65535)
    identity = _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    body = values.astype(">u2").tobytes()
    return head + identity + struct.pack(">HH", 2, 2) + line * inputs + body + line * outputs


def _described(text: str) -> bytes:
    return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text.encode() + b"\0" * 79


def _profile(tags: dict[bytes, bytes]) -> bytes:
    directory, body, start = b"", b"", 132 + 12 * len(tags)
    for name, content in tags.items():
        directory += name + struct.pack(">II", start + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    head = bytearray(128)
    struct.pack_into(
        ">I4xI4s4s4s6H4s",
        head,
        0,
        start + len(body),
        0x02400000,
        b"prtr",
        b"CMYK",
        b"Lab ",
        *(2000, 1, 1, 0, 0, 0),
        b"acsp",
    )
    head[68:80] = _fixed(*D50)
    return bytes(head) + struct.pack(">I", len(tags)) + directory + body


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65_536)) for value in values)
