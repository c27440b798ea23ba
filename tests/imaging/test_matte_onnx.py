"""The ONNX matte on tiny generated models: preparation, honesty, refusals, warm sessions."""

import hashlib
import subprocess
import sys

import msgspec
import numpy as np
import pytest
from onnx import TensorProto, helper
from PIL import Image

from iat_sidecar.core.errors import ImagingFailed, WeightsMissing
from iat_sidecar.imaging.matte import models
from iat_sidecar.imaging.matte import onnx as engine
from iat_sidecar.imaging.matte.choose import cutout
from tests.imaging.tiny_models import net, save, sum_of_channels

FLOAT = TensorProto.FLOAT
ONE_MASK = ("u2net", "isnet", "isnet_anime", "birefnet", "bria", "ben")


@pytest.fixture
def disc():
    y, x = np.mgrid[:120, :160]
    inside = np.hypot(y - 60, x - 80) < 40
    return np.where(inside[..., None], 230, 20).astype(np.uint8).repeat(3, axis=2), inside


def test_a_model_finds_the_subject_at_full_size(tmp_path, disc):
    image, inside = disc
    alpha = engine.segment(image, sum_of_channels(tmp_path / "tiny.onnx"))
    assert alpha.shape == (120, 160)
    assert alpha[inside].mean() > 0.95
    assert alpha[~inside].mean() < 0.05


def test_the_picture_is_divided_by_its_maximum_and_normalised_as_imagenet(tmp_path):
    identity = sum_of_channels(tmp_path / "red.onnx", scale=(1.0, 0.0, 0.0))
    image = np.full((40, 40, 3), (100, 50, 200), np.uint8)
    red = (0.5 - 0.485) / 0.229
    assert engine.segment(image, identity) == pytest.approx(1 / (1 + np.exp(-red)), abs=1e-4)


def test_a_picture_without_a_subject_is_not_stretched_into_one(tmp_path):
    path = sum_of_channels(tmp_path / "doubt.onnx", scale=(0.1, 0.1, 0.1), bias=-6.0)
    found = cutout(np.full((64, 64, 3), 128, np.uint8), method="onnx", model_path=path)
    assert found.alpha.max() < 0.01
    assert found.quality.reasons == ["no subject was found"]


def test_a_nearly_sure_model_makes_opaque_and_clear_pixels(tmp_path, disc):
    path = sum_of_channels(tmp_path / "sure.onnx", scale=(1.1, 1.1, 1.1), bias=0.5)
    raw = engine.segment(disc[0], path)
    alpha = cutout(disc[0], method="onnx", model_path=path).alpha
    assert 0 < raw[0, 0] < 0.0098
    assert 0.9902 < raw[60, 80] < 1
    assert (alpha[0, 0], alpha[60, 80]) == (0, 1)


def test_a_black_picture_divides_by_no_zero(tmp_path):
    path = sum_of_channels(tmp_path / "tiny.onnx")
    assert np.isfinite(engine.segment(np.zeros((8, 8, 3), np.uint8), path)).all()


def test_logits_become_probabilities(tmp_path, disc):
    image, _ = disc
    one = engine.segment(image, sum_of_channels(tmp_path / "sigmoid.onnx"))
    other = engine.segment(image, sum_of_channels(tmp_path / "logits.onnx", logits=True))
    assert np.abs(one - other).max() < 1e-5


def test_a_model_of_any_size_is_fed_320_px(tmp_path, disc):
    path = save(
        tmp_path / "size.onnx",
        [
            helper.make_node("Shape", ["picture"], ["shape"]),
            helper.make_node("Slice", ["shape", "two", "four"], ["edges"]),
            helper.make_node("Cast", ["edges"], ["sizes"], to=FLOAT),
            helper.make_node("Div", ["sizes", "thousand"], ["shares"]),
            helper.make_node("Expand", ["shares", "square"], ["mask"]),
        ],
        [
            helper.make_tensor("two", TensorProto.INT64, [1], [2]),
            helper.make_tensor("four", TensorProto.INT64, [1], [4]),
            helper.make_tensor("square", TensorProto.INT64, [4], [1, 1, 2, 2]),
            helper.make_tensor("thousand", FLOAT, [1], [1000.0]),
        ],
        shape=("n", 3, "h", "w"),
    )
    assert engine.segment(disc[0], path) == pytest.approx(0.32, abs=1e-5)


def test_a_missing_file_is_missing_weights(tmp_path):
    with pytest.raises(WeightsMissing, match=r"gone\.onnx"):
        engine.segment(np.zeros((8, 8, 3), np.uint8), str(tmp_path / "gone.onnx"))


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x08\x08" + bytes(5_000)])
def test_a_corrupt_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    with pytest.raises(ImagingFailed, match=r"broken\.onnx cannot be loaded"):
        engine.segment(np.zeros((8, 8, 3), np.uint8), str(path))


def identity(path, **how):
    return save(path, [helper.make_node("Identity", ["picture"], ["mask"])], **how)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"shape": (1, 4, 32, 32)}, "must take one float32 picture"),
        ({"shape": (2, 3, 32, 32)}, "must take one float32 picture"),
        ({"shape": (1, 3, 32)}, "must take one float32 picture"),
        ({"kind": TensorProto.DOUBLE}, "must take one float32 picture"),
        (
            {"extra_inputs": [helper.make_tensor_value_info("prompt", FLOAT, [1])]},
            "it takes picture .*, prompt",
        ),
        ({"shape": (1, 3, 9000, 9000)}, "9000×9000 px is not supported"),
        ({}, r"must answer one mask, it answers \[1, 3, 32, 32\]"),
    ],
)
def test_a_model_of_another_kind_is_refused_with_what_it_takes(tmp_path, how, reason):
    with pytest.raises(ImagingFailed, match=reason):
        engine.segment(np.zeros((8, 8, 3), np.uint8), identity(tmp_path / "other.onnx", **how))


def test_answers_that_are_not_numbers_are_refused(tmp_path):
    conv = helper.make_node("Conv", ["picture", "scale"], ["sum"])
    weights = [helper.make_tensor("scale", FLOAT, [1, 3, 1, 1], [0.0, 0.0, 0.0])]
    nodes = [
        conv,
        helper.make_node("Neg", ["one"], ["minus"]),
        helper.make_node("Sqrt", ["minus"], ["nan"]),
        helper.make_node("Add", ["sum", "nan"], ["mask"]),
    ]
    one = helper.make_tensor("one", FLOAT, [1], [1.0])
    path = save(tmp_path / "nan.onnx", nodes, [*weights, one])
    with pytest.raises(ImagingFailed, match="not numbers"):
        engine.segment(np.zeros((8, 8, 3), np.uint8), path)


def test_a_replaced_file_is_loaded_again(tmp_path, disc):
    path = sum_of_channels(tmp_path / "same.onnx")
    bright = engine.segment(disc[0], path)
    sum_of_channels(tmp_path / "same.onnx", scale=(-4.0, -4.0, -4.0), bias=0.125)
    dark = engine.segment(disc[0], path)
    assert bright[60, 80] > 0.9 > 0.1 > dark[60, 80]


@pytest.mark.parametrize(
    ("edge", "classes", "expected"),
    [(320, 1, "u2net"), ("n", 1, "u2net"), (1024, 1, "isnet"), (768, 4, "cloth")],
)
def test_a_file_nobody_knows_is_of_the_family_of_its_size(tmp_path, disc, edge, classes, expected):
    path = net(tmp_path / "own.onnx", edge=edge, classes=classes, logits=classes > 1)
    assert engine.answered(disc[0], path).family == expected


def test_a_known_file_is_of_its_family_whatever_it_is_called(tmp_path, disc, monkeypatch):
    path = net(tmp_path / "mine.onnx", edge=1024, logits=True)
    md5 = hashlib.md5((tmp_path / "mine.onnx").read_bytes()).hexdigest()
    renamed = msgspec.structs.replace(models.MODELS[7], md5=md5)
    monkeypatch.setattr(models, "MODELS", (renamed,))
    assert engine.answered(disc[0], path).family == "birefnet"


def test_a_named_family_decides_how_the_picture_is_prepared(tmp_path, disc):
    path = net(tmp_path / "any.onnx", edge="n")
    sizes = {name: engine.answered(disc[0], path, family=name).raw.shape for name in ONE_MASK}
    assert sizes == {
        name: (1, 320, 320) if name == "u2net" else (1, 1024, 1024) for name in ONE_MASK
    }


@pytest.mark.parametrize("garment", ["upper", "lower", "full"])
def test_a_garment_is_a_part_of_what_is_worn(tmp_path, disc, garment):
    path = net(tmp_path / "cloth.onnx", edge=768, classes=4, logits=True)
    every = engine.answered(disc[0], path, family="cloth").probability
    one = engine.answered(disc[0], path, family="cloth", garment=garment).probability
    assert (one <= every + 1e-6).all() and one.max() > 0.05


def test_a_mask_is_no_answer_of_a_cloth_model(tmp_path, disc):
    path = net(tmp_path / "one.onnx", edge=768)
    with pytest.raises(
        ImagingFailed, match=r"must answer 4 classes, it answers \[1, 1, 768, 768\]"
    ):
        engine.segment(disc[0], path, family="cloth")


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("size", [(4, 3), (1300, 700), (700, 1300)])
def test_enlarging_in_strips_is_enlarging(size, threads):
    small = np.random.default_rng(3).random((40, 40), dtype=np.float32)
    whole = Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)
    found = engine.enlarged(small, size, threads=threads)
    assert np.abs(found - np.clip(np.asarray(whole), 0, 1)).max() < 1e-5


def test_what_no_eye_can_see_is_cut_off_when_asked():
    small = np.array([[0.004, 0.5, 0.996]], np.float32)
    found = engine.enlarged(small, (3, 1), unseen=0.01)
    assert found.tolist() == [[0, 0.5, 1]]


CUTTING = """
import sys
import numpy as np
from iat_sidecar.imaging.matte.choose import cutout
cutout(np.full((64, 64, 3), 128, np.uint8), method="onnx", model_path=sys.argv[1])
print(sorted({"rembg", "pymatting", "numba", "cv2", "scipy"} & sys.modules.keys()))
"""


def test_neither_rembg_nor_its_compilers_are_imported(tmp_path):
    command = [sys.executable, "-c", CUTTING, sum_of_channels(tmp_path / "tiny.onnx")]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"[]\n"
