"""Measures the no-show base: `python models/noshow/evaluate.py --data FILE` prints one JSON.

The file is a history of finished appointments, thought up or exported (`clinics.py` says its columns). Inputs are made
by the program's own function, so that what is measured is what runs. `learnt` is what the program's learning makes of
the same history, judged as the program judges it; left out where there is too little.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import clinics
import measures
import numpy as np

from hms_desktop.features.scheduling import judging
from hms_desktop.features.scheduling.domain import Weights, risk_word
from hms_desktop.inference.catalogue import Catalogue
from hms_desktop.inference.learn import logistic

HERE = Path(__file__).resolve().parent


def table(file: Path) -> judging.Table:
    """The inputs of a file's appointments."""
    return judging.table(judging.history(*clinics.columns(clinics.read(file))))


def said(inputs: np.ndarray, folder: Path = HERE) -> np.ndarray:
    """What the file says of each row."""
    opened = measures.session(folder / "model.onnx")
    return np.asarray(opened.run(["probability"], {"features": inputs.astype(np.float32)})[0], dtype=np.float64)


def by_weights(inputs: np.ndarray, base: Weights) -> np.ndarray:
    """What the program's own sums say, in 64 bits."""
    off = np.nan_to_num(inputs - np.array(base.means))
    return np.asarray(logistic(base.usual + off @ np.array(base.weights)))


def measured(file: Path, folder: Path = HERE) -> dict[str, Any]:
    """All figures of one file."""
    rows, base = table(file), judging.base(Catalogue(folder.parent))
    told, exact = said(rows.inputs, folder), by_weights(rows.inputs, base)
    truth = rows.missed
    opened = measures.session(folder / "model.onnx")
    one = {"features": rows.inputs[:1].astype(np.float32)}
    found: dict[str, Any] = {
        "n": len(rows), "missed": float(truth.mean()), "auc": measures.auc(truth, told),
        "ece": measures.ece(truth, told), "agreement": float(np.mean([*map(_alike, told.tolist(), exact.tolist())])),
        "bytes": (folder / "model.onnx").stat().st_size,
        "p99_ms": measures.worst_of_hundred(lambda: opened.run(None, one)),
        "ci": {
            "auc": measures.interval(lambda drawn: measures.auc(truth[drawn], told[drawn]), len(truth)),
            "ece": measures.interval(lambda drawn: measures.ece(truth[drawn], told[drawn]), len(truth)),
        },
    }  # fmt: skip
    if judging.is_enough(truth):
        found["learnt"] = asdict(judging.learnt(rows, base).figures)
    return found


def _alike(one: float, other: float) -> bool:
    return risk_word(one) == risk_word(other)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    chosen = parser.parse_args()
    print(json.dumps(measures.rounded(measured(chosen.data))))


if __name__ == "__main__":
    main()
