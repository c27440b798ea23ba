"""ONNX files made on the fly: nets of seeded weights with the inputs and outputs of real ones."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT
SHRINK = 8


def save(
    path: Path,
    nodes: Sequence[Any],
    weights: Sequence[Any] = (),
    shape: Sequence[int | str] = (1, 3, 32, 32),
    kind: int = FLOAT,
    extra_inputs: Sequence[Any] = (),
    outputs: Sequence[str] = ("mask",),
    answer: Sequence[int | str] | None = None,
) -> str:
    """Write a model of one picture and these nodes; its path."""
    inputs = [helper.make_tensor_value_info("picture", kind, list(shape)), *extra_inputs]
    told = [helper.make_tensor_value_info(name, kind, answer) for name in outputs]
    graph = helper.make_graph(list(nodes), "tiny", inputs, told, list(weights))
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return str(path)


def sum_of_channels(
    path: Path,
    *,
    scale: Sequence[float] = (4.0, 4.0, 4.0),
    bias: float = 0.0,
    shape: Sequence[int | str] = (1, 3, 32, 32),
    logits: bool = False,
) -> str:
    """sigmoid(Σ scale · channel + bias): bright is subject."""
    weights = [
        helper.make_tensor("scale", FLOAT, [1, 3, 1, 1], list(scale)),
        helper.make_tensor("bias", FLOAT, [1], [bias]),
    ]
    end = helper.make_node("Identity" if logits else "Sigmoid", ["sum"], ["mask"])
    conv = helper.make_node("Conv", ["picture", "scale", "bias"], ["sum"])
    return save(path, [conv, end], weights, shape)


def net(
    path: Path,
    *,
    edge: int | str,
    outputs: int = 1,
    classes: int = 1,
    logits: bool = False,
    seed: int = 7,
) -> str:
    """A small encoder and decoder whose answers follow the picture; the first output is the mask.

    edge: of the square input, or a name where the model takes any. The further outputs are its
    opposites, so that whoever reads a wrong one is found out.
    """
    rng = np.random.default_rng(seed)
    weights = [
        _tensor("down", rng.normal(0, 0.12, (12, 3, SHRINK, SHRINK))),
        _tensor("down_bias", rng.normal(0, 0.3, 12)),
        _tensor("mix", rng.normal(0, 0.35, (classes, 12, 3, 3))),
        _tensor("mix_bias", rng.normal(0, 0.5, classes)),
        _tensor("times", np.array([1, 1, SHRINK, SHRINK])),
    ]
    names = ["mask", *(f"side{number}" for number in range(1, outputs))]
    end = "Identity" if logits else "Sigmoid"
    nodes = [
        helper.make_node("Conv", ["picture", "down", "down_bias"], ["seen"], strides=[SHRINK] * 2),
        helper.make_node("Tanh", ["seen"], ["bent"]),
        helper.make_node("Conv", ["bent", "mix", "mix_bias"], ["mixed"], pads=[1, 1, 1, 1]),
        helper.make_node("Resize", ["mixed", "", "times"], ["grown"], mode="linear"),
        helper.make_node("Neg", ["grown"], ["opposite"]),
        helper.make_node(end, ["grown"], ["mask"]),
        *(helper.make_node(end, ["opposite"], [name]) for name in names[1:]),
    ]
    answer = ["n", classes, edge, edge] if isinstance(edge, int) else ["n", classes, "h", "w"]
    return save(path, nodes, weights, ["n", 3, edge, edge], outputs=names, answer=answer)


def heavy(path: Path, *, edge: int = 320, layers: int = 10, depth: int = 16) -> str:
    """A model of about 25 MB and 0.1 s on two cores: red is subject, its edge soft.

    Its own thoughts of the picture weigh next to nothing in the answer, but have to be computed.
    """
    rng = np.random.default_rng(7)
    widths = (3, 32, 128, 256)
    weights = [_tensor("red", np.array([30.0, -15.0, -15.0]).reshape(1, 3, 1, 1))]
    nodes, seen = [], "picture"
    for number, (before, after) in enumerate(itertools.pairwise(widths)):
        weights.append(_tensor(f"w{number}", rng.normal(0, 0.05, (after, before, 3, 3))))
        nodes += _layer(f"w{number}", seen, f"s{number}", stride=2)
        seen = f"s{number}"
    for number in range(layers):
        weights.append(_tensor(f"d{number}", rng.normal(0, 0.02, (256, 256, 3, 3))))
    for number in range(depth):
        nodes += _layer(f"d{number % layers}", seen, f"t{number}", stride=1)
        seen = f"t{number}"
    weights += [_tensor("thought", rng.normal(0, 1e-6, (1, 256, 1, 1)))]
    weights += [_tensor("times", np.array([1, 1, 8, 8]))]
    nodes += [
        helper.make_node("Conv", [seen, "thought"], ["small"]),
        helper.make_node("Resize", ["small", "", "times"], ["thoughts"], mode="linear"),
        helper.make_node(
            "AveragePool", ["picture"], ["smooth"], kernel_shape=[5, 5], pads=[2, 2, 2, 2]
        ),
        helper.make_node("Conv", ["smooth", "red"], ["reds"]),
        helper.make_node("Add", ["reds", "thoughts"], ["sum"]),
        helper.make_node("Sigmoid", ["sum"], ["mask"]),
    ]
    return save(path, nodes, weights, [1, 3, edge, edge])


def _layer(weight: str, before: str, after: str, *, stride: int) -> list[Any]:
    pads, strides = [1, 1, 1, 1], [stride, stride]
    conv = helper.make_node("Conv", [before, weight], [f"{after}_"], pads=pads, strides=strides)
    return [conv, helper.make_node("Relu", [f"{after}_"], [after])]


def _tensor(name: str, values: np.ndarray) -> Any:
    return numpy_helper.from_array(values.astype(np.float32), name)
