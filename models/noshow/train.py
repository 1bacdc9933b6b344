"""Makes the no-show base: `python models/noshow/train.py`. Nothing is learnt here: the base is a written belief.

`coefficients.csv` has each input's weight, how sure we are of it (a standard deviation, the width of the prior when a
clinic's own history is learnt from), the mean it is counted from, and where all that comes from. The file that runs
says the same in ONNX: inputs that are not known (NaN) stand at their means. What is measured is measured on clinics
that are thought up; `--data` is not asked for, because there are none.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import clinics
import evaluate
import golden
import manifest
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from hms_desktop.features.scheduling.domain.foretelling import NAMES, USUAL_SHARE
from hms_desktop.inference.catalogue import seal_of

HERE = Path(__file__).resolve().parent
OPSET, IR = 17, 10
SIZE = 20_000
FEWER = (1_000, 5_000)
"""Appointments of a thought-up clinic, and smaller ones to see what little history teaches."""


def coefficients(file: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is usual, and a row for each input in the program's order."""
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    usual, inputs = rows[0], rows[1:]
    if usual["input"] != "usual" or tuple(row["input"] for row in inputs) != NAMES:
        raise SystemExit("coefficients.csv has other inputs than the program")
    share = float(usual["weight"])
    if share != USUAL_SHARE:
        raise SystemExit("the program counts a share missed from another usual one")
    first = {"log_odds": math.log(share / (1 - share)), "width": float(usual["width"]), "source": usual["source"]}
    numbers = ("weight", "width", "mean")
    return first, [
        {"feature": row["input"], **{name: float(row[name]) for name in numbers}, "source": row["source"]}
        for row in inputs
    ]


def write(file: Path, usual: dict[str, Any], inputs: list[dict[str, Any]]) -> None:
    """The graph: (x − mean) · weight + usual, with nothing for what is not known."""
    floats = {name: np.array([row[name] for row in inputs], dtype=np.float32) for name in ("weight", "mean")}
    kept = {
        "weights": floats["weight"][:, None], "means": floats["mean"], "nothing": np.zeros(1, np.float32),
        "usual": np.array([usual["log_odds"]], dtype=np.float32), "last": np.array([1], dtype=np.int64),
    }  # fmt: skip
    steps = [
        ("IsNaN", ["features"], "is_open"), ("Sub", ["features", "means"], "off"),
        ("Where", ["is_open", "nothing", "off"], "known"), ("MatMul", ["known", "weights"], "sum"),
        ("Add", ["sum", "usual"], "column"), ("Squeeze", ["column", "last"], "log_odds"),
        ("Sigmoid", ["log_odds"], "probability"),
    ]  # fmt: skip
    graph = helper.make_graph(
        [helper.make_node(kind, taken, [made]) for kind, taken, made in steps],
        "noshow",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", len(inputs)])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in ("log_odds", "probability")],
        [numpy_helper.from_array(values, name) for name, values in kept.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString(deterministic=True))


def said(usual: dict[str, Any], inputs: list[dict[str, Any]]) -> dict[str, Any]:
    """What `model.json` says. The weights stand here too: the program adds them up without the runtime."""
    shape = {"name": "features", "type": "float32", "shape": [None, len(inputs)], "means": "NaN where not known"}
    return {
        "name": "noshow",
        "title": "Appointments that are missed",
        "version": "1.0.0",
        "made": "2026-11-21",
        "file": "model.onnx",
        "inputs": [shape, *inputs],
        "outputs": [
            {"name": "log_odds", "means": "of missing the appointment"},
            {"name": "probability", "means": "of missing the appointment; not calibrated for any one clinic"},
        ],
        "thresholds": {"raised": 0.15, "high": 0.3},
        "calibration": {"kind": "none before a clinic's own history is learnt", "usual": usual},
        "quantised": "no: 22 weights as 32-bit floats are 88 bytes",
        "licence": "MIT, as the program",
        "data": ["none; odds ratios from published studies, each with its source (coefficients.csv)"],
        "files": ["coefficients.csv", "golden.json"],
    }


def sealed(folder: Path) -> None:
    """The description's own digest goes in last: the program takes the weights from it."""
    told = {name: value for name, value in manifest.read(folder).items() if name != "seal"}
    text = json.dumps({**told, "seal": seal_of(told)}, ensure_ascii=False, indent=1)
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


def figures(folder: Path) -> dict[str, Any]:
    """The base on each thought-up clinic, and what more or less history teaches there."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as place:
        for seed, (name, clinic) in enumerate(clinics.KINDS.items()):
            file = Path(place) / f"{name}.csv"
            clinics.write(file, clinics.lived(clinic, SIZE, seed))
            one = evaluate.measured(file, folder)
            for fewer in FEWER:
                clinics.write(file, clinics.lived(clinic, fewer, seed + 10))
                one[f"learnt from {fewer}"] = evaluate.measured(file, folder).get("learnt", {})
            found[name] = one
    whole = found.pop("town")
    apart = ("agreement", "bytes", "p99_ms", "ci")
    return {**whole, **{name: {key: value for key, value in one.items() if key not in apart}
                        for name, one in found.items()}}  # fmt: skip


def some() -> np.ndarray:
    """Inputs to keep with their outputs: a thought-up clinic's, and a row of which nothing is known."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "some.csv"
        clinics.write(file, clinics.lived(clinics.CITY, 400, 99))
        rows = evaluate.table(file).inputs[5::40][:11]
    return np.vstack([rows, np.full((1, rows.shape[1]), np.nan)]).astype(np.float32)


def main() -> None:
    """From the table to the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE)
    chosen = parser.parse_args()
    usual, inputs = coefficients(chosen.out / "coefficients.csv")
    write(chosen.out / "model.onnx", usual, inputs)
    golden.write(chosen.out, {"features": some()})
    manifest.write(chosen.out, said(usual, inputs))
    sealed(chosen.out)
    manifest.with_metrics(chosen.out, figures(chosen.out))
    sealed(chosen.out)


if __name__ == "__main__":
    main()
