"""Boosted trees as one small ONNX file, for the recipes that train with LightGBM.

Leaves are kept as whole steps from −127 to 127 of one scale a file, thresholds as 32-bit floats; what the trees of a
model share is one bias. Inputs that are missing are NaN and take the way that training gave them. The graph ends with
the mean of the five folds' models, calibrated: `folds` (log odds of each model), `probability`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, TREES, IR, STEPS = 17, 5, 10, 127
SUM, NONE, AT_MOST = 1, 0, 0
Booster = Any
"""LightGBM has no types."""
Floats = npt.NDArray[np.float64]
Made = tuple[list[onnx.NodeProto], dict[str, npt.NDArray[Any]], list[str]]


@dataclass
class Forest:
    """Trees of several models, node by node."""

    targets: int
    roots: list[int] = field(default_factory=list)
    feature: list[int] = field(default_factory=list)
    cut: list[float] = field(default_factory=list)
    missing_yes: list[int] = field(default_factory=list)
    yes: list[int] = field(default_factory=list)
    no: list[int] = field(default_factory=list)
    yes_leaf: list[int] = field(default_factory=list)
    no_leaf: list[int] = field(default_factory=list)
    leaf: list[float] = field(default_factory=list)
    leaf_target: list[int] = field(default_factory=list)
    bias: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        self.bias = np.zeros(self.targets)

    def add(self, booster: Booster, target: int, share: float = 1.0, columns: Sequence[int] = ()) -> None:
        """All trees of a booster, as this share of a target's log odds; `columns` says where it found its features."""
        start = len(self.feature)
        for info in booster.dump_model()["tree_info"]:
            tree = info["tree_structure"]
            values = [value * share for value in _leaves(tree)]
            middle = (max(values) + min(values)) / 2
            self.bias[target] += middle
            if "split_feature" in tree:
                self.roots.append(self._node(tree, target, share, middle))
        if len(columns):
            self.feature[start:] = [int(columns[at]) for at in self.feature[start:]]

    def _node(self, node: dict[str, Any], target: int, share: float, middle: float) -> int:
        at = len(self.feature)
        self.feature.append(node["split_feature"])
        self.cut.append(float(node["threshold"]))
        plain = node["missing_type"] == "None"
        self.missing_yes.append(int(node["threshold"] >= 0 if plain else node["default_left"]))
        for ways in (self.yes, self.no, self.yes_leaf, self.no_leaf):
            ways.append(0)
        sides = (("left_child", self.yes, self.yes_leaf), ("right_child", self.no, self.no_leaf))
        for side, way, ends in sides:
            child = node[side]
            ends[at] = int("leaf_value" in child)
            way[at] = self._end(child, target, share, middle) if ends[at] else self._node(child, target, share, middle)
        return at

    def _end(self, node: dict[str, Any], target: int, share: float, middle: float) -> int:
        self.leaf.append(node["leaf_value"] * share - middle)
        self.leaf_target.append(target)
        return len(self.leaf) - 1

    def node(self, *, whole: bool) -> tuple[onnx.NodeProto, float]:
        """The operator, and the scale of its leaves (1 where they are not rounded to whole steps)."""
        scale = float(np.abs(self.leaf).max() / STEPS) if whole else 1.0
        leaves = np.array(self.leaf) / scale
        made = helper.make_node(
            "TreeEnsemble",
            ["wide"],
            ["steps"],
            domain="ai.onnx.ml",
            aggregate_function=SUM,
            post_transform=NONE,
            n_targets=self.targets,
            tree_roots=self.roots,
            nodes_featureids=self.feature,
            nodes_splits=_tensor("splits", _below(np.array(self.cut))),
            nodes_modes=_tensor("modes", np.full(len(self.cut), AT_MOST, np.uint8)),
            nodes_missing_value_tracks_true=self.missing_yes,
            nodes_truenodeids=self.yes,
            nodes_falsenodeids=self.no,
            nodes_trueleafs=self.yes_leaf,
            nodes_falseleafs=self.no_leaf,
            leaf_weights=_tensor("weights", (np.rint(leaves) if whole else leaves).astype(np.float32)),
            leaf_targetids=self.leaf_target,
        )
        return made, scale


def _leaves(node: dict[str, Any]) -> list[float]:
    if "leaf_value" in node:
        return [float(node["leaf_value"])]
    return _leaves(node["left_child"]) + _leaves(node["right_child"])


def _below(cuts: Floats) -> npt.NDArray[np.float32]:
    """The largest 32-bit float that is not above the cut, so that rounding never lets a value across."""
    near = np.clip(cuts, -3e38, 3e38).astype(np.float32)
    return np.where(near.astype(np.float64) > cuts, np.nextafter(near, np.float32(-np.inf)), near)


def _tensor(name: str, values: npt.ArrayLike) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(values), name)


@dataclass(frozen=True)
class Shape:
    """What goes in, how many heads come out, what is reckoned before the trees: pairs, and distances from middles."""

    features: tuple[str, ...]
    heads: int
    derived: tuple[tuple[str, str, str], ...] = ()
    middles: tuple[tuple[str, float], ...] = ()
    beside: Callable[[], Made] | None = None
    """More that the trees see: nodes from `features`, their constants, and the names of what comes out."""

    def nodes(self) -> tuple[list[onnx.NodeProto], dict[str, npt.NDArray[Any]]]:
        """Nodes from `features` to `wide`, and their constants."""
        nodes, constants, parts = [], {}, ["features"]
        for at, (kind, one, other) in enumerate(self.derived):
            sides = []
            for side, name in (("one", one), ("other", other)):
                constants[f"{side}{at}_place"] = np.array([self.features.index(name)], np.int64)
                nodes.append(helper.make_node("Gather", ["features", f"{side}{at}_place"], [f"{side}{at}"], axis=1))
                sides.append(f"{side}{at}")
            nodes.append(helper.make_node(kind, sides, [f"pair{at}"]))
            parts.append(f"pair{at}")
        if self.middles:
            constants["far_places"] = np.array([self.features.index(name) for name, _ in self.middles], np.int64)
            constants["middles"] = np.array([middle for _, middle in self.middles], np.float32)
            nodes.append(helper.make_node("Gather", ["features", "far_places"], ["measured"], axis=1))
            nodes.append(helper.make_node("Sub", ["measured", "middles"], ["off"]))
            nodes.append(helper.make_node("Abs", ["off"], ["far"]))
            parts.append("far")
        if self.beside is not None:
            more, beside, names = self.beside()
            nodes += more
            constants |= beside
            parts += names
        return [*nodes, helper.make_node("Concat", parts, ["wide"], axis=1)], constants


def write(file: Path, forest: Forest, shape: Shape, warmth: npt.ArrayLike | None, *, whole: bool = True) -> None:
    """The file. `warmth` is slope and shift of each head's calibration; targets are folds × heads."""
    heads = shape.heads
    before, constants = shape.nodes()
    trees, scale = forest.node(whole=whole)
    slope, shift = np.asarray(warmth if warmth is not None else [[1.0] * heads, [0.0] * heads], np.float32)
    constants |= {
        "scale": np.float32(scale),
        "bias": forest.bias.astype(np.float32),
        "shape": np.array([0, forest.targets // heads, heads], np.int64),
        "slope": slope,
        "shift": shift,
    }
    nodes = [
        *before,
        trees,
        helper.make_node("Mul", ["steps", "scale"], ["scaled"]),
        helper.make_node("Add", ["scaled", "bias"], ["flat"]),
        helper.make_node("Reshape", ["flat", "shape"], ["folds"]),
        helper.make_node("ReduceMean", ["folds"], ["mean"], axes=[1], keepdims=0),
        helper.make_node("Mul", ["mean", "slope"], ["sloped"]),
        helper.make_node("Add", ["sloped", "shift"], ["calibrated"]),
        helper.make_node("Sigmoid", ["calibrated"], ["probability"]),
    ]
    shapes = {"folds": [None, forest.targets // heads, heads], "probability": [None, heads]}
    graph = helper.make_graph(
        nodes,
        "trees",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, len(shape.features)])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()],
        [_tensor(name, value) for name, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", TREES)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR, producer_name="hms-desktop")
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString(deterministic=True))


def warmth_of(scores: Floats, truth: Floats) -> tuple[float, float]:
    """Slope and shift under which scores are the log odds that were seen (logistic regression by Newton's steps)."""
    slope, shift = 1.0, 0.0
    for _ in range(50):
        said = 1 / (1 + np.exp(-(slope * scores + shift)))
        spread = said * (1 - said)
        gap = truth - said
        bend = np.array(
            [[(spread * scores**2).sum(), (spread * scores).sum()], [(spread * scores).sum(), spread.sum()]]
        )
        step = np.linalg.solve(bend, np.array([(gap * scores).sum(), gap.sum()]))
        slope, shift = slope + float(step[0]), shift + float(step[1])
    return slope, shift
