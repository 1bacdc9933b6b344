"""Checks of what the patient is: pregnant, nursing, with a sick liver, of an age, with a problem.

What nobody recorded is not «no»: where the answer would matter for this drug, the check says that it was not made.
"""

from __future__ import annotations

from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Checked, Patient
from hms_desktop.features.knowledge.domain.asked import ACTION_OF, LEVEL_OF, NOTHING, Asked, Words, unchecked
from hms_desktop.features.knowledge.domain.drugs import Advice, AgeLimit, Note
from hms_desktop.features.knowledge.domain.measures import known_age

FERTILE_MONTHS: Final = range(12 * 12, 56 * 12)
"""Ages at which a pregnancy has to be thought of: 12 to 55 years, the usual bounds of chart reviews."""

_FAILING_LIVER: Final = (
    "K703", "K704", "K711", "K717", "K72", "K743", "K744", "K745", "K746", "K766", "K767", "K7682"
)  # fmt: skip
"""ICD-10-CM prefixes of cirrhosis, liver failure and portal hypertension."""

_PREGNANT: Final = ("Z331", "Z34", "O09", "Z3A")
"""ICD-10-CM prefixes that only a present pregnancy has."""

_NURSING: Final = ("Z391",)


def pregnancy_checks(asked: Asked) -> Checked:
    """The drug in pregnancy, or that nobody knows whether there is one."""
    recorded = _or_recorded(asked.patient, asked.patient.is_pregnant, _PREGNANT)
    return _of_a_woman(asked, "pregnancy", asked.drug.pregnancy, recorded, "whether she is pregnant")


def lactation_checks(asked: Asked) -> Checked:
    """The drug while nursing, or that nobody knows whether she does."""
    recorded = _or_recorded(asked.patient, asked.patient.is_lactating, _NURSING)
    return _of_a_woman(asked, "lactation", asked.drug.lactation, recorded, "whether she is nursing")


def _or_recorded(patient: Patient, told: bool | None, prefixes: tuple[str, ...]) -> bool | None:
    """What was told, else «yes» where a problem says so; no list of problems ever says «no»."""
    is_recorded = any(code.startswith(prefixes) for code in _plain(patient.problems or ()))
    return True if told is None and is_recorded else told


def _of_a_woman(asked: Asked, kind: str, note: Note, is_so: bool | None, missing: str) -> Checked:
    if is_so is None and not may_be_fertile(asked.patient):
        return NOTHING
    return _noted(asked, kind, note, is_so, missing)


def hepatic_checks(asked: Asked) -> Checked:
    """The drug in a sick liver; a recorded cirrhosis or failure counts as one, whatever nobody ticked."""
    has_failed = any(code.startswith(_FAILING_LIVER) for code in _plain(asked.patient.problems or ()))
    is_sick = True if has_failed else asked.patient.is_liver_impaired
    return _noted(asked, "hepatic", asked.drug.hepatic, is_sick, "whether the liver is impaired")


def _noted(asked: Asked, kind: str, note: Note, is_so: bool | None, missing: str) -> Checked:
    if is_so is False or note.level is Advice.COMPATIBLE:
        return NOTHING
    if is_so is None:
        return unchecked(kind, missing)
    if note.level is Advice.UNKNOWN:
        return unchecked(
            kind, f"whether {asked.drug.inn} harms: {note.advice}" if note.advice else f"what {asked.drug.inn} does"
        )
    names = {"pregnancy": "in pregnancy", "lactation": "while nursing", "hepatic": "with a sick liver"}
    what = f"{asked.drug.inn} {names[kind]}"
    words = Words(what, note.advice, ACTION_OF[note.level])
    return Checked(alerts=(asked.alert(kind, LEVEL_OF[note.level], words, note.source),))


def may_be_fertile(patient: Patient) -> bool:
    """Whether a pregnancy has to be thought of; an unknown sex or age does not rule one out."""
    age = known_age(patient.age_months)
    return patient.sex != "male" and (age is None or FERTILE_MONTHS.start <= age < FERTILE_MONTHS.stop)


def age_checks(asked: Asked) -> Checked:
    """Ages at which the drug is not for use."""
    limits = [limit for limit in asked.drug.ages if limit.level in LEVEL_OF]
    if not limits:
        return NOTHING
    age = known_age(asked.patient.age_months)
    if age is None:
        return unchecked("age", "the age")
    alerts = []
    for limit in limits:
        if limit.from_months <= age and (limit.to_months is None or age < limit.to_months):
            what = f"{asked.drug.inn} {_of_age(limit)}"
            words = Words(what, limit.why, ACTION_OF[limit.level])
            alerts.append(asked.alert("age", LEVEL_OF[limit.level], words, limit.source))
    return Checked(alerts=tuple(alerts))


def _of_age(limit: AgeLimit) -> str:
    since = f"from {_age(limit.from_months)}" if limit.from_months else ""
    until = f"under {_age(limit.to_months)}" if limit.to_months is not None else ""
    return " ".join(part for part in (since, until) if part) or "at any age"


def _age(months: float) -> str:
    return f"{months / 12:g} years" if months >= 24 else f"{months:g} months"


def problem_checks(asked: Asked) -> Checked:
    """Problems of the patient in which the drug harms, by their ICD-10-CM prefix."""
    listed = [one for one in asked.drug.contraindications if one.level in LEVEL_OF]
    if not listed:
        return NOTHING
    if asked.patient.problems is None:
        return unchecked("problem", "the list of problems")
    codes = _plain(asked.patient.problems)
    alerts = []
    for one in listed:
        prefixes = tuple(_plain(one.icd))
        hit = sorted(code for code in codes if prefixes and code.startswith(prefixes))
        if hit:
            what = f"{asked.drug.inn} with {', '.join(_dotted(code) for code in hit)}"
            words = Words(what, one.why, ACTION_OF[one.level])
            alerts.append(asked.alert("problem", LEVEL_OF[one.level], words, one.source))
    return Checked(alerts=tuple(alerts))


def _plain(codes: tuple[str, ...]) -> list[str]:
    plain = (code.replace(".", "").strip().upper() for code in codes)
    return list(dict.fromkeys(code for code in plain if code))


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
