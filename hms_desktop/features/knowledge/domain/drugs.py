"""What a formulary file says of one drug, typed as the page on the knowledge pack describes it (resources/knowledge).

A value that a file leaves out is None: «not known» is an answer, and no check takes it for «no limit».
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Advice(StrEnum):
    """How a state of the patient (pregnancy, liver, a problem, an age) stands to a drug, worst first."""

    CONTRAINDICATED = "contraindicated"
    AVOID = "avoid"
    CAUTION = "caution"
    COMPATIBLE = "compatible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of a drug and the strengths that it is sold in."""

    form: str
    route: str
    strengths: tuple[str, ...]
    pack: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """The usual dose of one age group for one indication by one route, and the limits that nobody should pass."""

    group: str
    indication: str
    route: str
    unit: str
    source: str
    per: str = ""
    single: tuple[float, float] | None = None
    daily: tuple[float, float] | None = None
    times_a_day: tuple[float, float] | None = None
    max_single: float | None = None
    max_daily: float | None = None
    from_months: float | None = None
    to_months: float | None = None
    from_kg: float | None = None
    to_kg: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenalTier:
    """What changes while the clearance is at or over `from_` and under `below`, in mL/min."""

    below: float
    advice: str
    source: str
    from_: float = 0
    measure: str = "crcl"
    avoid: bool = False
    max_single: float | None = None
    max_daily: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A level and a sentence on the liver, on pregnancy or on lactation."""

    level: Advice
    advice: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraindication:
    """Problems, as ICD-10-CM prefixes, in which the drug harms."""

    icd: tuple[str, ...]
    level: Advice
    why: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLimit:
    """An age, in months, from `from_months` to under `to_months`, in which the drug is not for use."""

    level: Advice
    why: str
    source: str
    from_months: float = 0
    to_months: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What is to be watched, and when."""

    what: str
    when: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """One drug of the formulary."""

    inn: str
    classes: tuple[str, ...]
    atc: str
    sources: dict[str, str]
    forms: tuple[Form, ...]
    doses: tuple[Dose, ...]
    pregnancy: Note
    lactation: Note
    hepatic: Note
    also: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    tall_man: str = ""
    allergy_groups: tuple[str, ...] = ()
    high_alert: bool = False
    reviewed: str | bool = False
    renal: tuple[RenalTier, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    ages: tuple[AgeLimit, ...] = ()
    monitoring: tuple[Monitoring, ...] = ()
