"""Trains the diagnosis model from scratch: `python models/diagnosis/train.py --data ../shared/data`.

Reads the published frequencies and the rows of the split `validate`; the rows of `test` are only measured at the end,
by `evaluate.py`. Seeds are fixed. Writes `model.onnx`, `reference.onnx`, `vocabulary.json`,
`reliability.json` and `model.json`.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import ddxplus
import differential
import evaluate
import golden
import graph
import interview
import manifest
import network
import numpy as np
import population
import reliability
import vocabulary
from ddxplus import Patients, Vocabulary
from measures import divergence

HERE = Path(__file__).resolve().parent
POOLS, EACH, SEED = 7, 20_000, reliability.SPLIT_SEED
KNOTS = reliability.COUNTS


def network_of(rows: Patients, words: Vocabulary) -> network.Weights:
    """The network, learnt from sampled patients and rows in equal numbers."""
    table = interview.table_of(words)

    def pool(number: int, ranking: interview.Ranking) -> tuple[np.ndarray, np.ndarray]:
        drawn = np.random.default_rng(SEED + number)
        some = rows.where(drawn.integers(0, len(rows), EACH))
        people = population.joined(population.sampled(rows, words, EACH, drawn), some)
        answers = np.concatenate([population.told(people, drawn), population.asked(people, ranking, table, drawn)])
        seen = ddxplus.inputs(answers, np.tile(people.age, 2), np.tile(people.male, 2))
        return seen, np.tile(people.truth, 2)

    return network.learnt(network.naive(population.prior(rows, words), table, SEED), POOLS, pool, SEED)


def tree_of(rows: Patients) -> differential.Tree:
    """The tree of the differential; its least leaf is the one that five folds of the rows like best."""
    seen, fold = differential.seen_of(rows), np.random.default_rng(SEED).integers(0, 5, len(rows))
    found = []
    for least in differential.LEAST:
        apart = []
        for one in range(5):
            tree = differential.grown(seen[fold != one], rows.differential[fold != one], least)
            apart.append(divergence(tree.leaves(seen[fold == one]), rows.differential[fold == one]).mean())
        found.append((float(np.mean(apart)), least))
        print(f"differential: leaves of {least}: {np.mean(apart):.5f} nats", flush=True)
    return differential.grown(seen, rows.differential, min(found)[1])


def temperatures(aside: Patients, words: Vocabulary, model: Path) -> tuple[dict[str, float], float]:
    """The temperature for each number of questions on rows that nothing was learnt from, and where to abstain."""
    opened = evaluate.Opened(model)
    found, abstain = {}, 0.0
    plain = {"0": 1.0}
    walk = interview.interviews(aside, opened.ranking(plain), interview.table_of(words), max(KNOTS))
    for number, answers, _ in walk:
        if number in KNOTS:
            scores = opened.scores(answers, aside.age, aside.male)
            found[str(number)] = best_temperature(scores, aside.truth)
        if number == evaluate.SURE_AFTER:
            sure = interview.softmax(scores, found[str(number)]).max(axis=1)
            abstain = float(np.quantile(sure, 0.1))
    return found, abstain


def best_temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """The temperature under which the truth was least surprising."""
    grid = np.geomspace(0.4, 2.0, 81)
    rows = np.arange(len(truth))
    surprise = [-np.log(np.maximum(interview.softmax(scores, one)[rows, truth], 1e-9)).mean() for one in grid]
    return round(float(grid[int(np.argmin(surprise))]), 4)


def examples(words: Vocabulary) -> dict[str, np.ndarray]:
    """Inputs nobody had: answers drawn at random, from nothing asked to everything."""
    drawn = np.random.default_rng(SEED)
    asked = np.linspace(0, 1, 8)[:, None]
    shape = (8, len(words.evidences))
    answers = np.where(drawn.random(shape) < asked, drawn.choice([-1, -1, -1, 1], shape), 0)
    person = np.stack([drawn.integers(0, 90, 8), drawn.integers(0, 2, 8)], axis=1)
    return {
        "answers": answers.astype(np.int8),
        "patient": person.astype(np.float32),
        "said": drawn.integers(0, 2, (8, len(words.values))).astype(np.int8),
        "first": drawn.integers(0, len(words.evidences), 8),
    }


def _input(name: str, kind: str, width: int | None, means: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "shape": [None, *([width] if width else [])], "means": means}


def said(words: Vocabulary, knots: dict[str, float], abstain: float, known: np.ndarray) -> dict[str, Any]:
    """What `model.json` says."""
    return {
        "name": "diagnosis",
        "title": "Differential diagnosis and next best question",
        "version": "1.0.0",
        "made": "2026-11-21",
        "file": "model.onnx",
        "inputs": [
            _input("answers", "int8", len(words.evidences), "1 yes, -1 no, 0 not asked"),
            _input("patient", "float32", 2, "age in years, 1 for a man"),
            _input("said", "int8", len(words.values), "1 for each value chosen"),
            _input("first", "int64", None, "place of the complaint among the evidences"),
        ],
        "outputs": [
            {"name": "scores", "means": "log odds of the pathologies, before the temperature"},
            {"name": "differential", "means": "shares of a full differential, once everything is asked"},
        ],
        "thresholds": {"abstain_below": abstain, "severe_at_most": 2, "listed_above": evaluate.LISTED},
        "calibration": {"kind": "temperature by number of questions asked", "knots": knots, "fitted_on": "validate"},
        "quantised": "weights int8 with a scale a column, inputs exact, hidden activations uint8; tree leaves in 1/255",
        "licence": "MIT; trained on data under CC BY 4.0",
        "data": ["DDXPlus, Fansi Tchango et al., NeurIPS 2022, CC BY 4.0", "its evidence count, M. A. Ansohail, MIT"],
        "files": ["vocabulary.json", "reference.onnx", "golden.json", reliability.NAME],
        "further": list(reliability.BESIDE["further"]),
        "planning": {"sharpness": interview.SHARP},
        "differential_knows": [words.conditions[one] for one in np.flatnonzero(known)],
    }


def main() -> None:
    """From the data to the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    chosen = parser.parse_args()
    folder, file = chosen.data / "ddxplus", chosen.data / "ddxplus" / "real_patients.csv.gz"
    made = vocabulary.made(folder)
    vocabulary.write(made, chosen.out / "vocabulary.json")
    words = Vocabulary(made)
    patients = ddxplus.read(file, words)
    validate = patients.where(np.flatnonzero(patients.split == "validate"))
    learn, aside = population.without(validate, reliability.SPLIT, SEED)
    tree = tree_of(validate)
    known = np.bincount(validate.truth, minlength=len(words.conditions)) > 0
    weights = network_of(validate.where(learn), words)
    graph.write(chosen.out / "model.onnx", weights, tree, known, len(words.values))
    graph.write(chosen.out / "reference.onnx", weights, None, known, len(words.values))
    knots, abstain = temperatures(validate.where(aside), words, chosen.out / "model.onnx")
    golden.write(chosen.out, examples(words))
    reliability.write(chosen.out, validate, words, knots)
    manifest.write(chosen.out, said(words, knots, abstain, known))
    manifest.with_metrics(chosen.out, evaluate.measured(file, "test", chosen.out))


if __name__ == "__main__":
    main()
