"""Of whom an answer is: what the records hold of him that models and scores read, each fact with where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

_YEAR = 365.25
_MONTHS = 12


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
    return (
        Fact("length_of_stay_days", float(days), source),
        Fact("admissions_last_year", float(len(before)), source),
        Fact("is_in_hospital", now is not None, source),
    )
