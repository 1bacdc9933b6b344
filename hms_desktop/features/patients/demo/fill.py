"""Brings the invented town into the demo clinic, by the commands that people have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Final
from uuid import UUID

from hms_desktop.features.patients.demo.town import LOOKALIKES, Invented, town
from hms_desktop.features.patients.domain import ListOrder, Particulars, PatientRow, Relation, Sex
from hms_desktop.features.patients.domain.incoming import Entry
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.merging import MergePatients, MergePreview
from hms_desktop.features.patients.parts import AddRelation
from hms_desktop.features.patients.service import PatientList
from hms_desktop.features.patients.states import ArchivePatient, RecordDeath, RestrictPatient
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans
from hms_desktop.kernel.paging import PAGE_LIMIT, PageRequest

JOINED: Final = 2
"""So many of those who were registered twice were found out already."""

_PARENT: Final = {Sex.FEMALE: Relation.MOTHER, Sex.MALE: Relation.FATHER}


def fill(means: DemoMeans) -> None:
    """Brings the town into the clinic: first everybody, then who belongs to whom and what became of them."""
    people = town(means.chance, means.today)
    means.do(ImportPatients(id=means.ids.new(), rows=tuple(map(entry_of, people))), Role.ADMINISTRATOR)
    uids = [row.uid for row in _everybody(means)][-len(people) :]
    for child, one in zip(uids, people, strict=True):
        if one.guarantor is not None:
            _relate(means, child, uids[one.guarantor], people[one.guarantor])
    for uid, twin in _twins(uids, people)[:JOINED]:
        _join(means, uid, twin)
    for uid, one in zip(uids, people, strict=True):
        _fate(means, uid, one)


def facts_of(one: Invented) -> Particulars:
    """What the desk asks of this person: whoever is invented has its fields by the same names."""
    return Particulars(**{asked.name: getattr(one, asked.name) for asked in fields(Particulars)})


def entry_of(one: Invented) -> Entry:
    """This person as a file of another system would bring him."""
    return Entry(facts=facts_of(one), phones=tuple(number for _, number in one.phones), identifiers=one.identifiers)


def _everybody(means: DemoMeans) -> list[PatientRow]:
    found: list[PatientRow] = []
    request: PageRequest | None = PageRequest(size=PAGE_LIMIT)
    while request:
        page = means.ask(PatientList(page=request, by=ListOrder.NUMBER), Role.MANAGER)
        found += page.rows
        request = PageRequest(page.next, PAGE_LIMIT) if page.next else None
    return found


def _relate(means: DemoMeans, child: UUID, parent: UUID, who: Invented) -> None:
    kind = _PARENT.get(who.sex, Relation.GUARDIAN)
    command = AddRelation(
        id=means.ids.new(), patient=child, kind=kind, other=parent, is_guarantor=True, is_emergency=True
    )
    means.do(command, Role.RECEPTIONIST)


def _twins(uids: Sequence[UUID], people: Sequence[Invented]) -> list[tuple[UUID, UUID]]:
    """Who was registered twice, with his second record; whose record has no state of its own."""
    known = {(one.family, one.born, one.sex, one.given[:1]): uid for uid, one in zip(uids, people, strict=True)
             if one.address and not (one.is_restricted or one.is_archived or one.died_on)}  # fmt: skip
    again = zip(uids[-LOOKALIKES:], people[-LOOKALIKES:], strict=True)
    pairs = ((known.get((one.family, one.born, one.sex, one.given[:1])), uid) for uid, one in again)
    return [(first, second) for first, second in pairs if first]


def _join(means: DemoMeans, survivor: UUID, loser: UUID) -> None:
    seen = means.ask(MergePreview(survivor=survivor, loser=loser), Role.MANAGER)
    command = MergePatients(
        id=means.ids.new(), survivor=survivor, survivor_version=seen.survivor_version, loser=loser,
        loser_version=seen.loser_version, facts=seen.proposed,
    )  # fmt: skip
    means.do(command, Role.MANAGER)


def _fate(means: DemoMeans, uid: UUID, one: Invented) -> None:
    if one.died_on:
        means.do(RecordDeath(id=means.ids.new(), uid=uid, version=1, died_on=one.died_on), Role.NURSE)
    if one.is_archived:
        means.do(ArchivePatient(id=means.ids.new(), uid=uid, version=1), Role.MANAGER)
    if one.is_restricted:
        means.do(RestrictPatient(id=means.ids.new(), uid=uid, version=1), Role.PRIVACY_OFFICER)
