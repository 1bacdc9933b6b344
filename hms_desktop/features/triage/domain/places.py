"""Which of the clinic's own departments a kind is, by its name; and where somebody who stays would lie, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hms_desktop.features.triage.domain.kinds import Kind, Stay
from hms_desktop.kernel.text import fold

_NAMED: Final = {
    Kind.EMERGENCY: ("emergency", "casualty", "accident", "urgences", "resuscitation"),
    Kind.PAEDIATRICS: ("paediatr", "pediatr", "child", "kid", "neonat", "baby"),
    Kind.OBSTETRICS: ("obstet", "gyn", "matern", "women", "antenatal", "midwi", "mother"),
    Kind.DENTAL: ("dent", "oral", "stomatolog"),
    Kind.EYE: ("eye", "ophthalm", "optic"),
    Kind.ENT: ("ear", "ent", "otolaryng", "orl"),
    Kind.DERMATOLOGY: ("dermat", "skin"),
    Kind.MENTAL: ("mental", "psych", "counsel"),
    Kind.SURGERY: ("surg", "orthop", "trauma", "urolog", "wound"),
    Kind.INTERNAL: ("internal", "cardio", "medical", "diabet", "chest", "pulmon", "nephro", "neuro", "endocrin",
     "heart"),
    Kind.GENERAL: ("general", "family", "primary", "outpatient", "opd", "gp", "practice"),
}  # fmt: skip
"""Beginnings of words in a department's or a speciality's name; the first kind that fits counts."""

_INSTEAD: Final = {
    Kind.EMERGENCY: (Kind.GENERAL, Kind.INTERNAL),
    Kind.PAEDIATRICS: (Kind.GENERAL,),
    Kind.INTERNAL: (Kind.GENERAL,),
    Kind.GENERAL: (Kind.INTERNAL,),
}
"""Who sees it where there is no such department; everybody else's is seen by general practice."""


@dataclass(frozen=True)
class Place:
    """One of the clinic's departments, as far as it matters here."""

    uid: UUID
    name: str


def kind_of(name: str) -> Kind | None:
    """The kind that a name speaks of, or None: «Nurse station» is no kind."""
    words = fold(name).replace(",", " ").replace("-", " ").split()
    for kind, begins in _NAMED.items():
        if any(word == begin or (len(begin) > 3 and word.startswith(begin)) for word in words for begin in begins):
            return kind
    return None


def department_for(kind: Kind, places: Iterable[Place]) -> Place | None:
    """The clinic's department for this kind, or the one that stands in for it, or None."""
    known = [(kind_of(place.name), place) for place in places]
    for wanted in (kind, *_INSTEAD.get(kind, (Kind.GENERAL, Kind.INTERNAL))):
        found = next((place for one, place in known if one is wanted), None)
        if found:
            return found
    return None


_WARDS: Final = {
    Kind.PAEDIATRICS: "Children's ward", Kind.OBSTETRICS: "Maternity ward", Kind.SURGERY: "Surgical ward",
    Kind.MENTAL: "Psychiatric ward",
}  # fmt: skip
DAY_CARE: Final = "Day care"
SHORT_STAY: Final = "Short-stay ward"
MEDICAL: Final = "Medical ward"


def ward_for(kind: Kind, stay: Stay) -> str:
    """Where he would lie, in words; which bed is the wards' business. Empty for whoever goes home."""
    if stay is Stay.NONE:
        return ""
    if stay is Stay.DAY:
        return DAY_CARE
    if stay is Stay.SHORT:
        return _WARDS.get(kind, SHORT_STAY)
    return _WARDS.get(kind, MEDICAL)
