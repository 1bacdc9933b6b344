"""Puts the sections of a pack together into what an order is checked against; each other check comes in by one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from hms_desktop.features.knowledge.domain.alerts import Checked, Order, Patient
from hms_desktop.features.knowledge.domain.allergies import allergies, allergy_book
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.duplicates import Shelf, duplicates
from hms_desktop.features.knowledge.domain.interactions import Rulebook, interactions, rulebook
from hms_desktop.features.knowledge.domain.knowledge import Knowledge, Part, absent, names_of
from hms_desktop.features.knowledge.domain.names import Names
from hms_desktop.features.knowledge.domain.sections import ALLERGIES, FORMULARY, GROUPS, NAMES, RULES, Parts


def assembled(parts: Parts, day: date, fault: str = "") -> Knowledge:
    """The knowledge of these parts. `fault` says why it may not be relied upon."""
    drugs = {drug.inn: drug for drug in parts.section(FORMULARY).values()}
    names = _names(parts, drugs.values())
    return Knowledge(
        drugs=drugs,
        names=names_of(drugs.values()),
        date=day,
        fault=fault,
        interactions=_interactions(parts, day),
        allergies=_allergies(parts, names, day),
        duplicates=_duplicates(drugs, names, day),
    )


def rules_of(parts: Parts, day: date) -> Rulebook:
    """The rules of these parts over their groups."""
    drugs = tuple(parts.section(FORMULARY).values())
    groups = tuple(group for file in parts.section(GROUPS).values() for group in file.groups)
    rules = tuple(rule for file in parts.section(RULES).values() for rule in file.rules)
    return rulebook(groups, rules, drugs, _names(parts, drugs), day)


def _names(parts: Parts, drugs: Iterable[Drug]) -> Names:
    groups = (group for file in parts.section(GROUPS).values() for group in file.groups)
    members = (member for group in groups for member in group.members if ":" not in member)
    return Names.of(drugs, parts.section(NAMES).values(), members)


def _interactions(parts: Parts, day: date) -> Part:
    if not parts.section(RULES):
        return absent("interaction")
    book = rules_of(parts, day)

    def asked(order: Order, patient: Patient) -> Checked:
        return interactions(order, patient, book)

    return asked


def _allergies(parts: Parts, names: Names, day: date) -> Part:
    files = parts.section(ALLERGIES).values()
    if not files:
        return absent("allergy")
    book = allergy_book(files, parts.section(FORMULARY).values(), names, day)

    def asked(order: Order, patient: Patient) -> Checked:
        return allergies(order, patient, book)

    return asked


def _duplicates(drugs: Mapping[str, Drug], names: Names, day: date) -> Part:
    if not drugs:
        return absent("duplicate")
    shelf = Shelf(drugs, names, day)

    def asked(order: Order, patient: Patient) -> Checked:
        return duplicates(order, patient, shelf)

    return asked
