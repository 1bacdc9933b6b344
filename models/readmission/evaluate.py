"""Measures the readmission model: `python models/readmission/evaluate.py --data FILE [--split NAME]` prints one JSON.

Patients that the model was made from are judged by the fold that has seen none of their stays, others by the mean of
the five (`models/folds.py`); `--split known` or `new` keeps one of the two kinds. Needs onnxruntime and numpy.
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

import diabetes130
import folds
import manifest
import measures
import numpy as np
from diabetes130 import Stays

HERE = Path(__file__).resolve().parent
LEAST = 20
"""A subgroup with fewer of either outcome is not judged."""


def scores_of(stays: Stays, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Log odds of each stay, and which patients were learnt from."""
    opened = measures.session(folder / "model.onnx")
    lots = np.array_split(np.arange(len(stays.features)), len(stays.features) // 5000 + 1)
    each = np.concatenate([np.asarray(opened.run(["folds"], {"features": stays.features[lot]})[0]) for lot in lots])
    numbers = folds.digests(stays.patients)
    known = folds.Seen.shipped(folder).among(numbers)
    return folds.judged(each, numbers, known)[:, 0], known


def subgroups(stays: Stays, said: np.ndarray) -> dict[str, Any]:
    """AUC, mean stated and observed frequency in each group, and the widest gaps between groups of one kind."""
    found = {}
    for name, who in stays.groups.items():
        if min(stays.back[who].sum(), (1 - stays.back[who]).sum()) >= LEAST:
            found[name] = {
                "n": int(who.sum()),
                "auc": measures.auc(stays.back[who], said[who]),
                "stated": said[who].mean(),
                "observed": stays.back[who].mean(),
            }
    return found


def gaps(groups: dict[str, Any]) -> dict[str, float]:
    """The widest difference in AUC, and the widest between stated and observed."""
    if not groups:
        return {}
    aucs = [one["auc"] for one in groups.values()]
    off = [abs(one["stated"] - one["observed"]) for one in groups.values()]
    return {"auc": max(aucs) - min(aucs), "calibration": max(off)}


def measured(file: Path, split: str | None, folder: Path = HERE) -> dict[str, Any]:
    """All figures of one file."""
    stays, description = diabetes130.read(file), manifest.read(folder)
    scores, known = scores_of(stays, folder)
    if split in {"known", "new"}:
        kept = np.flatnonzero(known == (split == "known"))
        groups = {name: who[kept] for name, who in stays.groups.items()}
        patients = [stays.patients[at] for at in kept]
        stays = Stays(stays.features[kept], stays.back[kept], patients, stays.ordered[kept], groups)
        scores, known = scores[kept], known[kept]
    calibration = description["calibration"]
    said = 1 / (1 + np.exp(-(scores * calibration["slope"][0] + calibration["shift"][0])))
    found = subgroups(stays, said)
    straight = stays.ordered
    one, opened = {"features": stays.features[:1]}, measures.session(folder / "model.onnx")
    return {
        "n": len(said),
        "known_rows": int(known.sum()),
        "auc": measures.auc(stays.back, said),
        "ece": measures.ece(stays.back, said),
        "ci": {
            "auc": measures.interval(lambda rows: measures.auc(stays.back[rows], said[rows]), len(said), 200),
            "ece": measures.interval(lambda rows: measures.ece(stays.back[rows], said[rows]), len(said), 200),
        },
        "in_order": {"n": int(straight.sum()), "auc": measures.auc(stays.back[straight], said[straight])},
        "cross_validation": description["cross_validation"],
        "gaps": gaps(found),
        "subgroups": found,
        "agreement": description["agreement"],
        "bytes": (folder / "model.onnx").stat().st_size,
        "p99_ms": measures.worst_of_hundred(lambda: opened.run(["probability"], one)),
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
