"""Prints one JSON of figures: `python models/symptoms/evaluate.py [--data FILE]`.

A file has one JSON object a line: text, today, gold (code, value, said, and since in days where the text says it). An
answer counts once for each code and value. What another answer of the same text entails is left out on both sides
(«green phlegm» entails a cough, a place of pain entails a pain); a place whose side is not said is one answer, not two.
Intervals are 95 % by bootstrap over the texts.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

import measures  # noqa: E402
import numpy as np  # noqa: E402

from hms_desktop.features.insight.domain.symptoms.finding import Finding  # noqa: E402
from hms_desktop.features.insight.domain.symptoms.lexicon import Lexicon  # noqa: E402
from hms_desktop.features.insight.domain.symptoms.reading import read_symptoms  # noqa: E402

Unit = tuple[str, str]
ROUNDS = 1000


def read(text: str, today: str, lexicon: Lexicon) -> dict[Unit, Finding]:
    """What is found, one entry for each code and value; two sides that are both open are one."""
    found = read_symptoms(text, lexicon, date.fromisoformat(today))
    made: dict[Unit, Finding] = {(one.code, one.value): one for one in found}
    for one in found:
        base = one.value[:-3]
        twin = made.get((one.code, f"{base}_G_"))
        if one.value.endswith("_D_") and twin and twin.start == one.start and is_open(one, twin):
            del made[one.code, one.value], made[one.code, twin.value]
            made[one.code, base] = one
    return made


def is_open(one: Finding, twin: Finding) -> bool:
    """Whether a side was not said."""
    return one.said == twin.said and one.sure == twin.sure < 0.5


def bare(units: dict[Unit, Any], said: dict[Unit, str], entails: dict[str, list[str]]) -> dict[Unit, Any]:
    """Without what other answers entail."""
    entailed = {code for unit in units if said[unit] != "no" for code in entails.get(unit[0], ())}
    return {unit: one for unit, one in units.items() if unit[0] not in entailed or said[unit] == "no" or unit[1]}


def compared(row: dict[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """Counts of one text."""
    entails = {code: list(others) for code, others in lexicon.entails.items()}
    gold = {(one["code"], one["value"]): one for one in row["gold"]}
    gold = bare(gold, {unit: one["said"] for unit, one in gold.items()}, entails)
    found = read(row["text"], row["today"], lexicon)
    found = bare(found, {unit: one.said.value for unit, one in found.items()}, entails)
    both = set(gold) & set(found)
    plain = [unit for unit in both if gold[unit]["said"] != "unsure"]
    dated = [unit for unit in both if "since" in gold[unit] and gold[unit]["said"] == "yes"]
    codes = {unit[0] for unit in gold}, {unit[0] for unit in found}
    return {
        "hits": len(both),
        "gold": len(gold),
        "found": len(found),
        "code_hits": len(codes[0] & codes[1]),
        "code_gold": len(codes[0]),
        "code_found": len(codes[1]),
        "plain": len(plain),
        "plain_right": sum(found[unit].said.value == gold[unit]["said"] for unit in plain),
        "said_right": sum(found[unit].said.value == gold[unit]["said"] for unit in both),
        "dated": len(dated),
        "dated_right": sum(is_since(found[unit], gold[unit]["since"]) for unit in dated),
        "exact": set(gold) == set(found) and all(found[unit].said.value == gold[unit]["said"] for unit in both),
        "silent": int(not gold),
        "silent_right": int(not gold and not found),
        "wrong": (sorted(set(gold) - both), sorted(set(found) - both),
                  sorted(unit for unit in both if found[unit].said.value != gold[unit]["said"]),
                  sorted(unit for unit in dated if not is_since(found[unit], gold[unit]["since"]))),
    }  # fmt: skip


def is_since(found: Finding, wanted: float) -> bool:
    """A tenth more or less is the same."""
    return found.since is not None and abs(found.since.days - wanted) <= max(0.5, wanted / 10)


def share(part: float, whole: float) -> float:
    """A share, or one where there was nothing to get wrong."""
    return part / whole if whole else 1.0


def figures(rows: list[dict[str, Any]]) -> dict[str, float]:
    """The figures of some texts."""
    total = {key: sum(row[key] for row in rows) for key in rows[0] if key != "wrong"}
    precision, recall = share(total["hits"], total["found"]), share(total["hits"], total["gold"])
    codes = share(total["code_hits"], total["code_found"]), share(total["code_hits"], total["code_gold"])
    return {
        "f1": share(2 * precision * recall, precision + recall),
        "precision": precision,
        "recall": recall,
        "f1_codes": share(2 * codes[0] * codes[1], sum(codes)),
        "negation": share(total["plain_right"], total["plain"]),
        "said": share(total["said_right"], total["hits"]),
        "since": share(total["dated_right"], total["dated"]),
        "exact": share(total["exact"], len(rows)),
        "silent": share(total["silent_right"], total["silent"]),
    }


def milliseconds(lexicon: Lexicon, texts: list[str]) -> float:
    """The 95th percentile of reading 300 letters, in this thread's own time."""
    whole = " ".join(texts)
    pieces = [whole[at : at + 300] for at in range(0, len(whole) - 300, 150)]
    spent = []
    for piece in pieces:
        began = time.thread_time()
        read_symptoms(piece, lexicon, date(2026, 11, 19))
        spent.append(time.thread_time() - began)
    return round(float(np.percentile(spent, 95)) * 1000, 2) if spent else 0.0


def measured(rows: list[dict[str, Any]], lexicon: Lexicon) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """All figures with their intervals, and the counts of each text."""
    seen = [compared(row, lexicon) for row in rows]
    chance = np.random.default_rng(7)
    drawn = [figures([seen[at] for at in chance.integers(0, len(seen), len(seen))]) for _ in range(ROUNDS)]
    ci = {name: [round(float(np.percentile([one[name] for one in drawn], q)), 4) for q in (2.5, 97.5)]
          for name in drawn[0]}  # fmt: skip
    said = {"n": len(rows), "answers": sum(one["gold"] for one in seen), "evidences": evidences(rows), **figures(seen)}
    return {**{name: round(value, 4) for name, value in said.items()}, "ci": ci}, seen


def evidences(rows: list[dict[str, Any]]) -> int:
    """How many questions the texts answer."""
    return len({one["code"] for row in rows for one in row["gold"]})


def main() -> int:
    """Measures a file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=HERE / "heldout.jsonl")
    asked.add_argument("--wrong", action="store_true", help="also says what was wrong, on stderr")
    given = asked.parse_args()
    rows = [json.loads(line) for line in given.data.read_text("utf-8").splitlines() if line.strip()]
    lexicon = Lexicon(json.loads((HERE / "lexicon.json").read_text("utf-8")))
    said, seen = measured(rows, lexicon)
    said["p95_ms"] = milliseconds(lexicon, [row["text"] for row in rows])
    print(json.dumps(measures.rounded(said), indent=1))
    if given.wrong:
        for row, one in zip(rows, seen, strict=True):
            if any(one["wrong"]):
                print(row["text"], "\n   ", *one["wrong"], file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
