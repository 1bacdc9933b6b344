"""All rules, what they say of a case, and what to order next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hms_desktop.features.insight.domain.answer import Opinion
from hms_desktop.features.insight.domain.labs import acid, blood, cells, kidney, organs, salts, sugar
from hms_desktop.features.insight.domain.labs.case import Case, Finding, LabRow, Standing
from hms_desktop.features.insight.domain.labs.reading import Unread
from hms_desktop.features.insight.domain.labs.rule import Rule

VERSION: Final = "2026.1"
"""Raised with every rule that changes."""

RULES: Final[tuple[Rule, ...]] = (
    *blood.RULES, *cells.RULES, *kidney.RULES, *sugar.RULES, *acid.RULES, *salts.RULES, *organs.RULES,
)  # fmt: skip
_FIRST: Final = (Standing.FOUND, Standing.POSSIBLE, Standing.MISSING)


@dataclass(frozen=True, slots=True)
class Worth:
    """Something to order next, and what it would decide."""

    what: str
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabReading:
    """A report read: its values with flags, what was not understood, what rules say, and what would decide more."""

    opinion: Opinion
    rows: tuple[LabRow, ...] = ()
    unread: tuple[Unread, ...] = ()
    patterns: tuple[Finding, ...] = ()
    worth: tuple[Worth, ...] = ()


def findings_of(case: Case) -> tuple[Finding, ...]:
    """What every rule says: the urgent first, then what was found, what is possible, what lacks a fact."""
    said = (rule.finding(case) for rule in RULES)
    return tuple(sorted((one for one in said if one), key=lambda one: (-one.urgency, _FIRST.index(one.standing))))


def worth_of(findings: Iterable[Finding]) -> tuple[Worth, ...]:
    """What is missing, and which question it would settle; what settles most first."""
    decides: dict[str, list[str]] = {}
    for one in findings:
        if one.standing is not Standing.FOUND or one.missing:
            for what in one.missing or one.worth:
                decides.setdefault(what, []).append(one.title)
    order = sorted(decides.items(), key=lambda pair: -len(pair[1]))
    return tuple(Worth(what, tuple(dict.fromkeys(titles))) for what, titles in order)
