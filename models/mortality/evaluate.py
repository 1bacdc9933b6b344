"""Measures the mortality model: `python models/mortality/evaluate.py --data FILE [--split NAME]` prints one JSON.

Rows that the model was made from are judged by the fold that has not seen them, new rows by the mean of the five
(`models/folds.py`); `--split known` or `new` keeps one of the two kinds. Needs onnxruntime and numpy.
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

import folds
import manifest
import measures
import numpy as np
import support2
from support2 import HEADS, Stays

HERE = Path(__file__).resolve().parent
LEAST = 50
"""A subgroup with fewer rows, or fewer of either outcome than a fifth of that, is not judged."""


def scores_of(stays: Stays, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Log odds of each head for each row, and which rows were learnt from."""
    opened = measures.session(folder / "model.onnx")
    each = np.asarray(opened.run(["folds"], {"features": stays.features})[0])
    numbers = folds.digests(stays.text)
    known = folds.Seen.shipped(folder).among(numbers)
    return folds.judged(each, numbers, known), known


def chances(scores: np.ndarray, calibration: dict[str, Any]) -> np.ndarray:
    """Calibrated probabilities."""
    warmed = scores * np.array(calibration["slope"]) + np.array(calibration["shift"])
    return np.asarray(1 / (1 + np.exp(-warmed)))


def against(truth: np.ndarray, ours: np.ndarray, theirs: np.ndarray) -> dict[str, Any]:
    """Both AUCs on the rows that have the other estimate, their difference, and its paired bootstrap."""
    both = ~np.isnan(theirs)
    died, model, other = truth[both], ours[both], theirs[both]

    def ahead(rows: np.ndarray) -> float:
        return measures.auc(died[rows], model[rows]) - measures.auc(died[rows], other[rows])

    return {
        "n": int(both.sum()),
        "model_auc": measures.auc(died, model),
        "other_auc": measures.auc(died, other),
        "ahead": ahead(np.arange(len(died))),
        "ahead_ci": measures.interval(ahead, len(died)),
    }


def subgroups(stays: Stays, said: np.ndarray) -> dict[str, Any]:
    """AUC, mean stated and observed frequency of each head in each group of patients."""
    found: dict[str, Any] = {}
    for at, head in enumerate(HEADS):
        truth = stays.outcomes[:, at]
        for name, who in stays.groups.items():
            if who.sum() < LEAST or min(truth[who].sum(), (1 - truth[who]).sum()) < LEAST / 5:
                continue
            found.setdefault(head, {})[name] = {
                "n": int(who.sum()),
                "auc": measures.auc(truth[who], said[who, at]),
                "stated": said[who, at].mean(),
                "observed": truth[who].mean(),
            }
    return found


def measured(file: Path, split: str | None, folder: Path = HERE) -> dict[str, Any]:
    """All figures of one file."""
    stays, description = support2.read(file), manifest.read(folder)
    scores, known = scores_of(stays, folder)
    if split in {"known", "new"}:
        kept = np.flatnonzero(known == (split == "known"))
        groups = {name: who[kept] for name, who in stays.groups.items()}
        lines = [stays.text[at] for at in kept]
        parts = (stays.features[kept], stays.outcomes[kept], stays.physician[kept], stays.support[kept])
        stays, scores, known = Stays(*parts, lines, groups), scores[kept], known[kept]
    said = chances(scores, description["calibration"])
    found: dict[str, Any] = {"n": len(said), "known_rows": int(known.sum()), "ece": {}, "ci": {"ece": {}}}
    for at, head in enumerate(HEADS):
        truth, chance = stays.outcomes[:, at], said[:, at]
        found[f"{head}_auc"], found["ece"][head] = measures.auc(truth, chance), measures.ece(truth, chance)
        found["ci"] |= {f"{head}_auc": _interval(measures.auc, truth, chance)}
        found["ci"]["ece"][head] = _interval(measures.ece, truth, chance)
    beside = {"physician": stays.physician, "support": stays.support}
    paired = {name: against(stays.outcomes[:, 1], said[:, 1], estimate) for name, estimate in beside.items()}
    one = {"features": stays.features[:1]}
    opened = measures.session(folder / "model.onnx")
    return found | {
        "physician_auc": paired["physician"]["other_auc"],
        "support_auc": paired["support"]["other_auc"],
        "paired": paired,
        "subgroups": subgroups(stays, said),
        "agreement": description["agreement"],
        "bytes": (folder / "model.onnx").stat().st_size,
        "p99_ms": measures.worst_of_hundred(lambda: opened.run(["probability"], one)),
    }


def _interval(measure: Any, truth: np.ndarray, chance: np.ndarray) -> list[float]:  # noqa: ANN401 - auc or ece
    return measures.interval(lambda rows: float(measure(truth[rows], chance[rows])), len(truth), rounds=300)


def main() -> None:
    """One JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split")
    chosen = parser.parse_args()
    print(json.dumps(measures.rounded(measured(chosen.data, chosen.split)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
