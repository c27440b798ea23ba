"""A colour transform as a 33³ table: fast to apply, hashable, and readable by other programs."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import LinearRgb, Rgb8

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
Picture = TypeVar("Picture", Rgb8, LinearRgb)
SIZE = 33
LARGEST = 65
CHUNK_PX = 1 << 15


@dataclass(frozen=True, eq=False)
class Lut:
    """table: N×N×N×3 float32 indexed red, green, blue; sRGB encoded 0…1 in and out; N = 33.

    Tables read from a file may have another N up to 65.
    """

    table: Floats

    @classmethod
    def from_function(cls, grade: Callable[[LinearRgb], LinearRgb]) -> Self:
        """Sample a function on linear light (N×3 to N×3) at the nodes of the table."""
        nodes = lattice(SIZE)
        graded = colour.encode(grade(colour.decode(nodes)))
        return cls(graded.reshape(SIZE, SIZE, SIZE, 3))

    @classmethod
    def identity(cls) -> Self:
        """The table that changes nothing."""
        return cls(lattice(SIZE).reshape(SIZE, SIZE, SIZE, 3))

    @overload
    def apply(self, image: Rgb8) -> Rgb8: ...

    @overload
    def apply(self, image: LinearRgb) -> LinearRgb: ...

    def apply(self, image: NDArray[Any]) -> NDArray[Any]:
        """Look up every pixel; bytes give bytes, linear light gives linear light.

        Float pictures are interpolated in the tetrahedron around each colour, so greys depend on
        the diagonal of the table alone. Values outside 0…1 are clipped.
        """
        if image.dtype == np.uint8:
            return self.apply_bytes(image)
        return self.apply_linear(image)

    def apply_linear(self, image: LinearRgb) -> LinearRgb:
        """Look up linear light (…×3)."""
        flat = np.ascontiguousarray(image, np.float32).reshape(-1, 3)
        result = np.empty_like(flat)
        for start in range(0, len(flat), CHUNK_PX):  # a chunk stays in the processor's cache
            part = slice(start, start + CHUNK_PX)
            result[part] = colour.decode(self.look_up(colour.encode(flat[part])))
        return result.reshape(image.shape)

    def apply_bytes(self, image: Rgb8) -> Rgb8:
        """Look up sRGB bytes (H×W×3), trilinear, rounded to the nearest byte."""
        nodes = np.ascontiguousarray(self.table.transpose(2, 1, 0, 3), np.float32).ravel()
        step = ImageFilter.Color3DLUT(self.table.shape[0], nodes, _copy_table=False)
        return np.asarray(Image.fromarray(image).filter(step))

    def look_up(self, encoded: Floats) -> Floats:
        """Tetrahedral interpolation of sRGB-encoded colours, M×3 in 0…1."""
        size = self.table.shape[0]
        place = np.ascontiguousarray(encoded.T) * np.float32(size - 1)
        cell = np.minimum(place.astype(np.intp), size - 2)
        place -= cell
        base = (cell[0] * size + cell[1]) * size + cell[2]
        corners, weights = _tetrahedron(place, size, base)
        found = np.empty(encoded.shape, np.float32)
        for channel, nodes in enumerate(self._channels):
            total = nodes.take(corners[0])
            total *= weights[0]
            for corner, weight in zip(corners[1:], weights[1:], strict=True):
                share = nodes.take(corner)
                share *= weight
                total += share
            found[:, channel] = total
        return found

    def compose(self, after: "Lut") -> "Lut":
        """One table that does this one first and `after` second."""
        return Lut(after.look_up(self.table.reshape(-1, 3)).reshape(self.table.shape))

    def to_cube(self, title: str) -> str:
        """The table as Adobe .cube 1.0 text, red fastest; nine digits keep every float32."""
        if '"' in title or not title.isprintable():
            raise ValueError("a .cube title is one line without quotation marks")
        rows = self.table.transpose(2, 1, 0, 3).reshape(-1, 3).tolist()
        head = f'TITLE "{title}"\nLUT_3D_SIZE {self.table.shape[0]}\n'
        return head + "".join(f"{r:.9g} {g:.9g} {b:.9g}\n" for r, g, b in rows)

    @classmethod
    def from_cube(cls, text: str) -> Self:
        """Read Adobe .cube 1.0 text with a 3-D table of 2…65 nodes an edge and domain 0…1.

        Raises ValueError with the line and the reason.
        """
        size, first = _read_head(text.splitlines())
        rows = _read_rows(text.splitlines(), first, size**3)
        return cls(np.ascontiguousarray(rows.reshape(size, size, size, 3).transpose(2, 1, 0, 3)))

    def digest(self) -> str:
        """sha256 of the table's size and its little-endian float32 bytes."""
        head = f"lut {self.table.shape[0]}\n".encode()
        return hashlib.sha256(head + self.table.astype("<f4").tobytes()).hexdigest()

    @cached_property
    def _channels(self) -> list[Floats]:
        return [np.ascontiguousarray(self.table[..., channel]).ravel() for channel in range(3)]


def lattice(size: int) -> Floats:
    """The encoded colours at the nodes of a table, size³×3, red slowest."""
    axis = np.linspace(0, 1, size, dtype=np.float32)
    return np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)


def _tetrahedron(place: Floats, size: int, base: Indices) -> tuple[list[Indices], list[Floats]]:
    """The four nodes around each place in its cell (3×M, 0…1), and their weights."""
    red, green, blue = place
    strides = np.array([size * size, size, 1], np.intp)
    high = np.maximum(np.maximum(red, green), blue)
    low = np.minimum(np.minimum(red, green), blue)
    middle = red + green + blue - high - low
    most = np.where(red >= high, strides[0], np.where(green >= blue, strides[1], strides[2]))
    least = np.where(blue <= low, strides[2], np.where(green <= red, strides[1], strides[0]))
    far = base + strides.sum()
    return [base, base + most, far - least, far], [1 - high, high - middle, middle - low, low]


def _read_head(lines: list[str]) -> tuple[int, int]:
    """The table's size, and the index of its first row."""
    size = 0
    for index, line in enumerate(lines):
        match line.split():
            case [] | ["TITLE", *_]:
                continue
            case [word, *_] if word.startswith("#"):
                continue
            case ["LUT_3D_SIZE", count] if count.isdecimal() and 2 <= int(count) <= LARGEST:
                size = int(count)
            case ["DOMAIN_MIN" | "DOMAIN_MAX" as edge, *values]:
                _check_domain(index, edge, values)
            case ["LUT_3D_INPUT_RANGE", *edges] if [_number(edge) for edge in edges] == [0.0, 1.0]:
                continue  # how some programs say the same domain
            case [word, *_] if word[0].isalpha():
                raise ValueError(
                    f"line {index + 1} of the .cube: {line.strip()!r} is not supported"
                )
            case _ if size:
                return size, index
            case _:
                break
    raise ValueError(f"the .cube needs LUT_3D_SIZE 2…{LARGEST} and then its rows")


def _check_domain(index: int, edge: str, values: list[str]) -> None:
    wanted = 0.0 if edge == "DOMAIN_MIN" else 1.0
    if len(values) != 3 or any(_number(value) != wanted for value in values):
        raise ValueError(f"line {index + 1} of the .cube: only a domain of 0…1 is supported")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _read_rows(lines: list[str], first: int, count: int) -> Floats:
    rows = [
        (index, line.split())
        for index, line in enumerate(lines[first:], first)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if len(rows) != count:
        raise ValueError(f"the .cube has {len(rows)} rows where its size needs {count}")
    for index, row in rows:
        if len(row) != 3:
            raise ValueError(f"line {index + 1} of the .cube: a row has three numbers")
    try:
        values = np.array([row for _, row in rows], np.float32)
    except ValueError as fault:
        raise ValueError(f"the .cube holds something that is no number: {fault}") from fault
    if not np.isfinite(values).all():
        raise ValueError("the .cube holds a value that is not finite")
    return values
