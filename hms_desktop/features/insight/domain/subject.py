"""Of whom an answer is: what the records hold of him that models and scores read, each fact with where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

_YEAR: Final = 365.25
_MONTHS: Final = 12
_YEAR_DAYS: Final = 365
_BACK_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known: under the name that instruments ask for, as a value, and in words where it came from."""

    name: str
    value: float | str | bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A patient as instruments see him. Somebody not on file has no `patient` and only what was typed."""

    patient: UUID | None = None
    name: str = ""
    detail: str = ""
    sex: str = "unknown"
    """«female», «male», or what else the record says."""
    age: float | None = None
    """In years; None where nobody knows."""
    facts: tuple[Fact, ...] = ()

    @property
    def age_months(self) -> float | None:
        """For ranges of children."""
        return None if self.age is None else self.age * _MONTHS

    def fact(self, name: str) -> Fact | None:
        """The fact of this name, if it is recorded."""
        return next((fact for fact in self.facts if fact.name == name), None)


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay on a ward: from when to when; one that lasts has no end."""

    first: date
    last: date | None


def years_between(born: date | None, day: date) -> float | None:
    """The age in years with its fraction; never below zero."""
    return None if born is None else max((day - born).days, 0) / _YEAR


def stay_facts(stays: Iterable[Stay], today: date) -> tuple[Fact, ...]:
    """What earlier stays and the one that lasts say, as the readmission scores ask it."""
    every = sorted(stays, key=lambda stay: stay.first)
    if not every:
        return ()
    now = next((stay for stay in reversed(every) if stay.last is None), None)
    reached = every[-1] if now is None else now
    year_before = reached.first - timedelta(days=365)
    before = [stay for stay in every if stay is not reached and year_before <= stay.first < reached.first]
    days = ((reached.last or today) - reached.first).days
    source = "wards"
    told = {
        "length_of_stay_days": float(days),
        "admissions_last_year": float(len(before)),
        **_history([stay for stay in every if stay.first < reached.first], reached, days),
    }
    facts = (Fact(name, value, source) for name, value in told.items())
    return (*facts, Fact("is_in_hospital", now is not None, source))


def _history(earlier: list[Stay], reached: Stay, days: int) -> dict[str, float]:
    """The stays before, under the names that the readmission model asks them by; what has no meaning is left out."""
    stayed = [float(max(((stay.last or stay.first) - stay.first).days, 1)) for stay in earlier]
    starts = [stay.first for stay in earlier] + [reached.first]
    ends = [stay.last or stay.first for stay in earlier]
    ago = [(reached.first - start).days for start in starts[:-1]]
    gaps = [(later - start).days for start, later in pairwise(starts)]
    returns = [(later - end).days <= _BACK_DAYS for end, later in zip(ends, starts[1:], strict=True)]
    year = [part for part, back in zip(stayed, ago, strict=True) if back <= _YEAR_DAYS]
    here = float(max(days, 1))
    told = {
        "stays before": float(min(len(earlier), 10)),
        "back within 30 days now": float(bool(returns) and returns[-1]),
        "times back within 30 days": float(sum(returns)),
        "days in hospital, all stays": sum(stayed) + here,
        "returns in a row": float(returns[::-1].index(False) if False in returns else len(returns)),
        "stays in 90 days": float(sum(back <= 90 for back in ago)),
        "stays in 180 days": float(sum(back <= 180 for back in ago)),
        "days in hospital, a year": sum(year) + here,
    }
    if earlier:
        told |= {
            "days of the stay before": stayed[-1],
            "share of returns": sum(returns) / len(returns),
            "mean days of stays before": sum(stayed) / len(stayed),
            "days since the stay before": float((reached.first - ends[-1]).days),
            "mean days between stays": sum(gaps) / len(gaps),
            "fewest days between stays": float(min(gaps)),
            "days since the first stay": float(ago[0]),
        }
    return told
