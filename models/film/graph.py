"""The ONNX file: brightness in, log odds, heat map and strangeness out; the convolutions and the guard in int8.

Several networks stand in it side by side; their maps are summed, so that the heat map is exact for all together.
The convolutions are quantised by onnxruntime's own tool on training films (weights a channel, activations a layer); the
guard's weights are kept as int8 and widened when they are used. A picture goes in as its 28 × 28 bytes.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from chest import MIDDLE, SPREAD, SURE, Floats, scaled
from guard import Guard
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import quantization
from others import SIDE, Pictures

OPSET, IR = 17, 9


@dataclass(frozen=True)
class Part:
    """One network: kernels and shifts a layer, its last line, and how much of a film's own light it has taken out."""

    layers: dict[str, tuple[Floats, Floats]]
    line: Floats
    shift: float
    level: float


class Sketch:
    """Nodes and constants as they are put down."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Any) -> str:  # noqa: ANN401 - anything that numpy takes
        """A constant by its name."""
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def put(self, kind: str, inputs: list[str], output: str, **said: object) -> str:
        """A node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], **said))
        return output

    def kept(self, name: str, weights: Floats) -> str:
        """A matrix as int8 with a scale a column."""
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / 127
        self.constant(f"{name}_whole", np.rint(weights / scale).astype(np.int8))
        self.constant(f"{name}_scale", scale.astype(np.float32))
        self.constant(f"{name}_zero", np.zeros(len(scale), np.int8))
        return self.put("DequantizeLinear", [f"{name}_whole", f"{name}_scale", f"{name}_zero"], name, axis=1)


def _layers(sketch: Sketch, layers: dict[str, tuple[Floats, Floats]]) -> None:
    def layer(name: str, before: str, step: int = 1) -> str:
        kernel, shift = layers[name]
        side = kernel.shape[2]
        # as the training pads: with a step of two the spare point stands at the end
        total = max(side - step, 0)
        pads = [total // 2, total // 2, total - total // 2, total - total // 2]
        inputs = [before, sketch.constant(f"{name}_kernel", kernel), sketch.constant(f"{name}_shift", shift)]
        return sketch.put("Conv", inputs, f"{name}_out", strides=[step, step], pads=pads, kernel_shape=[side, side])

    def rectified(before: str, name: str) -> str:
        return sketch.put("Relu", [before], name)

    at = rectified(layer("stem", "seen", 2), "r0")
    at = rectified(sketch.put("Add", [at, layer("a2", rectified(layer("a1", at), "r1"))], "s1"), "r2")
    deep = layer("e", rectified(layer("d", at, 2), "r3"))
    at = rectified(sketch.put("Add", [layer("sk", at, 2), deep], "s2"), "r4")
    rectified(sketch.put("Add", [at, layer("f1", at)], "s3"), "features")


def _network(part: Part, share: float) -> onnx.ModelProto:
    """From scaled brightness to what each place adds; `share` is the network's own among all."""
    sketch = Sketch()
    _layers(sketch, part.layers)
    sketch.constant("out_kernel", (part.line.T * share / 49).reshape(1, -1, 1, 1).astype(np.float32))
    sketch.put("Conv", ["features", "out_kernel"], "map", kernel_shape=[1, 1])
    return _model(sketch, {"seen": [None, 1, SIDE, SIDE]}, {"map": [None, 1, 7, 7]}, TensorProto.FLOAT)


def _model(sketch: Sketch, takes: dict[str, Any], gives: dict[str, Any], kind: int) -> onnx.ModelProto:
    graph = helper.make_graph(
        sketch.nodes,
        "film",
        [helper.make_tensor_value_info(name, kind, shape) for name, shape in takes.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in gives.items()],
        sketch.constants,
    )
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR, producer_name="hms-desktop")


class _Reader(quantization.CalibrationDataReader):  # type: ignore[misc]
    def __init__(self, seen: Floats) -> None:
        self.lots = iter(np.array_split(seen, 10))

    def get_next(self) -> dict[str, Floats] | None:
        lot = next(self.lots, None)
        return None if lot is None else {"seen": lot[:, None]}


def _quantised(model: onnx.ModelProto, seen: Floats) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        onnx.save(model, str(plain))
        quantization.quantize_static(
            str(plain),
            str(small),
            _Reader(seen),
            quant_format=quantization.QuantFormat.QDQ,
            per_channel=True,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            nodes_to_exclude=[],
        )
        return onnx.load(str(small))


def _guarded(sketch: Sketch, guard: Guard) -> None:
    """`strangeness` from `bytes_float`."""
    sketch.constant("row", np.array([0, SIDE * SIDE], np.int64))
    sketch.constant("tiny", np.float32(1))
    flat = sketch.put("Reshape", ["bytes_float", "row"], "flat")
    mean = sketch.put("ReduceMean", [flat], "flat_mean", axes=[1], keepdims=1)
    off = sketch.put("Sub", [flat, mean], "flat_off")
    wide = sketch.put("Sqrt", [sketch.put("ReduceMean", [sketch.put("Mul", [off, off], "flat_square")], "flat_var", axes=[1], keepdims=1)], "flat_sd")  # fmt: skip # noqa: E501
    seen = sketch.put("Div", [off, sketch.put("Add", [wide, "tiny"], "flat_wide")], "levelled")
    apart = sketch.put("Sub", [seen, sketch.constant("middle", guard.middle)], "apart")
    parts = sketch.put("MatMul", [apart, sketch.kept("main", guard.main)], "parts")
    whole = sketch.put("ReduceSumSquare", [apart], "whole", axes=[1], keepdims=1)
    held = sketch.put("ReduceSumSquare", [parts], "held", axes=[1], keepdims=1)
    left = sketch.put("Sub", [whole, held], "left")
    far = sketch.put("Div", [left, sketch.constant("points", np.float32(SIDE * SIDE))], "far")
    even = sketch.put("Div", [parts, sketch.constant("spread", guard.spread)], "even")
    out = sketch.put("ReduceMean", [sketch.put("Mul", [even, even], "even_square")], "out", axes=[1], keepdims=1)
    inner = sketch.put("MatMul", [seen, sketch.kept("inner", guard.inner)], "inner_sum")
    inner = sketch.put("Add", [inner, sketch.constant("inner_shift", guard.inner_shift)], "inner_shifted")
    small = sketch.put("Relu", [inner], "inner_out")
    like = sketch.put("MatMul", [small, sketch.constant("outer", -guard.outer[:, None])], "unlike")
    like = sketch.put("Sub", [like, sketch.constant("outer_shift", np.float32(guard.outer_shift))], "unlike_all")
    asked = sketch.put("Concat", [far, out, like], "asked", axis=1)
    over = sketch.put("Sub", [asked, sketch.constant("limits", np.array(guard.limits, np.float32))], "over")
    sketch.put("ReduceMax", [over], "strangeness", axes=[1], keepdims=0)


def _renamed(core: onnx.ModelProto, at: int) -> None:
    """Short names that no other network has: long ones are a seventh of the file."""
    short = {"seen": f"net{at}_seen", "map": f"net{at}_map"}

    def name_of(long: str) -> str:
        return short.setdefault(long, f"{at}.{len(short):x}")

    for constant in core.graph.initializer:
        constant.name = name_of(constant.name)
    for node in core.graph.node:
        node.name = ""
        node.input[:] = [name_of(one) for one in node.input]
        node.output[:] = [name_of(one) for one in node.output]


def _shown(sketch: Sketch, levels: list[float]) -> None:
    """What each network sees, from `bytes_float`."""
    sketch.constant("image", np.array([0, 1, SIDE, SIDE], np.int64))
    shaped = sketch.put("Reshape", ["bytes_float", "image"], "shaped")
    light = sketch.put("Div", [shaped, sketch.constant("white", np.float32(255))], "light")
    less = sketch.put("Sub", [light, sketch.constant("grey", np.float32(MIDDLE))], "less")
    plain = sketch.put("Div", [less, sketch.constant("reach", np.float32(SPREAD))], "plain")
    own = sketch.put("Sub", [light, sketch.put("ReduceMean", [light], "own_mean", axes=[2, 3], keepdims=1)], "own")
    square = sketch.put("ReduceMean", [sketch.put("Mul", [own, own], "own_square")], "own_var", axes=[2, 3], keepdims=1)
    wide = sketch.put(
        "Add", [sketch.put("Sqrt", [square], "own_sd"), sketch.constant("sure", np.float32(SURE))], "wide"
    )
    even_light = sketch.put("Div", [own, wide], "even_light")
    for at, level in enumerate(levels):
        less_of = sketch.constant(f"kept{at}", np.float32(1 - level))
        more_of = sketch.constant(f"taken{at}", np.float32(level))
        sides = [
            sketch.put("Mul", [plain, less_of], f"plain{at}"),
            sketch.put("Mul", [even_light, more_of], f"even{at}"),
        ]
        sketch.put("Add", sides, f"net{at}_seen")


def write(file: Path, parts: list[Part], guard: Guard, films: Pictures | None) -> None:
    """The file; `films` are what it is quantised with, none for a float file."""
    sketch = Sketch()
    sketch.put("Cast", ["picture"], "bytes_float", to=TensorProto.FLOAT)
    _shown(sketch, [part.level for part in parts])
    for at, part in enumerate(parts):
        core = _network(part, 1 / len(parts))
        if films is not None:
            core = _quantised(core, scaled(films, part.level))
        _renamed(core, at)
        sketch.nodes.extend(core.graph.node)
        sketch.constants.extend(core.graph.initializer)
    sketch.put("Sum", [f"net{at}_map" for at in range(len(parts))], "map")
    sketch.put("ReduceSum", ["map", sketch.constant("over_places", np.array([1, 2, 3], np.int64))], "sum", keepdims=0)
    shift = np.float32(np.mean([part.shift for part in parts]))
    sketch.put("Add", ["sum", sketch.constant("shift", shift)], "score")
    _guarded(sketch, guard)
    gives = {"score": [None], "map": [None, 1, 7, 7], "strangeness": [None]}
    model = _model(sketch, {"picture": [None, SIDE, SIDE]}, gives, TensorProto.UINT8)
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString(deterministic=True))
