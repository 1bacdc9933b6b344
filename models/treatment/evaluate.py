"""Measures the treatment model: `python models/treatment/evaluate.py --data FILE [--split new|known|all]`, one JSON.

By default only patients whom the model has not learnt from are judged (a fifth, by a digest of the patient's number),
each by the first stay with a diabetes drug. Two tasks: all drugs of a stay from its facts, and one drug that was left
out from the facts and the others. Both stand against popularity, drawn again in pairs. Needs onnxruntime and numpy.
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

import manifest
import measures
import numpy as np
import numpy.typing as npt
import stays
from stays import DRUGS, Stays

HERE = Path(__file__).resolve().parent
Floats = npt.NDArray[np.float64]
TOP = (1, 3, 5)
FEWEST = 50
"""A group with fewer is not judged, nor is a drug by itself that fewer were given."""
ROUNDS = 500
NEW, FOLDS = 0, 5


def shares_of(found: Stays, taken: npt.NDArray[np.float32], folder: Path, output: str) -> Floats:
    """What the model states, each as a share between nought and one."""
    opened = measures.session(folder / "model.onnx")
    said = opened.run([output], {"marks": found.marks, "taken": taken})[0]
    return np.clip(np.asarray(said, dtype=np.float64), 0.0, 1.0)


def split_of(found: Stays, split: str) -> Stays:
    """Patients that the model has not learnt from, those that it has, or all; each by the first stay."""
    is_new = found.numbers % FOLDS == NEW
    wanted = {"new": is_new, "known": ~is_new, "all": np.ones(len(is_new), bool)}[split]
    return found.only(wanted & found.is_first)


def left_out(found: Stays) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """A row for each drug of a stay with two or more: which stay, what is left, and the one that was left out."""
    many = found.given.sum(axis=1) > 1
    at, drug = np.nonzero(found.given * many[:, None])
    wanted = np.zeros((len(at), found.given.shape[1]), np.float32)
    wanted[np.arange(len(at)), drug] = 1
    return at, found.given[at] - wanted, wanted


def ranked(scores: Floats, truth: npt.NDArray[np.float32], taken: npt.NDArray[np.float32] | None) -> dict[str, Floats]:
    """Hits and nDCG of each row; what is taken already is not offered."""
    open_scores = scores if taken is None else np.where(taken > 0, -np.inf, scores)
    order = np.argsort(-open_scores, axis=1, kind="stable")[:, : max(TOP)]
    right = np.take_along_axis(truth, order, axis=1).astype(np.float64)
    worth = 1 / np.log2(np.arange(2, max(TOP) + 2))
    best = np.cumsum(worth)[np.minimum(truth.sum(axis=1).astype(int), max(TOP)) - 1]
    return {f"hit@{top}": right[:, :top].max(axis=1) for top in TOP} | {"ndcg@5": (right * worth).sum(axis=1) / best}


def against(model: dict[str, Floats], popular: dict[str, Floats], people: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Both, and the difference with its interval: people are drawn again, with all their rows, both at once."""
    size = int(people.max()) + 1
    counts = np.bincount(people, minlength=size)
    gain: dict[str, Any] = {}
    for name, values in model.items():
        sums = np.bincount(people, values - popular[name], size)

        def mean_of(drawn: measures.Ints, sums: Floats = sums) -> float:
            return float(sums[drawn].sum() / max(1, counts[drawn].sum()))

        gain[name] = measures.interval(mean_of, size, ROUNDS)
    return {
        "model": {name: values.mean() for name, values in model.items()},
        "popularity": {name: values.mean() for name, values in popular.items()},
        "gain": {name: (values - popular[name]).mean() for name, values in model.items()},
        "ci": {"gain": gain},
    }


def coverage(scores: Floats, found: Stays) -> dict[str, float]:
    """Of the drugs that anybody here was given, how many stand among somebody's first five, and for popularity."""
    given = set(np.flatnonzero(found.given.any(axis=0)).tolist())
    shown = set(np.argsort(-scores, axis=1, kind="stable")[:, :5].ravel().tolist())
    return {"model": len(shown & given) / len(given), "popularity": min(5, len(given)) / len(given)}


def by_drug(said: Floats, found: Stays) -> dict[str, Any]:
    """Stated and observed share of each drug that enough were given, and how well it is told apart."""
    each = {}
    for at, drug in enumerate(DRUGS):
        truth = found.given[:, at]
        if truth.sum() >= FEWEST:
            each[drug] = {
                "auc": measures.auc(truth, said[:, at]), "stated": said[:, at].mean(), "observed": truth.mean(),
                "ece": measures.ece(truth, said[:, at]),
            }  # fmt: skip
    return each


def subgroups(found: Stays, scores: Floats, popular: Floats) -> dict[str, Any]:
    """nDCG of model and popularity in each group."""
    one, other = (ranked(part, found.given, None)["ndcg@5"] for part in (scores, popular))
    return {
        name: {"n": int(who.sum()), "model": one[who].mean(), "popularity": other[who].mean()}
        for name, who in found.groups.items()
        if who.sum() >= FEWEST
    }


def measured(file: Path, split: str, folder: Path = HERE) -> dict[str, Any]:
    """All figures of one file."""
    found, description = split_of(stays.read(file), split), manifest.read(folder)
    usual = np.array(description["thresholds"]["popularity"])
    nobody = np.zeros_like(found.given)
    said = shares_of(found, nobody, folder, "shares")
    popular = np.tile(usual, (len(said), 1))
    every = against(ranked(said, found.given, None), ranked(popular, found.given, None), np.arange(len(said)))
    at, rest, wanted = left_out(found)
    told = shares_of(found.only(at), rest, folder, "beside")
    one = against(ranked(told, wanted, rest), ranked(np.tile(usual, (len(told), 1)), wanted, rest), at)
    opened, row = measures.session(folder / "model.onnx"), {"marks": found.marks[:1], "taken": nobody[:1]}
    drugs = by_drug(said, found)
    return {
        "n": len(said),
        "left_out_rows": len(told),
        "all_drugs": {key: part for key, part in every.items() if key != "ci"},
        "one_left_out": {key: part for key, part in one.items() if key != "ci"},
        "ci": {"all_drugs": every["ci"], "one_left_out": one["ci"], "ece": _ece_interval(found, said)},
        "coverage": coverage(said, found),
        "ece": measures.ece(found.given.ravel(), said.ravel()),
        "ece_worst_drug": max((part["ece"] for part in drugs.values()), default=0.0),
        "drugs": drugs,
        "subgroups": subgroups(found, said, popular),
        "small_clinics": description["planning"],
        "agreement": description["agreement"],
        "bytes": (folder / "model.onnx").stat().st_size,
        "p99_ms": measures.worst_of_hundred(lambda: opened.run(["shares"], row)),
    }


def _ece_interval(found: Stays, said: Floats) -> list[float]:
    return measures.interval(lambda rows: measures.ece(found.given[rows].ravel(), said[rows].ravel()), len(said), 100)


def main() -> None:
    """One JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=("new", "known", "all"), default="new")
    chosen = parser.parse_args()
    print(json.dumps(measures.rounded(measured(chosen.data, chosen.split)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
