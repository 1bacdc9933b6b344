"""Measures the diagnosis model: `python models/diagnosis/evaluate.py --data FILE [--split NAME]` prints one JSON.

Each patient is interviewed: he says his complaint, the model asks, his row answers yes or no. Also measured: the
differential with everything asked, int8 against float, one inference's time, and interviews of patients sampled from
the published frequencies, who have all 49 pathologies where the rows have twenty. Needs onnxruntime and numpy.
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

import ddxplus
import interview
import manifest
import measures
import numpy as np
import population
from ddxplus import Bytes, Numbers, Patients, Shares, Vocabulary

HERE = Path(__file__).resolve().parent
COUNTS = (3, 5, 8, 10, 12, 15)
SURE_AFTER, LISTED = 10, 0.01
"""Severe pathologies and coverage are judged after ten questions; a pathology is listed above one in a hundred."""


class Opened:
    """A model's file, asked in lots."""

    def __init__(self, file: Path) -> None:
        self.session = measures.session(file)
        self.takes = {one.name for one in self.session.get_inputs()}

    def scores(self, answers: Bytes, age: Numbers, male: Bytes) -> np.ndarray:
        """Log odds of the pathologies."""
        feeds = {"answers": answers, "patient": np.stack([age, male], axis=1).astype(np.float32)}
        if "said" in self.takes:
            width = self.session.get_inputs()[[one.name for one in self.session.get_inputs()].index("said")].shape[1]
            feeds |= {"said": np.zeros((len(answers), width), np.int8), "first": np.zeros(len(answers), np.int64)}
        return np.asarray(self.session.run(["scores"], feeds)[0])

    def ranking(self, knots: dict[str, float]) -> interview.Ranking:
        """Calibrated probabilities."""

        def believed(answers: Bytes, age: Numbers, male: Bytes) -> Shares:
            # one by one, so that a row's eight-bit rounding never depends on the rows beside it
            rows = [self.scores(answers[[at]], age[[at]], male[[at]]) for at in range(len(answers))]
            return interview.softmax(np.concatenate(rows), interview.temperatures(answers, knots))

        return believed

    def differential(self, patients: Patients) -> Shares:
        """Shares with everything asked."""
        person = np.stack([patients.age, patients.male], axis=1).astype(np.float32)
        feeds = {"answers": interview.whole(patients), "patient": person}
        feeds |= {"said": patients.said, "first": patients.first}
        shares = np.asarray(self.session.run(["differential"], feeds)[0], dtype=np.float64)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def interviewed(
    patients: Patients, words: Vocabulary, ranking: interview.Ranking
) -> tuple[dict[str, Any], list[Bytes]]:
    """Figures by number of questions, and the answers at each count."""
    found: dict[str, Any] = {"top1": {}, "top5": {}, "ece": {}, "ci": {"top1": {}, "top5": {}, "ece": {}}}
    states = []
    for number, answers, believed in interview.interviews(patients, ranking, interview.table_of(words), max(COUNTS)):
        if number not in COUNTS:
            continue
        states.append(answers)
        order = np.argsort(-believed, axis=1, kind="stable")
        right, among = order[:, 0] == patients.truth, (order[:, :5] == patients.truth[:, None]).any(axis=1)
        sure, key = believed.max(axis=1), str(number)
        found["top1"][key], found["top5"][key] = right.mean(), among.mean()
        found["ece"][key] = measures.ece(right, sure)
        found["ci"]["top1"][key] = measures.mean_interval(right)
        found["ci"]["top5"][key] = measures.mean_interval(among)
        found["ci"]["ece"][key] = _ece_interval(right, sure)
        if number == SURE_AFTER:
            found["ci"] |= _when_sure(found, patients, words.severity[patients.truth] <= 2, (right, among, sure))
    return found, states


def _ece_interval(right: np.ndarray, sure: np.ndarray) -> list[float]:
    return measures.interval(lambda rows: measures.ece(right[rows], sure[rows]), len(sure))


def _when_sure(
    found: dict[str, Any], patients: Patients, severe: np.ndarray, judged: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> dict[str, Any]:
    """Severe pathologies among the first five, and the ranking of the nine in ten patients it is surest of."""
    right, among, sure = judged
    kept = np.argsort(-sure, kind="stable")[: int(np.ceil(0.9 * len(sure)))]
    found["severe_top5"], found["coverage90_top1"] = among[severe].mean(), right[kept].mean()
    found["severe_n"] = int(severe.sum())
    found["subgroups_top1_after_10"] = {
        name: right[who].mean()
        for name, who in {
            "women": patients.male == 0,
            "men": patients.male == 1,
            "under 18": patients.age < 18,
            "18 to 64": (patients.age >= 18) & (patients.age < 65),
            "65 and over": patients.age >= 65,
        }.items()
        if who.any()
    }
    ci = {"severe_top5": measures.mean_interval(among[severe])} if severe.any() else {}
    return ci | {"coverage90_top1": measures.mean_interval(right[kept])}


def listed(patients: Patients, model: Opened) -> dict[str, Any]:
    """How near the differential is to the one in the rows: F1 of what is listed, and divergence of the shares."""
    ours, theirs = model.differential(patients), patients.differential
    here, there = ours > LISTED, theirs > LISTED
    recall, precision = (here & there).sum(axis=1) / there.sum(axis=1), (here & there).sum(axis=1) / here.sum(axis=1)
    apart = measures.divergence(ours, theirs)

    def f1(rows: np.ndarray) -> float:
        of_theirs, of_ours = recall[rows].mean(), precision[rows].mean()
        return float(2 * of_theirs * of_ours / (of_theirs + of_ours))

    ci = {"ddf1": measures.interval(f1, len(patients)), "jsd": measures.mean_interval(apart)}
    return {"ddf1": f1(np.arange(len(patients))), "jsd": apart.mean(), "ci": ci}


def against_float(patients: Patients, states: list[Bytes], model: Opened, reference: Opened) -> float:
    """In how many states of the interviews int8 and float put the same pathology first."""
    same = []
    for answers in [*states, interview.whole(patients)]:
        ours = [model.scores(answers[[at]], patients.age[[at]], patients.male[[at]]) for at in range(len(patients))]
        theirs = reference.scores(answers, patients.age, patients.male)
        same.append(np.concatenate(ours).argmax(axis=1) == theirs.argmax(axis=1))
    return float(np.mean(same))


def measured(file: Path, split: str | None, folder: Path = HERE) -> dict[str, Any]:
    """All figures of one file."""
    words, said = Vocabulary.shipped(folder), manifest.read(folder)
    model, reference = Opened(folder / "model.onnx"), Opened(folder / "reference.onnx")
    patients = ddxplus.read(file, words)
    if split:
        patients = patients.where(np.flatnonzero(patients.split == split))
    ranking = model.ranking(said["calibration"]["knots"])
    found, states = interviewed(patients, words, ranking)
    lists = listed(patients, model)
    found["ci"] |= lists.pop("ci")
    made = population.sampled(patients, words, 3000, np.random.default_rng(0))
    others, _ = interviewed(made, words, ranking)
    one = (states[3][:1], patients.age[:1], patients.male[:1])
    return {
        "n": len(patients),
        **found,
        **lists,
        "agreement": against_float(patients, states, model, reference),
        "bytes": (folder / "model.onnx").stat().st_size,
        "p99_ms": measures.worst_of_hundred(lambda: model.scores(*one)),
        "sampled_all_49": {key: others[key] for key in ("top1", "top5", "ece")} | {"n": len(made)},
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
