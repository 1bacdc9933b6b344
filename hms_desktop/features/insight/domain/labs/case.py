"""What a laboratory report says of somebody, as the rules read it: values in one unit, usual ranges, flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hms_desktop.features.insight.domain.labs.reading import Typed
from hms_desktop.features.knowledge.domain import Analyte, Flag

_NEWBORN: Final = 1
"""Limits up to this month are of newborns alone."""
_ORDER: Final = {Flag.CRITICAL_LOW: 0, Flag.CRITICAL_HIGH: 0, Flag.LOW: 1, Flag.HIGH: 1, None: 2, Flag.NORMAL: 3}


@dataclass(frozen=True, slots=True)
class LabRow:
    """A value as it is shown. `value`, `low`, `high` and `earlier` stand in `unit`; `us` is the rules' figure."""

    analyte: str
    name: str
    short: str
    value: float
    unit: str
    us: float
    decimals: int = 1
    bound: str = ""
    is_assumed: bool = False
    flag: Flag | None = None
    low: float | None = None
    high: float | None = None
    us_low: float | None = None
    us_high: float | None = None
    earlier: float | None = None
    us_earlier: float | None = None
    days: float | None = None
    is_jump: bool = False
    """The change since the earlier value is beyond what the table allows in that time."""

    @property
    def is_critical(self) -> bool:
        """Whether somebody has to be told now."""
        return self.flag is not None and self.flag.is_critical

    @property
    def said(self) -> str:
        """«Hb 9.1 g/dL»."""
        return f"{self.short} {self.bound}{self.value:g} {self.unit}".removesuffix(" 1").removesuffix(" pH")


class Standing(StrEnum):
    """How far a rule came."""

    FOUND = "found"
    POSSIBLE = "possible"
    MISSING = "cannot be judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says: in a sentence, what argues for and against, what it lacks, and whose rule it is."""

    rule: str
    title: str
    standing: Standing
    says: str = ""
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    worth: tuple[str, ...] = ()
    """What to order next, in words."""
    urgency: int = 0
    """2: somebody acts now; 1: today."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody of a known age with his values, in the unit `us` of each analyte."""

    age: float
    sex: str
    rows: Mapping[str, LabRow]
    names: Mapping[str, str] = field(default_factory=dict)
    egfr: float | None = None

    def of(self, name: str) -> float | None:
        """The value, if it is there and was measured: «<0.1» is no figure to compute with."""
        row = self.rows.get(name)
        return row.us if row and not row.bound else None

    def has(self, *names: str) -> bool:
        """Whether all of them were measured."""
        return all(self.of(name) is not None for name in names)

    def over(self, name: str, limit: float) -> bool:
        """There, and over the limit; what is only known to be under something never is."""
        row = self.rows.get(name)
        return row is not None and not row.bound.startswith("<") and row.us > limit + 1e-9

    def least(self, name: str, limit: float) -> bool:
        """There, and the limit or over it."""
        row = self.rows.get(name)
        return row is not None and not row.bound.startswith("<") and row.us >= limit - 1e-9

    def under(self, name: str, limit: float) -> bool:
        """There, and under the limit; what is only known to be over something never is."""
        row = self.rows.get(name)
        return row is not None and not row.bound.startswith(">") and row.us < limit - 1e-9

    def is_high(self, name: str) -> bool:
        """Over its usual range; False without a value or a range."""
        row = self.rows.get(name)
        return row is not None and row.us_high is not None and self.over(name, row.us_high)

    def is_low(self, name: str) -> bool:
        """Under its usual range; False without a value or a range."""
        row = self.rows.get(name)
        return row is not None and row.us_low is not None and self.under(name, row.us_low)

    def times(self, name: str) -> float | None:
        """How many times the upper limit."""
        row = self.rows.get(name)
        return row.us / row.us_high if row and row.us_high else None

    def told(self, *names: str) -> tuple[str, ...]:
        """The values that are there, in words."""
        return tuple(self.rows[name].said for name in names if name in self.rows)

    def told_if(self, *pairs: tuple[bool, str]) -> tuple[str, ...]:
        """The words of what holds; an analyte's id stands for its value in words."""
        return tuple(self.rows[text].said if text in self.rows else text for holds, text in pairs if holds)

    def lacking(self, *names: str) -> tuple[str, ...]:
        """The names of what is not there."""
        return tuple(self.names.get(name, name) for name in names if name not in self.rows)


def rows_of(
    typed: Sequence[Typed], analytes: Mapping[str, Analyte], sex: str | None, age_months: float | None
) -> tuple[LabRow, ...]:
    """The values with ranges and flags of this sex and age: critical ones first, then what is out of range."""
    made = [_row(one, analytes[one.analyte], sex, age_months) for one in typed]
    return tuple(sorted(made, key=lambda row: _ORDER[row.flag]))


def case_of(
    rows: Sequence[LabRow], analytes: Mapping[str, Analyte], who: tuple[float, str], egfr: float | None = None
) -> Case:
    """The rules' view."""
    names = {one.id: one.name for one in analytes.values()}
    return Case(who[0], who[1], {row.analyte: row for row in rows}, names, egfr)


def _row(one: Typed, analyte: Analyte, sex: str | None, age_months: float | None) -> LabRow:
    us = analyte.converted(one.value, one.unit, analyte.us)
    usual = analyte.usual(sex, age_months)
    low, high = (usual.low, usual.high) if usual else (None, None)
    before = None if one.earlier is None else analyte.converted(one.earlier, one.earlier_unit, analyte.us)
    change = None if before is None or one.days is None else analyte.changed(before, us, one.days)
    return LabRow(
        analyte=analyte.id, name=analyte.name, short=analyte.short, value=one.value, unit=one.unit, us=us,
        decimals=analyte.decimals[0 if one.unit == analyte.us else 1], bound=one.bound, is_assumed=one.is_assumed,
        flag=_flag(analyte, us, sex, age_months), low=_in(analyte, low, one.unit), high=_in(analyte, high, one.unit),
        us_low=low, us_high=high, earlier=_in(analyte, before, one.unit), us_earlier=before, days=one.days,
        is_jump=change is not None and change.is_beyond,
    )  # fmt: skip


def _flag(analyte: Analyte, us: float, sex: str | None, age_months: float | None) -> Flag | None:
    """As the table says. Of somebody whose age nobody knows, what is critical at any age over a month is critical."""
    if age_months is None:
        for limits in (one for one in analyte.critical if one.to_months > _NEWBORN):
            if limits.low is not None and us < limits.low:
                return Flag.CRITICAL_LOW
            if limits.high is not None and us > limits.high:
                return Flag.CRITICAL_HIGH
    return analyte.flagged(us, sex, age_months)


def _in(analyte: Analyte, value: float | None, unit: str) -> float | None:
    return None if value is None else analyte.converted(value, analyte.us, unit)
