"""Pairs of drugs against the rules of interactions: positives alerted, negatives silent, over-alerted pairs quiet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from hms_desktop.features.knowledge.domain.alerts import Alert, Level, Order, Patient
from hms_desktop.features.knowledge.domain.assembly import rules_of
from hms_desktop.features.knowledge.domain.interactions import LEVELS, Rulebook, interactions
from hms_desktop.features.knowledge.loader import read_folder
from hms_desktop.kernel.paths import program_folder
from tests.oracles.result import Result

DAY: Final = date(2026, 11, 21)
MODERATE: Final = LEVELS.index(Level.MODERATE)
MAJOR: Final = LEVELS.index(Level.MAJOR)


def book() -> Rulebook:
    """The shipped rules, read from their files."""
    return rules_of(read_folder(program_folder("resources") / "knowledge").contents, DAY)


def run(path: Path) -> Result:
    """The file has `positives`, `negatives` and `low_priority`, each a list of pairs."""
    return missed(book(), json.loads(path.read_text("utf-8")))


def missed(rules: Rulebook, rows: dict[str, Any]) -> Result:
    """The same over rules that are read already."""
    kinds = ("positives", "negatives", "low_priority")
    total = sum(len(rows.get(kind, ())) for kind in kinds)
    return Result(tuple(said for kind in kinds for said in _missed(kind, rows.get(kind, ()), rules)), total)


def _missed(kind: str, rows: list[dict[str, str]], rules: Rulebook) -> Iterator[str]:
    for row in rows:
        one, two = row["drug_a"], row["drug_b"]
        told = {_worst(one, two, rules), _worst(two, one, rules)}
        level = min(told)
        shown = LEVELS[level].value if level < len(LEVELS) else "nothing"
        if len(told) > 1:
            yield f"{kind}: {one} + {two}: not the same in both orders"
        elif kind == "positives" and level > (MAJOR if row["severity"] == "contraindicated" else MODERATE):
            yield f"{kind}: {one} + {two}: {shown}; wanted {row['severity']}"
        elif kind == "negatives" and level <= MODERATE:
            yield f"{kind}: {one} + {two}: {shown}"
        elif kind == "low_priority" and level <= MAJOR:
            yield f"{kind}: {one} + {two}: interrupts"


def _worst(new: str, current: str, rules: Rulebook) -> int:
    checked = interactions(Order(drug=new), Patient(current=(Order(drug=current),)), rules)
    alerts: tuple[Alert, ...] = checked.alerts
    return min((LEVELS.index(alert.level) for alert in alerts), default=len(LEVELS))
