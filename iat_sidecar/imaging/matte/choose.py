"""A cutout by the method that suits the picture."""

from collections.abc import Callable
from dataclasses import dataclass

from iat_sidecar.core.errors import WeightsMissing
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8, Rgba8
from iat_sidecar.imaging.matte import backdrop, compose, onnx, quality, scale
from iat_sidecar.imaging.matte.flood import flood
from iat_sidecar.imaging.matte.key import SATURATED, despill, key
from iat_sidecar.imaging.matte.terms import CutoutMethod, MatteLimits, MatteQuality

UNIFORM = 0.75
"""Share of the frame's edge that must be backdrop before its colour is trusted."""
UNSEEN = 2.5 / 255


@dataclass(frozen=True)
class Cutout:
    """A subject without its backdrop: alpha, its own colours, and how far to trust them."""

    alpha: Plane
    foreground: Rgb8
    method: str
    quality: MatteQuality

    def rgba(self) -> Rgba8:
        """H×W×4 sRGB bytes, straight alpha, RGB defined under zero alpha."""
        return compose.rgba(self.foreground, self.alpha)


def cutout(
    image: Rgb8,
    *,
    method: CutoutMethod = "auto",
    model_path: str | None = None,
    threads: int = 1,
    limits: MatteLimits | None = None,
) -> Cutout:
    """Take the subject of an H×W×3 sRGB picture off its backdrop.

    auto looks at the frame's edge: one saturated colour is keyed, one plain colour is flooded,
    anything else goes to the model when there is one. A poor result is returned and says so in
    `quality`. Raises WeightsMissing for `onnx` without a model file, ImagingFailed when it fails.
    """
    name = suited(image, has_model=model_path is not None) if method == "auto" else method
    alpha = METHODS[name](image, model_path, threads)
    picture = despill(image, alpha) if name == "key" else image
    own = compose.foreground(picture, alpha)
    return Cutout(alpha, own, name, quality.measure(alpha, limits))


def suited(image: Rgb8, *, has_model: bool) -> str:
    """The method for a picture, judged by its edge: key, flood or onnx."""
    behind = backdrop.estimate(colour.lab8(scale.shrink(image, edge_px=256)))
    if behind.uniformity < UNIFORM:
        return "onnx" if has_model else "flood"
    return "key" if behind.chroma >= SATURATED and len(behind.colours) == 1 else "flood"


def _segment(image: Rgb8, model_path: str | None, threads: int) -> Plane:
    if model_path is None:
        raise WeightsMissing("for cutouts")
    probability = onnx.segment(image, model_path, threads=threads)
    # a model is never quite sure; what no eye can see is not worth a soft edge
    probability[probability < UNSEEN] = 0
    probability[probability > 1 - UNSEEN] = 1
    return probability


METHODS: dict[str, Callable[[Rgb8, str | None, int], Plane]] = {
    "flood": lambda image, model_path, threads: flood(image),
    "key": lambda image, model_path, threads: key(image),
    "onnx": _segment,
}
