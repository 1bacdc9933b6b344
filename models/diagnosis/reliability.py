"""How often the stated probabilities held: `python models/diagnosis/reliability.py --data ../shared/data`.

Counts, for each number of questions asked, how often a pathology told with about this probability was the right one: on
the rows of `validate` that nothing was learnt from, and on patients sampled from the published frequencies, who have
all 49 pathologies. The program shows the wider reach of both, so that early overconfidence in another case mix is seen.
Writes `reliability.json` and names it in `model.json`, as training does. No row of `test` is read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import ddxplus
import evaluate
import interview
import manifest
import numpy as np
import population
from ddxplus import Patients, Vocabulary

HERE = Path(__file__).resolve().parent
NAME = "reliability.json"
COUNTS = (0, 1, 2, 3, 5, 8, 10, 12, 15)
EDGES = (0.0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
SPLIT_SEED, SPLIT = 20260, 0.2
"""As in training: which rows of `validate` were set aside."""
SAMPLED, SEED = 6_000, 417
BESIDE = {"files": (NAME,), "further": ("vocabulary.json", NAME)}
"""Where `model.json` names it; the vocabulary is read by the program too."""


def counted(patients: Patients, words: Vocabulary, ranking: interview.Ranking) -> dict[str, list[dict[str, Any]]]:
    """Bins by number of questions: each of the 49 pathologies of each patient is one that was told."""
    found = {}
    for number, _, believed in interview.interviews(patients, ranking, interview.table_of(words), max(COUNTS)):
        if number in COUNTS:
            right = np.arange(believed.shape[1]) == patients.truth[:, None]
            found[str(number)] = binned(believed.ravel(), right.ravel())
    return found


def binned(told: np.ndarray, held: np.ndarray) -> list[dict[str, Any]]:
    """How often a probability was told and how often it held, bin by bin."""
    place = np.clip(np.searchsorted(EDGES, told, side="right") - 1, 0, len(EDGES) - 2)
    n, happened = np.bincount(place, minlength=len(EDGES) - 1), np.bincount(place, held, len(EDGES) - 1)
    return [
        {"low": low, "high": high, "n": int(n[at]), "happened": int(happened[at])}
        for at, (low, high) in enumerate(pairwise(EDGES))
    ]


def write(folder: Path, validate: Patients, words: Vocabulary, knots: dict[str, float]) -> None:
    """The file beside the model."""
    _, aside = population.without(validate, SPLIT, SPLIT_SEED)
    rows = validate.where(aside)
    ranking = evaluate.Opened(folder / "model.onnx").ranking(knots)
    made = population.sampled(rows, words, SAMPLED, np.random.default_rng(SEED))
    whole = {
        "populations": {
            "rows of validate, set aside": counted(rows, words, ranking),
            "sampled from the published frequencies": counted(made, words, ranking),
        }
    }
    (folder / NAME).write_text(json.dumps(whole, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    """Measures the model as it stands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    chosen = parser.parse_args()
    words, said = Vocabulary.shipped(HERE), manifest.read(HERE)
    patients = ddxplus.read(chosen.data / "ddxplus" / "real_patients.csv.gz", words)
    validate = patients.where(np.flatnonzero(patients.split == "validate"))
    write(HERE, validate, words, said["calibration"]["knots"])
    beside = {part: list(dict.fromkeys([*said.get(part, ()), *names])) for part, names in BESIDE.items()}
    manifest.write(HERE, {**said, **beside})


if __name__ == "__main__":
    main()
