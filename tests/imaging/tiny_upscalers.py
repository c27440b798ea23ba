"""ONNX files that enlarge, made on the fly: seeded convolutions, wide ones, and ill-behaved ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from tests.imaging import tiny_models

HALF, FLOAT = TensorProto.FLOAT16, TensorProto.FLOAT


def upscaler(
    path: Path,
    *,
    scale: int = 2,
    edge: int | str = "edge",
    depth: int = 4,
    dilation: int = 1,
    strength: float = 1.0,
    kind: int = FLOAT,
    drift: float = 0.0,
) -> str:
    """Bilinear growing plus what `depth` layers of 5×5 convolutions add, `strength` times.

    They see 2·depth·dilation px far and pad with zeros, as the real ones do, so that answers are
    wrong near a tile's edge. drift: adds a ramp over the rows of each tile, which no context can
    mend.
    """
    rng, real = np.random.default_rng(5), np.float16 if kind == HALF else np.float32
    weights, nodes, seen = [], [], "picture"
    for number in range(depth):
        before, after = 3 if number == 0 else 8, 8 if number < depth - 1 else 3 * scale * scale
        kernel = rng.normal(0, 0.5 / np.sqrt(before * 25), (after, before, 5, 5))
        weights.append(numpy_helper.from_array(kernel.astype(real), f"w{number}"))
        nodes += [
            helper.make_node(
                "Conv",
                [seen, f"w{number}"],
                [f"c{number}"],
                pads=[2 * dilation] * 4,
                dilations=[dilation] * 2,
            ),
            helper.make_node("Tanh", [f"c{number}"], [f"t{number}"]),
        ]
        seen = f"t{number}"
    times = np.array([1, 1, scale, scale], np.float32)
    weights.append(numpy_helper.from_array(times, "times"))
    weights.append(numpy_helper.from_array(np.array(strength, real), "strength"))
    nodes += [
        helper.make_node("DepthToSpace", [seen], ["folded"], blocksize=scale),
        helper.make_node("Mul", ["folded", "strength"], ["detail"]),
        helper.make_node("Resize", ["picture", "", "times"], ["large"], mode="linear"),
        helper.make_node("Add", ["large", "detail"], ["sum"]),
    ]
    nodes += _drifting(weights, drift, real)
    return _saved(path, nodes, weights, scale, edge, kind)


def _drifting(weights: list[Any], drift: float, real: Any) -> list[Any]:
    """sum + drift · (row / rows − ½): a running total of ones down each column."""
    if not drift:
        return [helper.make_node("Identity", ["sum"], ["larger"])]
    for name, value in (("zero", 0.0), ("drift", drift), ("half", 0.5), ("tiny", 1e-3)):
        weights.append(numpy_helper.from_array(np.array(value, real), name))
    weights.append(numpy_helper.from_array(np.array(2, np.int64), "down"))
    weights.append(numpy_helper.from_array(np.array([2], np.int64), "axes"))
    return [
        helper.make_node("Mul", ["sum", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "tiny"], ["steps"]),
        helper.make_node("CumSum", ["steps", "down"], ["rows"]),
        helper.make_node("ReduceMax", ["rows"], ["most"], axes=[2], keepdims=1),
        helper.make_node("Div", ["rows", "most"], ["share"]),
        helper.make_node("Sub", ["share", "half"], ["place"]),
        helper.make_node("Mul", ["place", "drift"], ["ramp"]),
        helper.make_node("Add", ["sum", "ramp"], ["larger"]),
    ]


def _saved(
    path: Path, nodes: Sequence[Any], weights: Sequence[Any], scale: int, edge: int | str, kind: int
) -> str:
    large: list[int | str] = [1, 3, "h", "w"]
    if isinstance(edge, int):
        large = [1, 3, edge * scale, edge * scale]
    shape = [1, 3, edge, edge] if isinstance(edge, int) else [1, 3, "rows", "columns"]
    return tiny_models.save(path, nodes, weights, shape, kind, outputs=["larger"], answer=large)
