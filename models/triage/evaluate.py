"""Prints one JSON of metrics: `python models/triage/evaluate.py [--data FILE]`.

A file has one JSON object a line: problem, days (age, or null), sex, departments (the first is the best, all are
acceptable), urgency, stay. Intervals are 95 % by bootstrap. Urgency is counted twice: as the model alone says it, and
with the red flags, as the program shows it. Needs the program's own environment only.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1])]

from hms_desktop.features.triage.domain.flags import flags_in  # noqa: E402
from hms_desktop.features.triage.domain.history import Evidence  # noqa: E402
from hms_desktop.features.triage.domain.kinds import URGENCIES, Urgency, Who  # noqa: E402
from hms_desktop.features.triage.domain.suggestion import suggested  # noqa: E402
from hms_desktop.features.triage.domain.words import read  # noqa: E402
from hms_desktop.features.triage.judging import Judge  # noqa: E402
from hms_desktop.inference.calibrate import ece  # noqa: E402
from hms_desktop.inference.catalogue import Catalogue  # noqa: E402

TIMES, SEED = 1000, 7


def looked_at(row: dict[str, Any], judge: Judge) -> dict[str, Any]:
    told = read(row["problem"])
    who = told.of(Who(row["days"], row["sex"]))
    began = time.perf_counter()
    found = judge.judged(told, who)
    took = time.perf_counter() - began
    alone = found.urgencies[0].what
    flags = flags_in(told, who)
    shown = suggested(row["problem"], found, flags, Evidence()).urgency
    wanted, kinds = Urgency(row["urgency"]), [one.what.value for one in found.kinds]
    step = URGENCIES.index
    return {
        "top1": kinds[0] == row["departments"][0], "accepted": kinds[0] in row["departments"],
        "top3": row["departments"][0] in kinds[:3], "sure": found.kinds[0].probability, "abstains": found.abstains,
        "urgency_model": alone is wanted, "urgency_shown": None if shown is None else shown is wanted,
        "under_model": step(alone) > step(wanted), "under_shown": shown is not None and step(shown) > step(wanted),
        "over_shown": shown is not None and step(shown) < step(wanted), "is_emergency": wanted is Urgency.EMERGENCY,
        "found_model": alone is Urgency.EMERGENCY, "found_shown": shown is Urgency.EMERGENCY,
        "within_one": None if shown is None else abs(step(shown) - step(wanted)) <= 1, "flagged": bool(flags),
         "u_sure": found.urgencies[0].probability,
        "stay": found.stays[0].what.value == row["stay"], "took": took, "first": row["departments"][0],
    }  # fmt: skip


def metrics(seen: list[dict[str, Any]]) -> dict[str, Any]:
    def mean(name: str, rows: list[dict[str, Any]] | None = None) -> float:
        chosen = seen if rows is None else rows
        known = [one[name] for one in chosen if one[name] is not None]
        return float(np.mean(known)) if known else float("nan")

    ours = [one for one in seen if not one["abstains"]]
    grave = [one for one in seen if one["is_emergency"]]
    calm = [one for one in seen if not one["is_emergency"]]
    made = {name: mean(name) for name in ("top1", "accepted", "top3", "urgency_model", "urgency_shown", "within_one",
                                          "under_model", "under_shown", "over_shown", "stay")}  # fmt: skip
    made |= {
        "coverage": len(ours) / len(seen), "top1_judged": mean("top1", ours), "accepted_judged": mean("accepted",
         ours),
        "emergency_sensitivity_model": mean("found_model", grave), "emergency_sensitivity_shown": mean("found_shown",
         grave),
        "emergency_specificity_shown": 1 - mean("found_shown", calm),
    }  # fmt: skip
    made["emergency_silent"] = float(np.mean([one["urgency_shown"] is None for one in grave])) if grave else 0.0
    missed = [one["urgency_shown"] is not None and not one["found_shown"] for one in grave]
    made["emergency_missed"] = float(np.mean(missed)) if grave else 0.0
    sure, right = np.array([one["sure"] for one in seen]), np.array([one["top1"] for one in seen])
    made["ece"] = ece(sure, right, 10)
    return made


def interval(drawn: list[float]) -> list[float]:
    return [round(float(np.nanpercentile(drawn, q)), 4) for q in (2.5, 97.5)]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=HERE / "heldout.jsonl")
    asked.add_argument("--wrong", action="store_true", help="also says which rows were wrong, on stderr")
    given = asked.parse_args()
    rows = [json.loads(line) for line in given.data.read_text("utf-8").splitlines() if line.strip()]
    model = Catalogue(HERE.parent).model("triage")
    judge = Judge(model)
    seen = [looked_at(row, judge) for row in rows]
    whole = metrics(seen)
    chance = np.random.default_rng(SEED)
    drawn = [metrics([seen[at] for at in chance.integers(0, len(seen), len(seen))]) for _ in range(TIMES)]
    ci = {name: interval([one[name] for one in drawn]) for name in whole}
    groups = {
        kind: [one["accepted"] for one in seen if one["first"] == kind] for kind in {one["first"] for one in seen}
    }
    by = {kind: [round(float(np.mean(rows)), 3), len(rows)] for kind, rows in sorted(groups.items())}
    took = sorted(one["took"] for one in seen)
    said = {"n": len(rows), **{name: round(value, 4) for name, value in whole.items()}, "ci": ci,
     "accepted_by_department": by,
            "bytes": (HERE / model.card.file).stat().st_size, "p50_ms": round(took[len(took) // 2] * 1e3, 2),
            "p99_ms": round(took[int(len(took) * 0.99)] * 1e3, 2), "version": model.card.version}  # fmt: skip
    print(json.dumps(said, indent=1))
    if given.wrong:
        for row, one in zip(rows, seen, strict=True):
            told = read(row["problem"])
            found = judge.judged(told, told.of(Who(row["days"], row["sex"])))
            if not one["accepted"] or one["under_shown"] or one["abstains"]:
                print(f"{row['problem']} | {row['departments'][0]} {row['urgency']} | {found.kinds[0].what} "
                      f"{found.kinds[0].probability:.2f} {found.urgencies[0].what} {found.silence} "
                      f"{judge.known_share(told):.2f} {'FLAG' if one['flagged'] else ''}",
                       file=sys.stderr)  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
