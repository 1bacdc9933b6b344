"""What is asked of the knowledge (an order, a patient's facts) and what it answers: alerts, and what was not checked.

A fact that the chart does not hold is None, never a normal value: a check that needs it answers «not checked» and says
what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """How grave an alert is, gravest first."""

    CONTRAINDICATED = "contraindicated"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One drug as ordered. `amount` is one dose in `unit`; an amount that was not given is None."""

    drug: str
    route: str = "oral"
    amount: float | None = None
    unit: str = "mg"
    times_a_day: float | None = None
    days: float | None = None
    as_needed: bool = False
    indication: str = "usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The facts of a patient that bear on an order. `sex` is the sex at birth: female, male or None."""

    age_months: float | None = None
    sex: str | None = None
    weight_kg: float | None = None
    height_cm: float | None = None
    creatinine_mg_dl: float | None = None
    gestation_weeks: float | None = None
    is_pregnant: bool | None = None
    is_lactating: bool | None = None
    is_liver_impaired: bool | None = None
    problems: tuple[str, ...] | None = None
    """ICD-10-CM codes; None when nobody has recorded any, () when «no problems» was recorded."""
    allergies: tuple[str, ...] | None = None
    """Drugs, groups or words as recorded; None when never asked, () when «no known allergies» was recorded."""
    current: tuple[Order, ...] = ()
    has_ecg: bool = False
    has_stomach_protection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One danger of an order: what, why, what to do, who says so and how old that knowledge is."""

    kind: str
    """interaction, allergy, duplicate, dose, renal, hepatic, pregnancy, lactation, age, problem."""
    level: Level
    what: str
    why: str
    action: str
    source: str
    known: date
    """The date of the pack that says so."""
    tier: int = 1
    """1 is our own rules; 2 the wide tier, which never interrupts."""
    drugs: tuple[str, ...] = ()

    @property
    def interrupts(self) -> bool:
        """Only what is grave, of our own rules, may stop a prescriber."""
        return self.tier == 1 and self.level in (Level.CONTRAINDICATED, Level.MAJOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """A check that could not be made, and the fact or the knowledge that is missing."""

    kind: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answer to one order: gravest alerts first, and beside them what nobody has checked."""

    alerts: tuple[Alert, ...]
    not_checked: tuple[NotChecked, ...] = ()
