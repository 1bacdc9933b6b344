"""The ONNX file: the network in int8 and the tree of the differential in one graph.

Answers are 0 or 1, so the first layer's inputs are exact in eight bits; weights are int8 with one scale a column;
hidden activations are rounded to eight bits by a scale that each call finds for itself.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from ddxplus import AGES
from differential import STEPS, Tree
from onnx import TensorProto, helper, numpy_helper

Layer = npt.NDArray[np.float32]
OPSET, TREES, IR = 17, 3, 9


class Sketch:
    """Nodes and constants as they are put down."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        """A constant by its name."""
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def put(self, kind: str, inputs: list[str], output: str, **said: object) -> str:
        """A node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], **said))
        return output

    def dense(self, name: str, seen: str, weights: Layer, scale_of_seen: str | None, zero_of_seen: str | None) -> str:
        """A layer with int8 weights on uint8 inputs, back as floats."""
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-8) / 127
        self.constant(f"{name}_weights", np.rint(weights / scale).astype(np.int8))
        self.constant(f"{name}_scale", scale.astype(np.float32))
        inputs = [seen, f"{name}_weights", *([zero_of_seen] if zero_of_seen else [])]
        self.put("MatMulInteger", inputs, f"{name}_whole")
        self.put("Cast", [f"{name}_whole"], f"{name}_float", to=TensorProto.FLOAT)
        by = f"{name}_scale"
        if scale_of_seen:
            by = self.put("Mul", [scale_of_seen, f"{name}_scale"], f"{name}_scales")
        return self.put("Mul", [f"{name}_float", by], f"{name}_out")


def _seen(sketch: Sketch, kind: int) -> str:
    """Answers, ages reached and sex, as zeros and ones."""
    sketch.constant("one", np.int8(1))
    sketch.constant("minus_one", np.int8(-1))
    sketch.constant("ages", np.array(AGES, np.float32))
    sketch.constant("half", np.float32(0.5))
    sketch.put("Equal", ["answers", "one"], "said_yes")
    sketch.put("Equal", ["answers", "minus_one"], "said_no")
    sketch.put("Split", ["patient"], "age", axis=1)
    sketch.nodes[-1].output.append("male")
    sketch.put("GreaterOrEqual", ["age", "ages"], "reached")
    sketch.put("Greater", ["male", "half"], "man")
    parts = [
        sketch.put("Cast", [name], f"{name}_numbers", to=kind) for name in ("said_yes", "said_no", "reached", "man")
    ]
    return sketch.put("Concat", parts, "seen", axis=1)


def _network(sketch: Sketch, weights: dict[str, Layer], quantised: bool) -> None:
    """`scores`: the network's log odds."""
    sketch.constant("prior", weights["prior"])
    sketch.constant("shift", weights["shift"])
    if quantised:
        bayes = sketch.dense("bayes", "seen", weights["bayes"], None, None)
        inner = sketch.dense("inner", "seen", weights["inner"], None, None)
    else:
        bayes = sketch.put("MatMul", ["seen", sketch.constant("bayes_weights", weights["bayes"])], "bayes_out")
        inner = sketch.put("MatMul", ["seen", sketch.constant("inner_weights", weights["inner"])], "inner_out")
    sketch.put("Relu", [sketch.put("Add", [inner, "shift"], "lifted")], "hidden")
    if quantised:
        sketch.put("DynamicQuantizeLinear", ["hidden"], "hidden_bytes")
        sketch.nodes[-1].output.extend(["hidden_scale", "hidden_zero"])
        outer = sketch.dense("outer", "hidden_bytes", weights["outer"], "hidden_scale", "hidden_zero")
    else:
        outer = sketch.put("MatMul", ["hidden", sketch.constant("outer_weights", weights["outer"])], "outer_out")
    sketch.put("Add", [sketch.put("Add", [bayes, outer], "both"), "prior"], "scores")


def _tree(sketch: Sketch, tree: Tree, evidences: int, known: npt.NDArray[np.bool_]) -> None:
    """`differential`: the tree's shares where the ranking lies among pathologies that it knows, else the ranking."""
    sketch.constant("how_many", np.array([evidences], np.int64))
    sketch.constant("no_yes", np.array([0, 1], np.float32))
    sketch.constant("steps", np.float32(STEPS))
    sketch.constant("known", known.astype(np.float32)[:, None])
    sketch.put("Cast", ["said_yes"], "has", to=TensorProto.FLOAT)
    sketch.put("Cast", ["said"], "chosen", to=TensorProto.FLOAT)
    sketch.put("OneHot", ["first", "how_many", "no_yes"], "complaint")
    sketch.put("Concat", ["has", "chosen", "complaint", "patient"], "read", axis=1)
    sketch.nodes.append(_ensemble(tree))
    sketch.put("Div", ["leaf", "steps"], "root")
    sketch.put("Mul", ["root", "root"], "share")
    sketch.put("ReduceSum", ["share", sketch.constant("across", np.array([1], np.int64))], "total", keepdims=1)
    sketch.put("Div", ["share", "total"], "listed")
    sketch.put("Softmax", ["scores"], "believed", axis=1)
    sketch.put("Greater", [sketch.put("MatMul", ["believed", "known"], "familiar"), "half"], "is_familiar")
    sketch.put("Where", ["is_familiar", "listed", "believed"], "differential")


def _ensemble(tree: Tree) -> onnx.NodeProto:
    leaves, pathologies = np.nonzero((tree.feature < 0)[:, None] & (tree.leaf > 0))
    inner = tree.feature >= 0
    return helper.make_node(
        "TreeEnsembleRegressor",
        ["read"],
        ["leaf"],
        domain="ai.onnx.ml",
        n_targets=tree.leaf.shape[1],
        nodes_treeids=[0] * len(inner),
        nodes_nodeids=list(range(len(inner))),
        nodes_featureids=np.where(inner, tree.feature, 0).tolist(),
        nodes_values=np.where(inner, tree.cut, 0).astype(np.float32).tolist(),
        nodes_modes=["BRANCH_LEQ" if one else "LEAF" for one in inner],
        nodes_truenodeids=np.where(inner, tree.left, 0).tolist(),
        nodes_falsenodeids=np.where(inner, tree.right, 0).tolist(),
        target_treeids=[0] * len(leaves),
        target_nodeids=leaves.tolist(),
        target_ids=pathologies.tolist(),
        target_weights=tree.leaf[leaves, pathologies].astype(np.float32).tolist(),
    )


def write(file: Path, weights: dict[str, Layer], tree: Tree | None, known: npt.NDArray[np.bool_], values: int) -> None:
    """The int8 model with its tree; without a tree the float network that the int8 one is compared with."""
    sketch, conditions = Sketch(), len(weights["prior"])
    evidences = (len(weights["bayes"]) - len(AGES) - 1) // 2
    _seen(sketch, TensorProto.UINT8 if tree else TensorProto.FLOAT)
    _network(sketch, weights, quantised=tree is not None)
    if tree:
        _tree(sketch, tree, evidences, known)
    takes = {"answers": (TensorProto.INT8, [None, evidences]), "patient": (TensorProto.FLOAT, [None, 2])}
    if tree:
        takes |= {"said": (TensorProto.INT8, [None, values]), "first": (TensorProto.INT64, [None])}
    gives = ["scores", "differential"] if tree else ["scores"]
    made = helper.make_graph(
        sketch.nodes,
        "diagnosis",
        [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in takes.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, conditions]) for name in gives],
        sketch.constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", TREES)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=IR, producer_name="hms-desktop")
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString(deterministic=True))
