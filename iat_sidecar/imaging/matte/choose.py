"""A cutout by the method that suits the picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from iat_sidecar.core.errors import WeightsMissing
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8, Rgba8
from iat_sidecar.imaging.matte import backdrop, compose, onnx, quality, scale
from iat_sidecar.imaging.matte.agreement import second_opinion as agreement
from iat_sidecar.imaging.matte.flood import flood
from iat_sidecar.imaging.matte.grabcut import grabcut
from iat_sidecar.imaging.matte.key import SATURATED, despill, key
from iat_sidecar.imaging.matte.models import FamilyName
from iat_sidecar.imaging.matte.refine import refine as refined
from iat_sidecar.imaging.matte.terms import CutoutMethod, MatteLimits, MatteQuality, Refine
from iat_sidecar.imaging.session import Execution

UNIFORM, CLEAN = 0.75, 0.9
"""Share of the frame's edge that must be backdrop before its colour is trusted: at all, and rather
than a model."""
PLAIN_SPREAD = 5.0
"""ΔE to which most of a plain backdrop keeps; walls and leaves have more."""
GRABCUT_REACH = 0.01
"""Of the long side: two or three pixels of the copy that GrabCut works on."""
UNSEEN = 2.5 / 255
ASKED = "it was asked for"

Method = Literal["flood", "key", "grabcut", "onnx"]


@dataclass(frozen=True)
class Cutout:
    """A subject without its backdrop: alpha, its own colours, and how far to trust them."""

    alpha: Plane
    picture: Rgba8
    method: str
    reason: str
    quality: MatteQuality

    @property
    def foreground(self) -> Rgb8:
        """H×W×3, the subject's own colours."""
        return self.picture[..., :3]

    def rgba(self) -> Rgba8:
        """H×W×4 sRGB bytes, straight alpha, RGB defined under zero alpha."""
        return self.picture


class Choice(NamedTuple):
    """A method, and what in the picture speaks for it."""

    method: Method
    reason: str


def cutout(
    image: Rgb8,
    *,
    method: CutoutMethod = "auto",
    model_path: str | None = None,
    family: FamilyName | Literal["auto"] = "auto",
    threads: int = 1,
    execution: Execution = "cpu",
    limits: MatteLimits | None = None,
    refine: Refine = "auto",
    second_opinion: bool = True,
) -> Cutout:
    """Take the subject of an H×W×3 sRGB picture off its backdrop.

    auto looks at the frame's edge (`suited`). refine: auto solves the edge as a matte where it is
    soft, or rough from a model or GrabCut; true solves it always; false takes the mask as it is and,
    but for a colour key, the colours as they are: quick, with the backdrop's share in soft edges. A
    poor result is returned and says so in `quality`. Raises WeightsMissing for `onnx` without a model file, ImagingFailed when it
    fails.
    """
    has_model = model_path is not None
    choice = suited(image, has_model=has_model) if method == "auto" else Choice(method, ASKED)
    if choice.method == "onnx":
        alpha = _segment(image, model_path, family, threads, execution)
        alpha = alpha if refine is False else refined(image, alpha)
    else:
        alpha = METHODS[choice.method](image, refine is not False)
    if refine is True and choice.method in ("flood", "key"):
        alpha = refined(image, alpha)
    return finished(
        image,
        alpha,
        choice,
        limits=limits,
        second_opinion=second_opinion,
        own_colours=refine is not False or choice.method == "key",
    )


def finished(
    image: Rgb8,
    alpha: Plane,
    choice: tuple[str, str],
    *,
    limits: MatteLimits | None = None,
    second_opinion: bool = True,
    own_colours: bool = True,
) -> Cutout:
    """The cutout that an alpha makes of a picture: own colours at its edge, and judged.

    choice: method and reason. own_colours: else those of the picture, the backdrop's share in soft
    edges among them, and no halo is looked for. A second opinion takes one more cheap cut, some 30 ms.
    """
    method, reason = choice
    picture = compose.subject(image, alpha) if own_colours else compose.as_seen(image, alpha)
    if method == "key":
        despill(image, alpha, picture)
    opinion = agreement(image, alpha, method) if second_opinion else None
    seen = picture if own_colours else None
    judged = quality.measure(alpha, limits, picture=seen, opinion=opinion)
    return Cutout(alpha, picture, method, reason, judged)


def suited(image: Rgb8, *, has_model: bool) -> Choice:
    """The method for a picture, judged by its edge, and why."""
    behind = backdrop.estimate(colour.lab8(scale.shrink(image, edge_px=256)))
    is_plain = behind.uniformity >= UNIFORM and behind.spread <= PLAIN_SPREAD
    if has_model and not (is_plain and behind.uniformity >= CLEAN):
        return Choice("onnx", "the frame's edge shows no clean backdrop, and there is a model")
    if not is_plain:
        return Choice("grabcut", "the frame's edge shows a busy backdrop, and there is no model")
    if behind.chroma >= SATURATED and len(behind.colours) == 1:
        return Choice("key", "the backdrop is one saturated colour")
    return Choice("flood", "the backdrop is plain")


def _segment(
    image: Rgb8,
    model_path: str | None,
    family: FamilyName | Literal["auto"],
    threads: int,
    execution: Execution,
) -> Plane:
    """A model is never quite sure; what no eye can see is not worth a soft edge."""
    if model_path is None:
        raise WeightsMissing("for cutouts")
    return onnx.segment(
        image, model_path, family=family, threads=threads, execution=execution, unseen=UNSEEN
    )


def _grabcut(image: Rgb8, refines: bool) -> Plane:
    rough = grabcut(image)
    return refined(image, rough, reach=GRABCUT_REACH) if refines else rough


METHODS: dict[Method, Callable[[Rgb8, bool], Plane]] = {
    "flood": lambda image, refines: flood(image, refined=refines),
    "key": lambda image, refines: key(image, refined=refines),
    "grabcut": _grabcut,
}
"""Those that need no model."""
