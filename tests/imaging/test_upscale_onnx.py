"""A user's upscaling model: without seams at any size, in any form it comes, and refused if it is none."""

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from iat_sidecar.core.errors import ImagingFailed, InvalidParams, WeightsMissing
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.upscale import model, tiles
from iat_sidecar.imaging.upscale.onnx import onnx
from tests.imaging import seams, tiny_models
from tests.imaging.drawn_panels import STYLES, panel
from tests.imaging.test_operations import Shop
from tests.imaging.tiny_upscalers import upscaler

AROUND = 64


@pytest.fixture(scope="module")
def picture() -> Rgb8:
    """A drawing of 401×487, so that tiles end anywhere."""
    return np.ascontiguousarray(panel(0, STYLES[0]).image[80:481, 120:607])


def at_once(image: Rgb8, path: str) -> Rgb8:
    """The same model run on the whole picture, reflected all around."""
    warm = model.opened(path)
    pads = ((AROUND, AROUND), (AROUND, AROUND), (0, 0))
    cut = slice(AROUND * warm.traits.scale, -AROUND * warm.traits.scale)
    answer = warm(np.pad(image, pads, mode="reflect"))[cut, cut]
    return np.asarray(answer * np.float32(255) + np.float32(0.5), np.uint8)


def off(one: np.ndarray, other: np.ndarray) -> int:
    return int(np.abs(one.astype(int) - other).max())


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_tiles_give_what_the_model_gives_on_the_whole_picture(
    scale: int, picture: Rgb8, tmp_path: Path
) -> None:
    path = upscaler(tmp_path / "m.onnx", scale=scale, depth=12)
    made = onnx(picture, scale, path)
    assert made.shape == (401 * scale, 487 * scale, 3)
    assert off(made, at_once(picture, path)) <= 1


def test_tiles_without_context_would_not(picture: Rgb8, tmp_path: Path) -> None:
    path = upscaler(tmp_path / "m.onnx", depth=12)
    warm = model.opened(path)
    alone = (warm(picture[100:200, 100:200]) * 255).astype(np.uint8)
    assert off(alone, at_once(picture, path)[200:400, 200:400]) > 20


def test_a_tile_of_fixed_size_gives_the_same_as_any_other(picture: Rgb8, tmp_path: Path) -> None:
    free = upscaler(tmp_path / "free.onnx", depth=6)
    fixed = upscaler(tmp_path / "fixed.onnx", depth=6, edge=96)
    assert off(onnx(picture, 2, fixed), onnx(picture, 2, free)) <= 1


def test_more_context_is_taken_where_a_model_sees_far(tmp_path: Path) -> None:
    near = model.opened(upscaler(tmp_path / "near.onnx", depth=2)).traits
    far = model.opened(upscaler(tmp_path / "far.onnx", depth=4, dilation=4)).traits
    assert (near.context_px, near.feather_px) == (16, 4)
    assert (far.context_px, far.feather_px) == (32, 4)


def test_no_seam_shows_where_an_answer_depends_on_its_place_in_the_tile(
    picture: Rgb8, tmp_path: Path
) -> None:
    path = upscaler(tmp_path / "m.onnx", drift=0.1, strength=0.2)
    assert model.opened(path).traits.feather_px > 30
    assert seams.seam(picture, path) == pytest.approx(1, abs=0.1)


def test_a_seam_would_be_seen(picture: Rgb8, tmp_path: Path) -> None:
    for name, traits in {"far": {"depth": 8}, "placed": {"drift": 0.1}}.items():
        path = upscaler(tmp_path / name, strength=0.2, **traits)
        assert seams.seam(picture, path, seams.side_by_side) > 1.5


@pytest.mark.parametrize("edge", ["any", 64, 128])
def test_no_seam_shows_of_a_common_model(edge: int | str, picture: Rgb8, tmp_path: Path) -> None:
    path = upscaler(tmp_path / "m.onnx", edge=edge, strength=0.2)
    assert seams.seam(picture, path) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("kind", [TensorProto.FLOAT, TensorProto.FLOAT16])
@pytest.mark.parametrize(("scale", "edge"), [(2, 64), (4, "any")])
@pytest.mark.parametrize("factor", [1.3, 2, 3.7])
def test_every_factor_is_reached_from_the_scale_of_the_model(
    kind: int, scale: int, edge: int | str, factor: float, tmp_path: Path
) -> None:
    path = upscaler(tmp_path / "m.onnx", scale=scale, edge=edge, kind=kind, depth=2, strength=0.02)
    small = np.ascontiguousarray(panel(2, STYLES[1]).image[100:170, 100:190])
    made = onnx(small, factor, path)
    assert made.shape == (round(70 * factor), round(90 * factor), 3)
    plain = Image.fromarray(small).resize((made.shape[1], made.shape[0]), Image.Resampling.BILINEAR)
    assert np.abs(made.astype(int) - np.asarray(plain)).mean() < 8


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (7, 2), (152, 153)])
@pytest.mark.parametrize("edge", ["any", 64])
def test_pictures_smaller_than_a_tile_are_reflected(
    shape: tuple[int, int], edge: int | str, tmp_path: Path
) -> None:
    path = upscaler(tmp_path / "m.onnx", edge=edge, depth=1, strength=0.0)
    flat = np.full((*shape, 3), (200, 90, 30), np.uint8)
    made = onnx(flat, 2, path)
    assert np.array_equal(made, np.full((2 * shape[0], 2 * shape[1], 3), (200, 90, 30), np.uint8))


@pytest.mark.parametrize("length", [1, 17, 88, 89, 151, 152, 153, 177, 300, 1000])
@pytest.mark.parametrize(
    ("edge", "traits"),
    [
        (None, model.Traits(2, 16)),
        (None, model.Traits(3, 16, 36)),
        (None, model.Traits(4, 40)),
        (64, model.Traits(2, 16)),
        (200, model.Traits(2, 16, 38)),
    ],
)
def test_every_pixel_is_answered_for_once(
    length: int, edge: int | None, traits: model.Traits
) -> None:
    axis = tiles.axis(length, edge, traits)
    total = np.zeros(length * traits.scale)
    for number in range(len(axis)):
        first, last = axis.part(number)
        total[first * traits.scale : last * traits.scale] += axis.weights(number)
        assert 0 <= axis.offset(number) <= axis.offset(number) + last - first <= axis.tile
        seen = axis.seen(number)[axis.offset(number) :][: last - first]
        assert np.array_equal(seen, np.arange(first, last))
    np.testing.assert_allclose(total, 1, atol=1e-6)


def test_a_cut_out_keeps_its_alpha_and_no_dark_fringe_grows(tmp_path: Path) -> None:
    path = upscaler(tmp_path / "m.onnx", strength=0.0)
    image = np.zeros((60, 60, 4), np.uint8)
    image[20:40, 15:45] = (220, 60, 40, 255)
    made = onnx(image, 2, path)
    alpha = Image.fromarray(image[..., 3]).resize((120, 120), Image.Resampling.LANCZOS)
    assert np.array_equal(made[..., 3], np.asarray(alpha))
    assert off(made[made[..., 3] > 8][:, :3], np.array((220, 60, 40))) <= 2


def test_what_is_all_transparent_stays_so(tmp_path: Path) -> None:
    path = upscaler(tmp_path / "m.onnx")
    made = onnx(np.zeros((30, 20, 4), np.uint8), 2, path)
    assert made.shape == (60, 40, 4)
    assert not made[..., 3].any()


def test_the_same_picture_gives_the_same_bytes(picture: Rgb8, tmp_path: Path) -> None:
    path = upscaler(tmp_path / "m.onnx")
    assert onnx(picture, 2.5, path).tobytes() == onnx(picture.copy(), 2.5, path).tobytes()


@pytest.mark.parametrize("factor", [4, 2])
def test_memory_is_that_of_the_result_and_one_row_of_tiles(factor: int, tmp_path: Path) -> None:
    path = upscaler(tmp_path / "m.onnx", scale=4, depth=1)
    image = np.zeros((4000, 96, 3), np.uint8)
    onnx(image[:64], factor, path)
    tracemalloc.start()
    try:
        made = onnx(image, factor, path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    as_floats = 4000 * 96 * 4 * 4 * 3 * 4
    assert peak < made.nbytes + as_floats / 3


def test_a_model_that_is_not_there_is_missing(picture: Rgb8) -> None:
    with pytest.raises(WeightsMissing):
        onnx(picture, 2, "/nowhere/x4.onnx")


def constant(path: Path, value: float, times: float) -> str:
    """Answers value · x, `times` as large."""
    weights = [numpy_helper.from_array(np.array([1, 1, times, times], np.float32), "times")]
    weights.append(numpy_helper.from_array(np.array(value, np.float32), "value"))
    nodes = [
        helper.make_node("Resize", ["picture", "", "times"], ["large"], mode="nearest"),
        helper.make_node("Mul", ["large", "value"], ["larger"]),
    ]
    return tiny_models.save(
        path, nodes, weights, [1, 3, "h", "w"], outputs=["larger"], answer=[1, 3, "H", "W"]
    )


def one_channel(path: Path) -> str:
    return tiny_models.sum_of_channels(path, shape=(1, 3, "h", "w"))


def grey_input(path: Path) -> str:
    nodes = [helper.make_node("Identity", ["picture"], ["larger"])]
    return tiny_models.save(path, nodes, (), [1, 1, "h", "w"], outputs=["larger"])


def bytes_input(path: Path) -> str:
    nodes = [helper.make_node("Identity", ["picture"], ["larger"])]
    kind = TensorProto.UINT8
    return tiny_models.save(path, nodes, (), [1, 3, "h", "w"], kind, outputs=["larger"])


def two_inputs(path: Path) -> str:
    nodes = [helper.make_node("Add", ["picture", "noise"], ["larger"])]
    noise = helper.make_tensor_value_info("noise", TensorProto.FLOAT, [1])
    return tiny_models.save(
        path, nodes, (), [1, 3, "h", "w"], extra_inputs=[noise], outputs=["larger"]
    )


def no_picture(path: Path) -> str:
    nodes = [helper.make_node("GlobalAveragePool", ["picture"], ["pooled"])]
    nodes.append(helper.make_node("Flatten", ["pooled"], ["larger"]))
    return tiny_models.save(path, nodes, (), [1, 3, "h", "w"], outputs=["larger"], answer=[1, 3])


TAKES = "the model must take one float32 or float16 picture 1×3×H×W of 0…1, it takes "
REFUSED: dict[str, tuple[Any, str]] = {
    "as large as it was": (lambda path: constant(path, 1, 1), "must enlarge 2, 3 or 4 times"),
    "five times": (lambda path: constant(path, 1, 5), "must enlarge 2, 3 or 4 times"),
    "not numbers": (lambda path: constant(path, float("nan"), 2), "values that are not numbers"),
    "a mask": (one_channel, "it answers 192×192 px of 1 channels to 192×192"),
    "no picture": (no_picture, "the model must answer 1×3"),
    "grey": (grey_input, TAKES + r"picture tensor\(float\) \[1, 1, 'h', 'w'\]"),
    "bytes": (bytes_input, TAKES + r"picture tensor\(uint8\)"),
    "two inputs": (two_inputs, TAKES + r"picture .*, noise tensor\(float\) \[1\]"),
    "tiny tiles": (
        lambda path: upscaler(path, edge=32),
        "the model takes tiles of 32 px; 64 to 1024 are supported",
    ),
    "no model": (lambda path: (path.write_bytes(b"\x08\x08nonsense"), str(path))[1], "be loaded"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_upscaling_model_is_told_what_is(name: str, tmp_path: Path) -> None:
    make, reason = REFUSED[name]
    with pytest.raises(ImagingFailed, match=reason):
        onnx(np.zeros((70, 70, 3), np.uint8), 2, make(tmp_path / "m.onnx"))


def test_a_worker_enlarges_by_a_model_and_names_what_is_missing(tmp_path: Path) -> None:
    shop, path = Shop(tmp_path / "root"), upscaler(tmp_path / "m.onnx", scale=3)
    image = np.full((20, 30, 3), 90, np.uint8)
    params: dict[str, Any] = {"factor": 2.0, "method": "onnx", "threads": 2, "execution": "cpu"}
    made = shop.run("finish/upscale", {**params, "model_path": path}, image=image)
    assert np.array_equal(shop.picture(made), onnx(image, 2, path))
    with pytest.raises(InvalidParams, match="onnx needs a model"):
        shop.run("finish/upscale", params, image=image)
    with pytest.raises(WeightsMissing):
        shop.run("finish/upscale", {**params, "model_path": "/nowhere/x.onnx"}, image=image)
