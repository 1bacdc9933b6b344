"""Puts the sections of a pack together into what an order is checked against; each other check comes in by one line."""

from __future__ import annotations

from datetime import date

from hms_desktop.features.knowledge.domain.knowledge import Knowledge, names_of
from hms_desktop.features.knowledge.domain.sections import FORMULARY, Parts


def assembled(parts: Parts, day: date, fault: str = "") -> Knowledge:
    """The knowledge of these parts. `fault` says why it may not be relied upon."""
    drugs = {drug.inn: drug for drug in parts.section(FORMULARY).values()}
    return Knowledge(drugs=drugs, names=names_of(drugs.values()), date=day, fault=fault)
