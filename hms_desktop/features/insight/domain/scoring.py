"""Scores as a person works with them: which comes first, what the record fills in, and how a figure is said. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hms_desktop.features.insight.domain.answer import Opinion
from hms_desktop.features.insight.domain.subject import Subject
from hms_desktop.features.knowledge.domain import CalculatorRow, Choice, Number, YesNo

FIRST: Final = (
    "kfre_4var", "prevent_10y_total_cvd", "news2", "charlson", "lace", "hospital_score", "cha2ds2_vasc", "meld_3_0",
    "curb65", "qsofa", "wells_pe", "wells_dvt", "grace", "has_bled", "fib4", "sofa", "bode", "findrisc", "frail",
)  # fmt: skip
"""What speaks of complications and of how a disease goes on stands before the rest."""

ALSO: Final = {
    "kfre_4var": "ckd chronic kidney disease dialysis progression",
    "egfr_ckd_epi_2021": "ckd chronic kidney disease renal function gfr",
    "albuminuria_category": "ckd chronic kidney disease proteinuria",
    "cockcroft_gault": "ckd renal function clearance dose",
    "cha2ds2_vasc": "stroke atrial fibrillation af anticoagulation",
    "has_bled": "bleeding anticoagulation atrial fibrillation",
    "abcd2": "stroke tia",
    "prevent_10y_total_cvd": "stroke heart attack cardiovascular",
    "prevent_10y_ascvd": "stroke heart attack cardiovascular",
    "ascvd_pce_2013": "stroke heart attack cardiovascular",
    "framingham_cvd_2008": "stroke heart attack cardiovascular",
    "news2": "deterioration sepsis early warning",
    "qsofa": "sepsis",
    "sirs": "sepsis",
    "sofa": "sepsis organ failure",
    "curb65": "pneumonia",
    "crb65": "pneumonia",
    "lace": "readmission coming back",
    "hospital_score": "readmission coming back",
    "charlson": "comorbidity mortality",
    "wells_pe": "embolism clot",
    "wells_dvt": "thrombosis clot",
    "geneva_revised": "embolism clot pe",
    "perc": "embolism clot pe",
    "grace": "heart attack infarction acs mortality",
    "timi_nstemi": "heart attack infarction acs",
    "heart_score": "chest pain heart attack acs",
    "meld_3_0": "cirrhosis liver mortality transplant",
    "meld_na_2016": "cirrhosis liver mortality",
    "child_pugh": "cirrhosis liver",
    "fib4": "fibrosis cirrhosis liver",
    "findrisc": "diabetes progression",
    "bode": "copd mortality",
    "four_at": "delirium confusion",
    "phq9": "depression",
    "epds": "depression pregnancy",
    "gad7": "anxiety",
    "glasgow_blatchford": "bleeding stomach upper gi",
    "rockall": "bleeding stomach upper gi",
}
"""Words that people look for a score by and that its title does not hold."""

_YEARS: Final = re.compile(r"age_(\d+)_or_over")
_ELDERLY: Final = 65
_OLD_ENOUGH: Final = 1
_LONGEST: Final = 110

Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a score came to. `floor` is what everybody has; with the opinion's shares it is the score."""

    opinion: Opinion
    value: str
    unit: str
    meaning: str
    warnings: tuple[str, ...] = ()
    citation: str = ""
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Filled:
    """What the record says of an input, and where it says so."""

    value: float | str | bool
    source: str


def ordered(rows: Iterable[CalculatorRow], text: str = "") -> tuple[CalculatorRow, ...]:
    """Those that hold every word, in title, group, id or the words for it; what leads on to complications first."""
    words = [word for word in re.findall(r"\w+", text.lower().replace("₂", "2")) if word]
    place = {one: at for at, one in enumerate(FIRST)}
    fits = [row for row in rows if all(word in _words(row) for word in words)]
    return tuple(sorted(fits, key=lambda row: place.get(row.id, len(place))))


def from_record(row: CalculatorRow, subject: Subject) -> dict[str, Filled]:
    """The inputs that are recorded: what is not recorded stays open, nothing is taken for normal."""
    found = {}
    for asked in row.inputs:
        known = _known(asked.name, subject)
        if known is None or not _fits(asked, known.value):
            continue
        found[asked.name] = known
    return found


def is_whole(row: CalculatorRow, filled: Mapping[str, Filled]) -> bool:
    """Whether the record alone is enough."""
    values = {name: one.value for name, one in filled.items()}
    return bool(filled) and not row.missing(values) and not row.faults(values)


def figure_text(value: float | str, unit: str, decimals: int) -> tuple[str, str]:
    """A figure with as many places as mean something, and its unit; a fraction is said in per cent."""
    if isinstance(value, str):
        return value, unit
    if unit == "fraction":
        return f"{100 * value:.{max(decimals - 2, 1)}f}", "%"
    return f"{value:.{decimals}f}", unit


def said(row: CalculatorRow, name: str, value: object) -> str:
    """An input as a person reads it, in the unit that it was given in."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return f"{value:g} {_unit(row, name)}".strip()
    return value.isoformat() if isinstance(value, date) else str(value)


def label_of(row: CalculatorRow, name: str) -> str:
    """The words of an input, also where it was given under its other name."""
    return next((one.label for one in row.inputs if name in _names(one)), name)


def taken_over(score: Score) -> str:
    """What accepting writes: «LACE 12 (high risk of coming back)»."""
    _, _, after = score.meaning.partition(": ")
    short = after or score.meaning
    cut = short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"
    unit = f" {score.unit}" if score.unit and score.unit != "points" else ""
    return f"{score.opinion.title} {score.value}{unit} ({cut})"


def _known(name: str, subject: Subject) -> Filled | None:
    fact = subject.fact(name)
    if fact is not None:
        return Filled(fact.value, fact.source)
    if name == "male" and subject.sex in ("female", "male"):
        return Filled(subject.sex == "male", "sex")
    if name == "sex" and subject.sex in ("female", "male"):
        return Filled(subject.sex, "sex")
    return None if subject.age is None else _of_age(name, subject.age)


def _of_age(name: str, age: float) -> Filled | None:
    years = float(int(age)) if age >= _OLD_ENOUGH else round(age, 2)
    limit = _YEARS.fullmatch(name)
    if name == "age":
        return Filled(years, "birth date")
    if limit:
        return Filled(age >= int(limit[1]), "birth date")
    return Filled(age >= _ELDERLY + 1, "birth date") if name == "elderly" else None


def _fits(asked: object, value: object) -> bool:
    """Whether a recorded value is of the kind that is asked; one out of range is filled in, and the field says so."""
    if isinstance(asked, YesNo):
        return isinstance(value, bool)
    if isinstance(asked, Number):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(asked, Choice) and value in asked.options


def _words(row: CalculatorRow) -> str:
    title = row.title.replace("₂", "2").replace("²", "2")
    return f"{title} {row.group} {row.id.replace('_', ' ')} {row.id} {ALSO.get(row.id, '')}".lower()


def _names(asked: object) -> Sequence[str]:
    also = asked.also if isinstance(asked, Number) else ()
    return (str(getattr(asked, "name", "")), *(one.name for one in also))


def _unit(row: CalculatorRow, name: str) -> str:
    for asked in row.inputs:
        if isinstance(asked, Number) and name in _names(asked):
            return next((one.unit for one in asked.also if one.name == name), asked.unit)
    return ""
