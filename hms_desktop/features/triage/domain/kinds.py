"""The answers of a triage: kinds of departments, how soon, how long, and how old somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """A kind of department. Which of the clinic's own departments it is, `places.department_for` says."""

    GENERAL = "general"
    PAEDIATRICS = "paediatrics"
    OBSTETRICS = "obstetrics"
    SURGERY = "surgery"
    INTERNAL = "internal"
    ENT = "ent"
    EYE = "eye"
    DENTAL = "dental"
    DERMATOLOGY = "dermatology"
    MENTAL = "mental"
    EMERGENCY = "emergency"


class Urgency(StrEnum):
    """How soon. The words are scheduling's; the order is the one in which people are seen."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"


class Stay(StrEnum):
    """How long somebody with such a problem usually stays."""

    NONE = "none"
    DAY = "day"
    SHORT = "short"
    LONG = "long"


class Band(StrEnum):
    """How old, as far as it tells problems apart. Source: WHO's age groups for children; ours for adults."""

    NEWBORN = "newborn"
    INFANT = "infant"
    TODDLER = "toddler"
    CHILD = "child"
    YOUNG = "young"
    MIDDLE = "middle"
    OLDER = "older"
    UNKNOWN = "unknown"


KINDS: Final = tuple(Kind)
URGENCIES: Final = tuple(Urgency)
STAYS: Final = tuple(Stay)
BANDS: Final = tuple(Band)
SEXES: Final = ("female", "male", "unknown")

CHILDREN: Final = (Band.NEWBORN, Band.INFANT, Band.TODDLER, Band.CHILD)
ADULTS: Final = (Band.YOUNG, Band.MIDDLE, Band.OLDER)

_MONTH: Final = 30.44
_YEAR: Final = 365.25
_BANDS: Final = (
    (28.0, Band.NEWBORN), (_YEAR, Band.INFANT), (5 * _YEAR, Band.TODDLER), (15 * _YEAR, Band.CHILD),
    (40 * _YEAR, Band.YOUNG), (65 * _YEAR, Band.MIDDLE),
)  # fmt: skip


@dataclass(frozen=True)
class Who:
    """What is known of whoever comes: the age in days, if it is known, and the sex in patients' words."""

    days: float | None = None
    sex: str = "unknown"

    @property
    def band(self) -> Band:
        return band_of(self.days)

    @property
    def years(self) -> float | None:
        return None if self.days is None else self.days / _YEAR


def who_of(born: date | None, sex: str, today: date) -> Who:
    """From a record's fields; a birth date that is still to come says nothing."""
    known = sex if sex in SEXES else "unknown"
    days = None if born is None or born > today else float((today - born).days)
    return Who(days, known)


def band_of(days: float | None) -> Band:
    """The band of an age in days."""
    if days is None:
        return Band.UNKNOWN
    return next((band for limit, band in _BANDS if days < limit), Band.OLDER)


def in_days(number: float, unit: str) -> float:
    """«3 yo», «6 weeks old» in days; the unit is known by its first letter, months by «mo»."""
    if unit.startswith("mo"):
        return number * _MONTH
    return number * {"d": 1.0, "w": 7.0}.get(unit[:1], _YEAR)


def sooner(one: Urgency, other: Urgency) -> Urgency:
    """The more urgent of two."""
    return one if URGENCIES.index(one) <= URGENCIES.index(other) else other
