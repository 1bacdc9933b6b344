"""Treatment suggestions as they are read: what is suggested and why, what is not and why not, and popularity beside it.

Pure rules: which facts become marks of the clinic's history, how firmly what is written counts, and what bars a drug.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from hms_desktop.features.insight.domain.answer import Opinion, Share

SHOWN: Final = 5
LONGEST: Final = 20
"""Diagnoses, drugs or allergies at the most that are asked about at once."""
FIRMNESS: Final = {"guideline": 0.9, "sheet": 0.5, "group": 0.3}
"""How much a source counts before there is any history: an order of firmness that is a choice of ours, no finding."""
UNDECIDED: Final = 0.7
"""What is left of a guideline's step whose condition cannot be decided."""
LOWEST_CREATININE: Final = 0.1
HIGHEST_CREATININE: Final = 30.0
HEAVIEST: Final = 400.0
OLDEST: Final = 125.0
MICROMOLES: Final = 88.42
"""µmol/L of creatinine in one mg/dL: its molar mass is 113.12 g/mol."""
_CREATININE: Final = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*(mg/dl|mg|[uµμ]mol/l|[uµμ]mol)?", re.IGNORECASE)
_BANDS: Final = ((0, 2), (2, 12), (12, 18), (18, 40), (40, 60), (60, 80), (80, 130))
_TAKES: Final = "takes "
_WORDS: Final = {"female": "Female", "male": "Male", "pregnant": "Pregnant", "kidneys": "Kidneys work less"}


class Standing(StrEnum):
    """What became of a drug that is popular here."""

    SUGGESTED = "suggested"
    LOWER = "suggested after these"
    BARRED = "not suggested"
    UNNAMED = "no source names it for this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a patient that bears on a treatment. None is «not recorded», never «no»."""

    age: float | None = None
    """In years."""
    sex: str = "unknown"
    is_pregnant: bool | None = None
    is_lactating: bool | None = None
    is_liver_impaired: bool | None = None
    creatinine_mg_dl: float | None = None
    weight_kg: float | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis as it was chosen."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One drug that somebody here was given, and what was known of him then."""

    who: UUID
    diagnoses: tuple[str, ...]
    facts: Facts
    current: tuple[str, ...]
    drug: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a drug is named, with who says so."""

    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A drug that is suggested. No dose: that belongs to prescribing."""

    inn: str
    shown: str
    score: float
    why: tuple[Reason, ...]
    shares: tuple[Share, ...]
    """They add up to the score."""
    codes: tuple[str, ...] = ()
    """The diagnoses that it is named for."""
    given: int = 0
    alike: int = 0
    """«Given to `given` of `alike` here with the same diagnosis»."""
    share: float = 0.0
    """The share that people like this one were given, as the clinic's history says it; nought without history."""
    rank: int = 0
    """The place by popularity alone; 0 where it was never given here."""
    cautions: tuple[Reason, ...] = ()
    not_checked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """A drug that is named for a diagnosis and yet is not suggested, and why not."""

    inn: str
    shown: str
    because: tuple[Reason, ...]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Popular:
    """A drug by popularity alone, whatever the patient."""

    inn: str
    given: int
    of: int
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """The whole answer. `opinion` is what is kept of it."""

    opinion: Opinion
    diagnoses: tuple[Diagnosis, ...] = ()
    suggested: tuple[Suggested, ...] = ()
    barred: tuple[Barred, ...] = ()
    popular: tuple[Popular, ...] = ()
    people: int = 0
    """How many the clinic's history holds."""
    not_checked: tuple[str, ...] = ()
    """What was checked of no drug here, and why."""


def category(code: str) -> str:
    """What counts as the same diagnosis in the clinic's history: the three places before the point."""
    return code.replace(".", "").upper()[:3]


def marks(facts: Facts, current: Iterable[str]) -> frozenset[str]:
    """What the clinic's history is asked about beside the diagnosis; what is not recorded makes no mark."""
    found = {_TAKES + drug for drug in current}
    if facts.age is not None:
        found |= {f"age {low} to {high - 1}" for low, high in _BANDS if low <= facts.age < high}
    if facts.sex in ("female", "male"):
        found.add(facts.sex)
    if facts.is_pregnant:
        found.add("pregnant")
    return frozenset(found)


def in_words(mark: str) -> str:
    """A mark as a person reads it."""
    if mark.startswith(_TAKES):
        return f"Takes {mark.removeprefix(_TAKES)}"
    return _WORDS.get(mark, mark.capitalize())


def firmness(basis: str, *, is_undecided: bool) -> float:
    """How much a source's word counts."""
    return FIRMNESS.get(basis, 0.0) * (UNDECIDED if is_undecided else 1.0)


def wrong(facts: Facts) -> dict[str, str]:
    """Field → a sentence on an impossible value; without a word of the value itself."""
    told = {}
    if facts.age is not None and not 0 <= facts.age <= OLDEST:
        told["age"] = "An age is a number from 0 to 125"
    if facts.creatinine_mg_dl is not None and not LOWEST_CREATININE <= facts.creatinine_mg_dl <= HIGHEST_CREATININE:
        told["creatinine"] = "A creatinine is from 0.1 to 30 mg/dL (9 to 2,652 µmol/L)"
    if facts.weight_kg is not None and not 0 < facts.weight_kg <= HEAVIEST:
        told["weight"] = "A weight is from 0 to 400 kg"
    if facts.sex == "male" and facts.is_pregnant:
        told["is_pregnant"] = "The record says that this patient is male"
    return told


def read_creatinine(text: str) -> tuple[float | None, str]:
    """mg/dL out of what was typed, or a sentence on what is wrong; without its unit a figure is not guessed at."""
    if not text.strip():
        return None, ""
    found = _CREATININE.fullmatch(text.strip())
    if found is None:
        return None, "Write it like 1.2 mg/dL or 106 µmol/L"
    if not found[2]:
        return None, "Say the unit: mg/dL or µmol/L"
    value = float(found[1].replace(",", ".")) / (1.0 if found[2].lower().startswith("mg") else MICROMOLES)
    problem = wrong(Facts(creatinine_mg_dl=value)).get("creatinine", "")
    return (None if problem else value), problem


def in_order(found: Sequence[Suggested]) -> tuple[Suggested, ...]:
    """The best first; of equal ones the more popular, then by name, so that the same question has the same answer."""
    return tuple(sorted(found, key=lambda one: (-round(one.score, 9), one.rank or len(found) + 99, one.inn)))


def first_ones(ordered: Sequence[Suggested], diagnoses: Sequence[str]) -> tuple[Suggested, ...]:
    """The few that are shown, in their order: the best of all, but no diagnosis goes without its own best one."""
    own = (next((one for one in ordered if code in one.codes), None) for code in diagnoses)
    kept = set(list(dict.fromkeys(one.inn for one in own if one is not None))[:SHOWN])
    for one in ordered:
        if len(kept) >= SHOWN:
            break
        kept.add(one.inn)
    return tuple(one for one in ordered if one.inn in kept)


def sentences(answer: Treatment) -> tuple[str, ...]:
    """What is kept beside the ranking: every drug that was not suggested with its reason, and what nobody checked."""
    said = [f"Not suggested: {one.shown}, because: {'; '.join(r.text for r in one.because)}" for one in answer.barred]
    said += [f"NOT CHECKED: {one.shown}: {'; '.join(one.not_checked)}" for one in answer.suggested if one.not_checked]
    return (*said, *(f"NOT CHECKED: {one}" for one in answer.not_checked))
