"""`identity/*`: who stands where, the same drawing again, embeddings, fingerprints, part colours."""

import numpy as np

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.core.values import Fraction, Lab, TimeOfDay
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.identity import embed, judge, part_colour, same_drawing
from iat_sidecar.imaging.identity.adapters import AdapterName, Embedding
from iat_sidecar.imaging.identity.light import possible
from iat_sidecar.imaging.identity.requests import FindRequest, Found
from iat_sidecar.imaging.identity.seen import see
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.series import dhash
from iat_sidecar.imaging.session import SessionOptions

VISIBLE = 127


class CompareRequest(Given):
    """Two pictures."""

    one: str
    other: str


class SameDrawing(Wire):
    """How many keypoints agree on one move from the first picture to the second; colour-blind."""

    matches: int
    inliers: int
    ratio: Fraction
    scale: float
    turn: float


class EmbedRequest(Given):
    """A picture or a part of it, and the model of the user's own."""

    path: str
    model_path: str
    adapter: AdapterName
    box_px: Box | None = None
    session: SessionOptions = SessionOptions()


class FingerprintRequest(Given):
    """A picture."""

    path: str


class Fingerprinted(Wire):
    """Its difference hash, 64 bits in hex; absent where it is too flat to be told from another."""

    dhash: str | None


class PartRequest(Given):
    """A part of a reference; light: the one it was drawn in, where that is not neutral."""

    path: str
    box_px: Box | None = None
    time_of_day: TimeOfDay | None = None


class PartMeasured(Wire):
    """The part's colour in neutral light, and the share of the box that has it."""

    lab: Lab
    share: Fraction


@operation("identity/find")
def find(bench: Bench, request: FindRequest) -> Found:
    """Look for characters by the colours of their parts."""
    picture = bench.picture(request.path)
    seen = see(picture[..., :3], _alpha(picture))
    lights = possible(
        request.time_of_day, request.weather, is_known=request.is_known, is_exact=request.is_exact
    )
    wanted = {code: parts for code, parts in request.cast.items() if parts and len(seen.lab)}
    cast = [
        judge.character(seen, code, parts, lights, request.boxes.get(code, ()))
        for code, parts in wanted.items()
    ]
    return Found(cast=cast)


@operation("identity/compare")
def compare(bench: Bench, request: CompareRequest) -> SameDrawing:
    """Whether two pictures show the same drawing, moved, turned or resized."""
    one, other = (bench.picture(path)[..., :3] for path in (request.one, request.other))
    return SameDrawing(**same_drawing.likeness(one, other)._asdict())


@operation("identity/embed")
def embedding(bench: Bench, request: EmbedRequest) -> Embedding:
    """What a model says of a picture; kept with the model's hash."""
    picture = _inside(bench.picture(request.path), request.box_px)
    return embed.embed(picture, request.model_path, request.adapter, request.session)


@operation("identity/fingerprint")
def fingerprint(bench: Bench, request: FingerprintRequest) -> Fingerprinted:
    """The difference hash by which near duplicates are found."""
    found = dhash.of(bench.picture(request.path))
    return Fingerprinted(dhash=found.bits if found.tells else None)


@operation("identity/part")
def part(bench: Bench, request: PartRequest) -> PartMeasured:
    """The dominant colour of the visible pixels inside the box, with the light taken off."""
    picture = _inside(bench.picture(request.path), request.box_px)
    lab, share = part_colour.dominant(_visible(picture))
    if request.time_of_day is not None:
        lab = part_colour.without_light(lab, request.time_of_day)
    light, a, b = (round(float(value), 4) for value in lab)
    return PartMeasured(lab=(min(100.0, max(0.0, light)), a, b), share=round(share, 4))


def _alpha(picture: Rgb8 | Rgba8) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None:
    if picture.shape[2] == 3:
        return None
    return picture[..., 3].astype(np.float32) / np.float32(255)


def _inside(picture: Rgb8 | Rgba8, box: Box | None) -> Rgb8 | Rgba8:
    if box is None:
        return picture
    height, width = picture.shape[:2]
    if not box.is_inside(width, height):
        raise InvalidParams(
            f"The box leaves the picture, which is {width} × {height} px", "$.box_px"
        )
    return picture[box.y : box.y + box.height, box.x : box.x + box.width]


def _visible(picture: Rgb8 | Rgba8) -> Rgb8:
    """N×3 pixels that are more than half there."""
    flat = picture.reshape(-1, picture.shape[2])
    if flat.shape[1] == 4:
        flat = flat[flat[:, 3] > VISIBLE]
    if not len(flat):
        raise InvalidParams("Nothing is visible there", "$.box_px")
    return flat[:, :3]
