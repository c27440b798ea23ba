"""A user's upscaling model (Real-ESRGAN and its kin) through onnxruntime, to any size."""

from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.session import SessionOptions
from iat_sidecar.imaging.upscale import lanczos, model, planes, tiles
from iat_sidecar.imaging.upscale.opaque import opaque


def onnx(
    image: Rgb8 | Rgba8, factor: float, model_path: str, options: SessionOptions | None = None
) -> Rgb8 | Rgba8:
    """Enlarge by 1…8: as often as the model enlarges, then by Lanczos to the size asked for.

    image: H×W×3 or H×W×4 bytes. The model takes 1×3×h×w RGB in 0…1, float32 or float16, of any
    size or of one between 64 and 1024 px, and answers it 2, 3 or 4 times as large. Alpha is
    enlarged by Lanczos. Raises WeightsMissing without the file, ImagingFailed when it is no such
    model.
    """
    size = planes.enlarged_size(image, factor)
    upscaler = model.opened(model_path, options)
    scale = upscaler.traits.scale
    parts = tiles.enlarged(opaque(image), upscaler)
    source = (image.shape[0] * scale, image.shape[1] * scale)
    return lanczos.with_alpha(lanczos.fitted(parts, source, size), image)
