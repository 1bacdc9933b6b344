"""Measures the film model: `python models/film/evaluate.py --data FILE [--split NAME]` prints one JSON.

The split is `test` unless another is named. Beside the films themselves, a thousand pictures that are none are shown to
the guard (`others.py`). Needs onnxruntime and numpy.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import chest
import manifest
import measures
import numpy as np
import others
from others import Pictures

HERE = Path(__file__).resolve().parent
STRANGERS = 1000
SEED = 77
"""Of the strangers; training draws its own with other seeds."""


def said(folder: Path, pictures: Pictures) -> tuple[np.ndarray, np.ndarray]:
    """Score and strangeness of each picture, shown one by one as the program does."""
    opened = measures.session(folder / "model.onnx")
    given = [opened.run(["score", "strangeness"], {"picture": one[None]}) for one in pictures]
    return np.array([float(one[0][0]) for one in given]), np.array([float(one[1][0]) for one in given])


def chance(scores: np.ndarray, calibration: dict[str, Any]) -> np.ndarray:
    """Calibrated probability, for a ward where half of the children have pneumonia."""
    return np.asarray(1 / (1 + np.exp(-(scores * calibration["slope"] + calibration["shift"]))))


def judged(ill: np.ndarray, stated: np.ndarray, rule_out: float) -> dict[str, float]:
    """AUC, accuracy at one half, sensitivity and specificity where pneumonia is ruled out, calibration."""
    above = stated >= rule_out
    return {
        "auc": measures.auc(ill, stated),
        "accuracy": float(((stated >= 0.5) == ill).mean()),
        "sensitivity": float(above[ill == 1].mean()),
        "specificity": float((~above)[ill == 0].mean()),
        "ece": measures.ece(ill, stated),
    }


def measured(file: Path, split: str | None, folder: Path = HERE) -> dict[str, Any]:
    """All figures of one split of a file."""
    films, description = chest.read(file, split or "test"), manifest.read(folder)
    scores, strange = said(folder, films.pictures)
    stated, rule_out = chance(scores, description["calibration"]), description["thresholds"]["rule_out_below"]
    found = judged(films.ill, stated, rule_out)

    def again(name: str) -> list[float]:
        return measures.interval(
            lambda rows: judged(films.ill[rows], stated[rows], rule_out)[name], len(stated), rounds=300
        )

    pictures, kinds = others.made(films.pictures, STRANGERS, SEED)
    _, strangeness = said(folder, pictures)
    refused = strangeness > 0
    by_kind = {kind: refused[np.array(kinds) == kind].mean() for kind in dict.fromkeys(kinds)}
    opened = measures.session(folder / "model.onnx")
    return {
        "n": len(stated),
        **found,
        "refused": refused.mean(),
        "refused_by_kind": by_kind,
        "films_refused": (strange > 0).mean(),
        "ci": {name: again(name) for name in found} | {"refused": measures.mean_interval(refused)},
        "seeds": description["seeds"],
        "agreement": description["agreement"],
        "bytes": (folder / "model.onnx").stat().st_size,
        "p99_ms": measures.worst_of_hundred(lambda: opened.run(["score"], {"picture": films.pictures[:1]})),
    }


def main() -> None:
    """One JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split")
    chosen = parser.parse_args()
    print(json.dumps(measures.rounded(measured(chosen.data, chosen.split)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
