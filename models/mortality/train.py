"""Trains the mortality model from scratch: `python models/mortality/train.py --data ../shared/data`.

Two heads, five folds, trees whose cuts are drawn at random and then chosen among. A row's fold comes from what stands
in it, so the same rows make the same file. The calibration is fitted on what each row was given by the fold that has
not seen it. `--described` leaves the model as it is and writes only `reference.json` and what `model.json` says of the
inputs.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import evaluate
import folds
import golden
import lightgbm
import manifest
import measures
import numpy as np
import reference
import support2
import trees
import words
from support2 import FEATURES, HEADS, Stays

HERE = Path(__file__).resolve().parent
GROWN: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 12, "min_data_in_leaf": 25, "extra_trees": True,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "num_threads": 1, "verbose": -1, "seed": 6,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip
ROUNDS = 180
HIGH = 0.5
"""Where the card calls a risk high; agreement of the rounded trees with the exact ones is judged there."""


def forest_of(stays: Stays, fold: np.ndarray) -> trees.Forest:
    """All trees; a target is a fold and a head."""
    forest, wide = trees.Forest(folds.FOLDS * len(HEADS)), support2.widened(stays.features)
    for one in range(folds.FOLDS):
        for at, head in enumerate(HEADS):
            rows = fold != one
            data = lightgbm.Dataset(wide[rows].astype(np.float64), stays.outcomes[rows, at])
            forest.add(lightgbm.train(GROWN, data, ROUNDS), one * len(HEADS) + at)
            print(f"fold {one + 1} of {folds.FOLDS}, {head}: done", flush=True)
    return forest


def calibrated(stays: Stays, folder: Path) -> list[list[float]]:
    """Slopes and shifts of the heads."""
    scores, _ = evaluate.scores_of(stays, folder)
    pairs = [trees.warmth_of(scores[:, at], stays.outcomes[:, at]) for at in range(len(HEADS))]
    return [[slope for slope, _ in pairs], [shift for _, shift in pairs]]


def agreement(stays: Stays, exact: Path, rounded: Path) -> float:
    """How often rounded and exact trees are on the same side of a high risk, over both heads."""
    feeds = {"features": stays.features}
    one, other = (measures.session(file).run(["probability"], feeds)[0] for file in (exact, rounded))
    return float(((np.asarray(one) >= HIGH) == (np.asarray(other) >= HIGH)).mean())


def said(warmth: list[list[float]], same: float) -> dict[str, Any]:
    """What `model.json` says."""
    return {
        "name": "mortality",
        "title": "Death in hospital and within 180 days, seriously ill adults",
        "version": "1.0.0",
        "made": "2026-11-21",
        "file": "model.onnx",
        "inputs": [
            {"name": "features", "type": "float32", "shape": [None, len(FEATURES)], "means": "NaN where not measured"},
            *words.inputs(),
        ],
        "outputs": [
            {
                "name": "probability",
                "answers": list(HEADS),
                "means": "in hospital, within 180 days; calibrated mean of the five folds",
            },
            {"name": "folds", "means": "log odds of each fold's model, before calibration"},
        ],
        "thresholds": {"high": HIGH},
        "calibration": {"kind": "logistic", "slope": warmth[0], "shift": warmth[1], "fitted_on": "rows out of fold"},
        "quantised": "leaves in whole steps of -127 to 127 of one scale; thresholds stay 32-bit floats",
        "agreement": same,
        "licence": "MIT; trained on data under CC BY 4.0",
        "data": ["SUPPORT2, UCI 880, Knaus et al. 1995, CC BY 4.0"],
        "files": ["seen.bin", "golden.json"],
        "further": [reference.NAME],
    }


def refer(stays: Stays, folder: Path, calibration: dict[str, Any]) -> None:
    """What drift is held against: the inputs, and what each row is told by the fold that has not seen it."""
    told = evaluate.chances(evaluate.scores_of(stays, folder)[0], calibration)
    reference.write(folder, FEATURES, stays.features, {head: told[:, at] for at, head in enumerate(HEADS)})


def describe(stays: Stays, folder: Path) -> None:
    """The model as it stands, described anew."""
    before = manifest.read(folder)
    refer(stays, folder, before["calibration"])
    warmth = [before["calibration"]["slope"], before["calibration"]["shift"]]
    manifest.write(folder, before | said(warmth, before["agreement"]))


def train(file: Path, stays: Stays, out: Path) -> None:
    """Everything in the folder."""
    numbers = folds.digests(stays.text)
    folds.Seen.of(numbers, 8).write(out)
    forest = forest_of(stays, folds.fold_of(numbers))
    shape = trees.Shape(FEATURES, len(HEADS), support2.DERIVED, support2.MIDDLES)
    model, exact = out / "model.onnx", out / "exact.tmp"
    trees.write(model, forest, shape, None)
    warmth = calibrated(stays, out)
    trees.write(model, forest, shape, warmth)
    trees.write(exact, forest, shape, warmth, whole=False)
    same = agreement(stays, exact, model)
    exact.unlink()
    drawn = np.random.default_rng(6)
    middle, spread = np.nanmean(stays.features, axis=0), np.nanstd(stays.features, axis=0)
    made = (middle + spread * drawn.normal(size=(8, len(FEATURES)))).astype(np.float32)
    golden.write(out, {"features": np.where(drawn.random(made.shape) < 0.2, np.float32(np.nan), made)})
    refer(stays, out, {"slope": warmth[0], "shift": warmth[1]})
    manifest.write(out, said(warmth, same))
    manifest.with_metrics(out, evaluate.measured(file, None, out))


def main() -> None:
    """From the data to the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--described", action="store_true", help="no training")
    chosen = parser.parse_args()
    file = chosen.data / "support2" / "support2.csv.gz"
    stays = support2.read(file)
    if chosen.described:
        describe(stays, chosen.out)
    else:
        train(file, stays, chosen.out)


if __name__ == "__main__":
    main()
