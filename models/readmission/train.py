"""Trains the readmission model from scratch: `python models/readmission/train.py --data ../shared/data`.

Five folds of patients, so that no patient is on both sides; the shipped file answers with the mean of the five. Four
more ways of dealing the patients into folds complete the 5 × 5 cross-validation, which is kept in `model.json`.
`--described` leaves the model as it is and writes only `reference.json` and what `model.json` says of the inputs.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import codes
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
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 12, "min_data_in_leaf": 60, "feature_fraction": 0.2,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 10.0, "max_bin": 127, "num_threads": 1, "verbose": -1,
    "seed": 6, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
ROUNDS = 270
HIGH = 0.2
"""Where the card calls a risk high, near twice the usual; agreement of rounded and exact trees is judged there."""
FIRST = tuple(range(len(FEATURES) + len(diabetes130.DERIVED)))
CLASSES = tuple(at for at, name in enumerate(FEATURES) if name.endswith((", first diagnosis", ", other diagnosis")))
SECOND = tuple(at for at in FIRST if at not in CLASSES)
"""What the boosters of a fold see: the first all features, the second no classes of diagnoses but rates of codes."""


@dataclass
class Grown:
    """What one fold learnt."""

    boosters: tuple[lightgbm.Booster, lightgbm.Booster]
    tables: list[codes.Table]


def widened(features: np.ndarray) -> np.ndarray:
    """Features and the differences that the graph reckons."""
    column = {name: features[:, at] for at, name in enumerate(FEATURES)}
    pairs = [column[one] - column[other] for _, one, other in diabetes130.DERIVED]
    return np.column_stack([features, *pairs]).astype(np.float64)


def grown(stays: Stays, fold: np.ndarray, one: int) -> tuple[Grown, np.ndarray]:
    """The boosters of a fold, grown on the others, and what they say of it."""
    rows, own = (fold != one) & stays.ordered, fold == one
    wide = widened(stays.features)
    fifth = codes.fifth_of(folds.digests(stays.patients))
    tables, rates = codes.learnt(codes.keys_of(stays.features), stays.back, fifth, rows)
    found, said = [], np.zeros(int(own.sum()))
    for seen in (wide[:, FIRST], np.column_stack([wide[:, SECOND], rates])):
        booster = lightgbm.train(GROWN, lightgbm.Dataset(seen[rows], stays.back[rows]), ROUNDS)
        said += booster.predict(seen[own], raw_score=True) / 2
        found.append(booster)
    print(f"fold {one + 1} of {folds.FOLDS}: {measures.auc(stays.back[own], said):.4f}", flush=True)
    return Grown((found[0], found[1]), tables), said


def forest_of(each: list[Grown]) -> trees.Forest:
    """All trees; a target is a fold."""
    forest = trees.Forest(folds.FOLDS)
    for one, fold in enumerate(each):
        start = len(FIRST) + one * codes.WIDTH
        forest.add(fold.boosters[0], one, 0.5, FIRST)
        forest.add(fold.boosters[1], one, 0.5, (*SECOND, *range(start, start + codes.WIDTH)))
    return forest


def chances(scores: np.ndarray, slope: float, shift: float) -> np.ndarray:
    """Calibrated probabilities."""
    return np.asarray(1 / (1 + np.exp(-(scores * slope + shift))))


def judged(stays: Stays, fold: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    """The AUC of each fold, of all rows and of those whose order does not contradict itself; the calibration error."""
    aucs, in_order = [], []
    said = np.zeros(len(fold))
    for one in range(folds.FOLDS):
        own, others = fold == one, fold != one
        straight = own & stays.ordered
        aucs.append(measures.auc(stays.back[own], scores[own]))
        in_order.append(measures.auc(stays.back[straight], scores[straight]))
        said[own] = chances(scores[own], *trees.warmth_of(scores[others], stays.back[others]))
    return {"auc": aucs, "in_order": in_order, "ece": measures.ece(stays.back, said)}


def summed(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The cross-validation as far as it went."""
    aucs, in_order = ([auc for one in found for auc in one[name]] for name in ("auc", "in_order"))
    return {
        "auc": float(np.mean(aucs)),
        "auc_spread": float(np.std(aucs)),
        "auc_in_order": float(np.mean(in_order)),
        "ece": float(np.mean([one["ece"] for one in found])),
        "fits": len(aucs),
    }


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
        "version": "1.1.0",
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
        "quantised": "leaves and rates of codes in whole steps of -127 to 127; thresholds stay 32-bit floats",
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


def fitted(stays: Stays, fold: np.ndarray) -> tuple[list[Grown], np.ndarray]:
    """All folds of one dealing, and the score of each stay by the fold that has not seen its patient."""
    each, scores = [], np.zeros(len(fold))
    for one in range(folds.FOLDS):
        found, scores[fold == one] = grown(stays, fold, one)
        each.append(found)
    return each, scores


def train(file: Path, stays: Stays, out: Path, times: int) -> None:
    """Everything in the folder."""
    numbers = folds.digests(stays.patients)
    folds.Seen.of(numbers, 64).write(out)
    fold = folds.fold_of(numbers)
    each, scores = fitted(stays, fold)
    slope, shift = trees.warmth_of(scores, stays.back)
    forest = forest_of(each)
    tables = [one.tables for one in each]
    shape = trees.Shape(FEATURES, 1, diabetes130.DERIVED, beside=lambda: codes.nodes(tables))
    model, exact = out / "model.onnx", out / "exact.tmp"
    trees.write(model, forest, shape, [[slope], [shift]])
    trees.write(exact, forest, shape, [[slope], [shift]], whole=False)
    same = agreement(stays, exact, model)
    exact.unlink()
    drawn = np.random.default_rng(6)
    made = np.column_stack([drawn.permutation(stays.features[:500, at])[:8] for at in range(len(FEATURES))])
    golden.write(out, {"features": made.astype(np.float32)})
    refer(stays, out, {"slope": [slope], "shift": [shift]})
    found = [judged(stays, fold, scores)]
    manifest.write(out, said([[slope], [shift]], same, summed(found)))
    for again in range(1, times + 1):
        fold = folds.fold_of(numbers, again)
        found.append(judged(stays, fold, fitted(stays, fold)[1]))
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
