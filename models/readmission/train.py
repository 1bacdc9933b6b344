"""Trains the readmission model from scratch: `python models/readmission/train.py --data ../shared/data`.

Five folds of patients, so that no patient is on both sides; the shipped file answers with the mean of the five. Four
more ways of dealing the patients into folds complete the 5 × 5 cross-validation, which is kept in `model.json`.
`--described` leaves the model as it is and writes only `reference.json` and what `model.json` says of the inputs.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import diabetes130
import evaluate
import folds
import golden
import lightgbm
import manifest
import measures
import numpy as np
import reference
import trees
import words
from diabetes130 import FEATURES, Stays

HERE = Path(__file__).resolve().parent
GROWN: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.045, "num_leaves": 12, "min_data_in_leaf": 60, "feature_fraction": 0.2,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 10.0, "max_bin": 127, "num_threads": 1, "verbose": -1,
    "seed": 6, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
ROUNDS = 400
HIGH = 0.2
"""Where the card calls a risk high, near twice the usual; agreement of rounded and exact trees is judged there."""


def boosters(stays: Stays, fold: np.ndarray) -> list[lightgbm.Booster]:
    """One for each fold, grown on the others."""
    wide = stays.features.astype(np.float64)
    found = []
    for one in range(folds.FOLDS):
        rows = fold != one
        found.append(lightgbm.train(GROWN, lightgbm.Dataset(wide[rows], stays.back[rows]), ROUNDS))
        print(f"fold {one + 1} of {folds.FOLDS}: done", flush=True)
    return found


def out_of_fold(stays: Stays, fold: np.ndarray, grown: list[lightgbm.Booster]) -> np.ndarray:
    """What each stay is given by the booster that has not seen its patient."""
    said = np.zeros(len(fold))
    for one, booster in enumerate(grown):
        said[fold == one] = booster.predict(stays.features[fold == one].astype(np.float64))
    return said


def judged(stays: Stays, fold: np.ndarray, said: np.ndarray) -> tuple[list[float], float]:
    """The AUC of each fold, and the calibration error of all."""
    each = [measures.auc(stays.back[fold == one], said[fold == one]) for one in range(folds.FOLDS)]
    return each, measures.ece(stays.back, said)


def summed(found: list[tuple[list[float], float]]) -> dict[str, Any]:
    """The cross-validation as far as it went."""
    aucs = [one for each, _ in found for one in each]
    gap = float(np.mean([one for _, one in found]))
    return {"auc": float(np.mean(aucs)), "auc_spread": float(np.std(aucs)), "ece": gap, "fits": len(aucs)}


def agreement(stays: Stays, exact: Path, rounded: Path) -> float:
    """How often rounded and exact trees are on the same side of a high risk."""
    feeds = {"features": stays.features[:20000]}
    one, other = (measures.session(file).run(["probability"], feeds)[0] for file in (exact, rounded))
    return float(((np.asarray(one) >= HIGH) == (np.asarray(other) >= HIGH)).mean())


def said(warmth: list[list[float]], same: float, crossed: dict[str, Any]) -> dict[str, Any]:
    """What `model.json` says."""
    return {
        "name": "readmission",
        "title": "Back in hospital within 30 days, people with diabetes",
        "version": "1.0.0",
        "made": "2026-11-21",
        "file": "model.onnx",
        "inputs": [
            {"name": "features", "type": "float32", "shape": [None, len(FEATURES)], "means": "NaN where not known"},
            *words.inputs(),
        ],
        "outputs": [
            {"name": "probability", "means": "back within 30 days; calibrated mean of the five folds"},
            {"name": "folds", "means": "log odds of each fold's model, before calibration"},
        ],
        "thresholds": {"high": HIGH},
        "calibration": {"kind": "logistic", "slope": warmth[0], "shift": warmth[1], "fitted_on": "stays out of fold"},
        "quantised": "leaves in whole steps of -127 to 127 of one scale; thresholds stay 32-bit floats",
        "agreement": same,
        "cross_validation": crossed,
        "licence": "MIT; trained on data under CC BY 4.0",
        "data": ["Diabetes 130-US Hospitals 1999-2008, UCI 296, Strack et al. 2014, CC BY 4.0"],
        "files": ["seen.bin", "golden.json"],
        "further": [reference.NAME],
    }


def refer(stays: Stays, folder: Path, calibration: dict[str, Any]) -> None:
    """What drift is held against: the inputs, and what each stay is told by a fold that has not seen its patient."""
    scores = evaluate.scores_of(stays, folder)[0] * calibration["slope"][0] + calibration["shift"][0]
    reference.write(folder, FEATURES, stays.features, {"probability": 1 / (1 + np.exp(-scores))})


def describe(stays: Stays, folder: Path) -> None:
    """The model as it stands, described anew."""
    before = manifest.read(folder)
    warmth = [before["calibration"]["slope"], before["calibration"]["shift"]]
    refer(stays, folder, before["calibration"])
    manifest.write(folder, before | said(warmth, before["agreement"], before["cross_validation"]))


def train(file: Path, stays: Stays, out: Path, times: int) -> None:
    """Everything in the folder."""
    numbers = folds.digests(stays.patients)
    folds.Seen.of(numbers, 64).write(out)
    fold = folds.fold_of(numbers)
    grown = boosters(stays, fold)
    forest = trees.Forest(folds.FOLDS)
    for one, booster in enumerate(grown):
        forest.add(booster, one)
    model, exact, shape = out / "model.onnx", out / "exact.tmp", trees.Shape(FEATURES, 1)
    trees.write(model, forest, shape, None)
    slope, shift = trees.warmth_of(evaluate.scores_of(stays, out)[0], stays.back)
    trees.write(model, forest, shape, [[slope], [shift]])
    trees.write(exact, forest, shape, [[slope], [shift]], whole=False)
    same = agreement(stays, exact, model)
    exact.unlink()
    drawn = np.random.default_rng(6)
    made = np.column_stack([drawn.permutation(stays.features[:500, at])[:8] for at in range(len(FEATURES))])
    golden.write(out, {"features": made.astype(np.float32)})
    refer(stays, out, {"slope": [slope], "shift": [shift]})
    found = [judged(stays, fold, out_of_fold(stays, fold, grown))]
    for again in range(times + 1):
        if again:
            fold = folds.fold_of(numbers, again)
            found.append(judged(stays, fold, out_of_fold(stays, fold, boosters(stays, fold))))
        print(f"times {again + 1}: {summed(found)}", flush=True)
        manifest.write(out, said([[slope], [shift]], same, summed(found)))
    manifest.with_metrics(out, evaluate.measured(file, None, out))


def main() -> None:
    """From the data to the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--again", type=int, default=4, help="times that the patients are dealt again")
    parser.add_argument("--described", action="store_true", help="no training")
    chosen = parser.parse_args()
    file = chosen.data / "uci_diabetes130" / "diabetic_data.csv.gz"
    stays = diabetes130.read(file)
    if chosen.described:
        describe(stays, chosen.out)
    else:
        train(file, stays, chosen.out, chosen.again)


if __name__ == "__main__":
    main()
