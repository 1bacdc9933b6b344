"""Trains the treatment model from scratch: `python models/treatment/train.py --data ../shared/data`.

The learner is the program's own (`hms_desktop/inference/suggest.py`): what is measured here on stays is what learns
in a clinic from its own prescriptions. A fifth of the patients is never learnt from; another fifth chose how strongly
rare marks are drawn in, and shows how small clinics fare. The weights of all drugs are one table in the ONNX file.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import evaluate
import golden
import manifest
import measures
import numpy as np
import numpy.typing as npt
import onnx
import reference
import stays
from onnx import TensorProto, helper, numpy_helper
from stays import DRUGS, LABELS, MARKS, Stays

from hms_desktop.inference.suggest import STRENGTH, ridge

HERE = Path(__file__).resolve().parent
Floats = npt.NDArray[np.float64]
VOCABULARY = "vocabulary.json"
STRENGTHS = (10.0, 30.0, 100.0, 300.0, 1000.0)
CLINICS = (30, 100, 300, 1000, 3000)
TIMES = 20
INNER = 1
OPSET, IR = 17, 9


def learnt(found: Stays, strength: float) -> dict[str, tuple[Floats, Floats]]:
    """Weights and what they start from: of the facts alone, and of facts and the other drugs."""
    given, marks = found.given.astype(np.float64), found.marks.astype(np.float64)
    both = np.hstack([marks, given])
    alone = ridge(marks, given, strength)
    beside = ridge(both, given, strength, {at: len(MARKS) + at for at in range(len(DRUGS))})
    usual = given.mean(axis=0)
    return {
        "shares": (alone, usual - marks.mean(axis=0) @ alone),
        "beside": (beside, usual - both.mean(axis=0) @ beside),
    }


def small_clinics(every: Stays) -> dict[str, Any]:
    """nDCG of clinics that know so many stays, by the learner and by popularity alone; and how each strength does."""
    is_new, inner = every.numbers % evaluate.FOLDS == evaluate.NEW, every.numbers % evaluate.FOLDS == INNER
    learn, judge = every.only(~is_new & ~inner), every.only(inner & every.is_first)
    drawn = np.random.default_rng(8)
    found: dict[str, Any] = {}
    for size in CLINICS:
        told: dict[str, list[float]] = {}
        for _ in range(TIMES):
            rows = drawn.choice(len(learn.marks), size, replace=False)
            marks, given = learn.marks[rows].astype(np.float64), learn.given[rows].astype(np.float64)
            usual = given.mean(axis=0)
            ties = drawn.random(len(usual)) * 1e-6  # else the order of the columns, which is that of all stays, helps
            told.setdefault("popularity", []).append(_ndcg(np.tile(usual + ties, (len(judge.given), 1)), judge))
            for strength in STRENGTHS:
                scores = usual + ties + (judge.marks - marks.mean(axis=0)) @ ridge(marks, given, strength)
                told.setdefault(f"strength {strength:.0f}", []).append(_ndcg(scores, judge))
        found[f"{size} stays"] = {name: float(np.mean(values)) for name, values in told.items()}
        print(size, found[f"{size} stays"], flush=True)
    return found


def _ndcg(scores: Floats, judge: Stays) -> float:
    return float(evaluate.ranked(scores, judge.given, None)["ndcg@5"].mean())


def write(file: Path, weights: dict[str, tuple[Floats, Floats]], *, whole: bool = True) -> None:
    """Two tables of weights in one graph: int8 with a scale for each drug, or as they are."""
    nodes = [helper.make_node("Concat", ["marks", "taken"], ["known"], axis=1)]
    constants = []
    for name, (table, start) in weights.items():
        seen = "marks" if name == "shares" else "known"
        scale = np.maximum(np.abs(table).max(axis=0) / 127, 1e-9).astype(np.float32)
        constants.append(numpy_helper.from_array(start.astype(np.float32), f"{name}_start"))
        if whole:
            steps = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
            constants += [
                numpy_helper.from_array(steps, f"{name}_whole"),
                numpy_helper.from_array(scale, f"{name}_scale"),
                numpy_helper.from_array(np.zeros(len(scale), np.int8), f"{name}_zero"),
            ]
            sides = [f"{name}_whole", f"{name}_scale", f"{name}_zero"]
            nodes.append(helper.make_node("DequantizeLinear", sides, [f"{name}_table"], axis=1))
        else:
            constants.append(numpy_helper.from_array(table.astype(np.float32), f"{name}_table"))
        nodes.append(helper.make_node("MatMul", [seen, f"{name}_table"], [f"{name}_sum"]))
        nodes.append(helper.make_node("Add", [f"{name}_sum", f"{name}_start"], [name]))
    sides = [("marks", len(MARKS)), ("taken", len(DRUGS))]
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", wide]) for name, wide in sides]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", len(DRUGS)]) for name in weights]
    graph = helper.make_graph(nodes, "treatment", inputs, outputs, constants)
    made = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR, producer_name="hms-desktop"
    )
    onnx.checker.check_model(made)
    file.write_bytes(made.SerializeToString())


def agreement(judge: Stays, exact: Path, rounded: Path) -> float:
    """How often rounded and exact weights put the same drug in front, or the same five."""
    feeds = {"marks": judge.marks, "taken": np.zeros_like(judge.given)}
    one, other = (np.asarray(measures.session(file).run(["shares"], feeds)[0]) for file in (exact, rounded))
    return float((one.argmax(axis=1) == other.argmax(axis=1)).mean())


def said(found: Stays, same: float, planning: dict[str, Any]) -> dict[str, Any]:
    """What `model.json` says."""
    marks = [
        {"feature": mark, "label": LABELS[mark], "unit": "yes or no", "lowest": 0, "highest": 1, "changes": False,
         "choices": ["No", "Yes"]}
        for mark in MARKS
    ]  # fmt: skip
    return {
        "name": "treatment",
        "title": "Diabetes drugs given to hospital patients with facts like these",
        "version": "1.0.0",
        "made": "2026-11-21",
        "file": "model.onnx",
        "inputs": [
            {"name": "marks", "type": "float32", "shape": [None, len(MARKS)], "means": "1 where the chart says so"},
            {"name": "taken", "type": "float32", "shape": [None, len(DRUGS)], "means": "1 for drugs taken already"},
            *marks,
        ],
        "outputs": [
            {"name": "shares", "answers": list(DRUGS), "means": "share given the drug, by the facts alone"},
            {"name": "beside", "answers": list(DRUGS), "means": "share given the drug, by facts and other drugs"},
        ],
        "thresholds": {"popularity": measures.rounded(list(found.given.mean(axis=0))), "strength": STRENGTH},
        "calibration": {"kind": "none", "why": "a regression on all stays states the observed share by itself"},
        "quantised": "weights int8, one scale for each drug; what they start from stays in 32-bit floats",
        "agreement": same,
        "planning": planning,
        "licence": "MIT; trained on data under CC BY 4.0",
        "data": ["Diabetes 130-US Hospitals 1999-2008, UCI 296, Strack et al. 2014, CC BY 4.0"],
        "files": ["golden.json"],
        "further": [reference.NAME, VOCABULARY],
    }


def train(file: Path, out: Path) -> None:
    """Everything in the folder."""
    every = stays.read(file)
    planning = small_clinics(every)
    known = every.only(every.numbers % evaluate.FOLDS != evaluate.NEW)
    weights = learnt(known, STRENGTH)
    exact = out / "exact.tmp"
    write(out / "model.onnx", weights)
    write(exact, weights, whole=False)
    same = agreement(evaluate.split_of(every, "new"), exact, out / "model.onnx")
    exact.unlink()
    drawn = np.random.default_rng(8).choice(len(known.marks), 12, replace=False)
    golden.write(out, {"marks": known.marks[drawn], "taken": known.given[drawn[::-1]]})
    (out / VOCABULARY).write_text(json.dumps(stays.vocabulary(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    stated = evaluate.shares_of(known, np.zeros_like(known.given), out, "shares")
    reference.write(out, MARKS, known.marks, dict(zip(DRUGS, stated.T, strict=True)))
    manifest.write(out, said(known, same, planning))
    manifest.with_metrics(out, measures.rounded(evaluate.measured(file, "new", out)))


def main() -> None:
    """From the data to the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    chosen = parser.parse_args()
    train(chosen.data / "uci_diabetes130" / "diabetic_data.csv.gz", chosen.out)


if __name__ == "__main__":
    main()
