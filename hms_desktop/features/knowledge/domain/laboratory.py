"""Laboratory values: two units and the way between them, usual ranges, limits that call somebody, changes that ask why.

What the table does not say is not guessed: without a range for this sex and age a value is neither normal nor abnormal.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hms_desktop.kernel.errors import Invalid


class Flag(StrEnum):
    """Where a value stands; the critical ones call somebody at once."""

    CRITICAL_LOW = "critical low"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL_HIGH = "critical high"

    @property
    def is_critical(self) -> bool:
        """Whether somebody has to be told now."""
        return self in (Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Two limits, each may be missing, for a sex and an age in months from `from_months` to under `to_months`."""

    low: float | None = None
    high: float | None = None
    sex: str | None = None
    from_months: float = 0
    to_months: float = math.inf

    def fits(self, sex: str | None, age_months: float | None) -> bool:
        """Whether these are the limits of this patient; an unknown fact fits only what does not ask for it."""
        if self.sex is not None and self.sex != sex:
            return False
        if age_months is None:
            return self.from_months == 0 and self.to_months == math.inf
        return self.from_months <= age_months < self.to_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How much a value may change within so many days before somebody asks why; one of the two is given."""

    days: float
    absolute: float | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyte:
    """One analyte. All limits are in the unit `us`; `si` = `us` × factor + plus."""

    id: str
    name: str
    short: str
    us: str
    si: str
    factor: float
    decimals: tuple[int, int]
    ranges: tuple[Limits, ...]
    source: tuple[str, ...]
    plus: float = 0.0
    loinc: str = ""
    loinc_name: str = ""
    critical: tuple[Limits, ...] = ()
    delta: Change | None = None

    def converted(self, value: float, from_: str, to: str) -> float:
        """The value in the other unit; raises Invalid on a unit that this analyte does not have."""
        return convert(self, value, from_, to)

    def has(self, unit: str) -> bool:
        """Whether it is given in this unit."""
        return _plain(unit) in (_plain(self.us), _plain(self.si))

    def usual(self, sex: str | None, age_months: float | None) -> Limits | None:
        """The usual range of this patient, in the unit `us`; None where the table holds none."""
        return _limits(self.ranges, sex, age_months)

    def urgent(self, sex: str | None, age_months: float | None) -> Limits | None:
        """The limits beyond which somebody is called at once."""
        return _limits(self.critical, sex, age_months)

    def flagged(self, value: float, sex: str | None, age_months: float | None) -> Flag | None:
        """Where a value in the unit `us` stands."""
        return flag(self, value, sex, age_months)

    def changed(self, previous: float, now: float, days: float) -> Delta | None:
        """The change of two values in the unit `us`, as far as the table limits it."""
        return delta(self, previous, now, days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """A change since the last result, in the unit of both, and whether it is beyond its limit."""

    change: float
    percent: float | None
    is_beyond: bool


def read(text: str) -> tuple[Analyte, ...]:
    """The analytes out of the text of laboratory.toml; raises ValueError or TypeError on what is not such a file."""
    page = tomllib.loads(text)
    sources: Mapping[str, str] = page["sources"]
    return tuple(_analyte(entry, sources) for entry in page["analytes"])


def convert(analyte: Analyte, value: float, from_: str, to: str) -> float:
    """The value in the other unit, not rounded; raises Invalid on a unit that this analyte does not have."""
    before, after = _unit(analyte, from_), _unit(analyte, to)
    if before == after or analyte.us == analyte.si:
        return value
    if after == analyte.si:
        return value * analyte.factor + analyte.plus
    return (value - analyte.plus) / analyte.factor


def flag(
    analyte: Analyte, value: float, sex: str | None, age_months: float | None, unit: str | None = None
) -> Flag | None:
    """Where the value stands; None where there is neither a range for this patient nor a critical limit passed.

    A value on a limit is still within it. Raises Invalid on a value that is no number.
    """
    if not math.isfinite(value):
        raise Invalid({"value": "Enter a number"})
    ours = convert(analyte, value, unit or analyte.us, analyte.us)
    urgent = _side(_limits(analyte.critical, sex, age_months), ours)
    if urgent is not None and urgent != 0:
        return Flag.CRITICAL_LOW if urgent < 0 else Flag.CRITICAL_HIGH
    side = _side(_limits(analyte.ranges, sex, age_months), ours)
    if side is None:
        return None
    return Flag.NORMAL if side == 0 else Flag.LOW if side < 0 else Flag.HIGH


def delta(analyte: Analyte, previous: float, now: float, days: float, unit: str | None = None) -> Delta | None:
    """The change since the result of `days` ago; None where no limit is known or the result before is too old."""
    limit = analyte.delta
    if limit is None or not 0 <= days <= limit.days:
        return None
    given = unit or analyte.us
    before, after = (convert(analyte, value, given, analyte.us) for value in (previous, now))
    percent = 100 * (after - before) / abs(before) if before else None
    if limit.absolute is not None:
        is_beyond = abs(after - before) > limit.absolute + 1e-9
    else:
        is_beyond = percent is None or abs(percent) > (limit.percent or 0) + 1e-9
    return Delta(change=now - previous, percent=percent, is_beyond=is_beyond)


def _limits(several: tuple[Limits, ...], sex: str | None, age_months: float | None) -> Limits | None:
    return next((limits for limits in several if limits.fits(sex, age_months)), None)


def _side(limits: Limits | None, value: float) -> int | None:
    """-1 under, 0 within, 1 over; None without limits. A hair's breadth lost in changing units is forgiven."""
    if limits is None:
        return None
    hair = 1e-9 * max(1.0, abs(value))
    if limits.low is not None and value < limits.low - hair:
        return -1
    return 1 if limits.high is not None and value > limits.high + hair else 0


def _unit(analyte: Analyte, unit: str) -> str:
    known = {_plain(name): name for name in (analyte.si, analyte.us)}
    if _plain(unit) not in known:
        raise Invalid({"unit": f"{analyte.name} is given in {analyte.us} or {analyte.si}"})
    return known[_plain(unit)]


def _plain(unit: str) -> str:
    """Both signs for micro, and a plain u, mean the same."""
    return unit.lower().replace("\u03bc", "µ").replace("u", "µ").replace(" ", "")


def _analyte(entry: Mapping[str, Any], sources: Mapping[str, str]) -> Analyte:
    us, si = entry["decimals"]
    plain = {key: entry[key] for key in ("id", "name", "short", "us", "si", "factor")}
    more = {key: entry[key] for key in ("plus", "loinc", "loinc_name") if key in entry}
    found = Analyte(
        decimals=(us, si),
        ranges=tuple(Limits(**limits) for limits in entry["ranges"]),
        critical=tuple(Limits(**limits) for limits in entry.get("critical", ())),
        delta=Change(**entry["delta"]) if "delta" in entry else None,
        source=tuple(sources[name] for name in entry["source"]),
        **plain,
        **more,
    )
    if not found.source or found.factor <= 0:
        raise ValueError(f"{found.id}: a source and a factor over 0 are needed")
    return found
