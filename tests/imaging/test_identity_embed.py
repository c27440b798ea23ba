"""Embeddings through the adapter table, on tiny generated models of the same inputs and outputs."""

import numpy as np
import onnx
import pytest
from msgspec.structs import replace
from onnx import TensorProto, helper

from iat_sidecar.core.errors import ImagingFailed, WeightsMissing
from iat_sidecar.imaging.identity import embed
from iat_sidecar.imaging.identity.adapters import ADAPTERS

FLOAT = TensorProto.FLOAT
PLAIN = {"ccip": "output", "clip": "image_embeds", "siglip": "pooler_output",
         "csd": "style_output", "auraface": "683"}  # fmt: skip


def save(path, nodes, kind, answer, weights=(), extra=()):
    edge = kind.edge_px
    given = [helper.make_tensor_value_info("input", FLOAT, [1, 3, edge, edge])]
    outputs = [helper.make_tensor_value_info(name, FLOAT, None) for name in (answer, *extra)]
    graph = helper.make_graph(nodes, "tiny", given, outputs, list(weights))
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return str(path)


def means(path, name, *, bias=0.0):
    """A model whose embedding is the mean of each channel, and a bias that makes it another file."""
    weights = [helper.make_tensor("bias", FLOAT, [1], [bias])]
    answer = PLAIN[name]
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["means"], axes=[2, 3], keepdims=0),
        helper.make_node("Add", ["means", "bias"], [answer]),
    ]
    return save(path, nodes, ADAPTERS[name], answer, weights)


def picture(red, green, blue):
    return np.full((50, 80, 3), (red, green, blue), np.uint8)


@pytest.mark.parametrize("name", PLAIN)
def test_a_picture_is_prepared_as_its_adapter_wants_it_and_the_answer_has_length_one(
    tmp_path, name
):
    found = embed.embed(picture(200, 100, 50), means(tmp_path / "tiny.onnx", name), name)
    kind = ADAPTERS[name]
    wanted = (np.array([200, 100, 50]) / 255 - kind.mean) / np.array(kind.std)
    assert np.allclose(found.values, wanted / np.linalg.norm(wanted), atol=1e-3)


def test_of_a_sequence_the_class_token_stands_for_all(tmp_path):
    kind = ADAPTERS["dinov2"]
    tokens = helper.make_tensor("tokens", FLOAT, [1, 2, 3], [3.0, 0.0, 4.0, 9.0, 9.0, 9.0])
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "nothing"], ["none"]),
        helper.make_node("Add", ["tokens", "none"], ["last_hidden_state"]),
    ]
    nothing = helper.make_tensor("nothing", FLOAT, [], [0.0])
    path = save(tmp_path / "dino.onnx", nodes, kind, "last_hidden_state", [tokens, nothing])
    assert embed.embed(picture(9, 9, 9), path, "dinov2").values == pytest.approx([0.6, 0, 0.8])


def test_a_picture_is_near_itself_and_far_from_its_opposite(tmp_path):
    path = means(tmp_path / "tiny.onnx", "ccip")
    one, same, other = (
        embed.embed(picture(*rgb), path, "ccip")
        for rgb in ((250, 120, 20), (248, 121, 22), (5, 120, 240))
    )
    assert embed.compare(one, same).verdict == "accept"
    assert embed.compare(one, other).verdict == "reject"
    assert 0 <= embed.compare(one, other).distance <= 1


def test_what_two_models_say_is_never_compared(tmp_path):
    first, second = (means(tmp_path / f"{n}.onnx", "clip", bias=n) for n in (0.0, 1.0))
    one, other = (embed.embed(picture(9, 90, 200), path, "clip") for path in (first, second))
    assert one.model_sha256 != other.model_sha256
    with pytest.raises(ImagingFailed, match="two models"):
        embed.compare(one, other)
    with pytest.raises(ImagingFailed, match="length"):
        embed.compare(one, replace(one, values=one.values[:2]))


def test_transparent_pixels_count_as_white_paper(tmp_path):
    path = means(tmp_path / "tiny.onnx", "siglip")
    clear = np.zeros((40, 40, 4), np.uint8)
    white = picture(255, 255, 255)
    assert embed.embed(clear, path, "siglip") == embed.embed(white, path, "siglip")


def test_a_missing_file_and_a_model_of_another_kind_are_refused(tmp_path):
    with pytest.raises(WeightsMissing):
        embed.embed(picture(1, 2, 3), str(tmp_path / "none.onnx"), "clip")
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["one"], keepdims=0),
        helper.make_node("ReduceMax", ["input"], ["two"], keepdims=0),
    ]
    path = save(tmp_path / "wrong.onnx", nodes, ADAPTERS["clip"], "one", extra=("two",))
    with pytest.raises(ImagingFailed, match="image_embeds"):
        embed.embed(picture(1, 2, 3), path, "clip")
