"""Brings the invented town into the demo clinic, by the commands that people have."""

from __future__ import annotations

from dataclasses import fields

from hms_desktop.features.patients.demo.town import Invented, town
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans


def fill(means: DemoMeans) -> None:
    """Brings the town into the clinic, by the commands that people have."""
    people = town(means.chance, means.today)
    rows = tuple(facts_of(one) for one in people)
    means.do(ImportPatients(id=means.ids.new(), rows=rows), Role.ADMINISTRATOR)


def facts_of(one: Invented) -> Particulars:
    """What the desk asks of this person: whoever is invented has its fields by the same names."""
    return Particulars(**{asked.name: getattr(one, asked.name) for asked in fields(Particulars)})
