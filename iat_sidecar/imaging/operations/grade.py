"""`grade/*`: colour tables of other programs laid over pictures, and corrections as such tables."""

import hashlib
from pathlib import Path

import numpy as np

from iat_sidecar.core.errors import Damaged, ImagingFailed, NotFound
from iat_sidecar.core.values import Fraction, Lab
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.files import outside
from iat_sidecar.imaging import correct
from iat_sidecar.imaging.arrays import with_alpha_of
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.lut import Lut, lattice
from iat_sidecar.imaging.measure import lab_moments
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.step import Inputs, Made, step
from iat_sidecar.imaging.style import StyleMeasure


class CubeParams(Given):
    """A .cube file by its hash and its place, and how much of it shows."""

    sha256: str
    path: str
    strength: Fraction = 1.0


@step("grade/cube")
def cube(params: CubeParams, inputs: Inputs) -> Made:
    """The picture through a table of another program; alpha stays as it was."""
    table = mixed(read_cube(params.path, params.sha256), params.strength)
    picture = inputs["image"]
    moved = table.apply(np.ascontiguousarray(picture[..., :3]))
    return Made(
        pictures={"image": with_alpha_of(picture, moved)}, facts={"table_sha256": table.digest()}
    )


class ExportRequest(Given):
    """A picture, the style it would be moved toward, and where the table goes."""

    path: str
    style: StyleMeasure
    strength: Fraction
    protect: list[Lab]
    title: str
    target: str


class Exported(Wire):
    """A .cube file that was written."""

    path: str
    table_sha256: str


@operation("grade/export")
def export(bench: Bench, request: ExportRequest) -> Exported:
    """What the colour correction would do to this picture, as Adobe .cube 1.0."""
    rgb = np.ascontiguousarray(bench.picture(request.path)[..., :3])
    table = correct.correction(*lab_moments(rgb), request.style, request.strength, request.protect)
    outside.write(request.target, table.to_cube(request.title).encode("ascii"))
    return Exported(path=request.target, table_sha256=table.digest())


def read_cube(path: str, sha256: str) -> Lut:
    """The table of a file; NotFound without it, ImagingFailed with the line that is wrong.

    Damaged when its bytes are not those that the step is known by.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as missing:
        raise NotFound("file", path) from missing
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(path, "it was exchanged while it was in use")
    try:
        # titles and remarks are in any encoding; numbers are ASCII in all of them
        return Lut.from_cube(content.decode("utf-8-sig", errors="replace"))
    except ValueError as fault:
        raise ImagingFailed("grade/cube", str(fault)) from fault


def mixed(table: Lut, strength: float) -> Lut:
    """The table part of the way from the one that changes nothing."""
    size = table.table.shape[0]
    still = lattice(size).reshape(table.table.shape)
    return Lut(still + (table.table - still) * np.float32(strength))
