"""Two records of one person: finding them, joining them, and taking that back exactly.

A merge moves nothing: the loser's record stays as it is and points to the survivor, and whoever opens it is led there.
So taking a merge back has nothing to move either, and what other features keep of the loser needs no change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients import doubles, merges, store
from hms_desktop.features.patients.domain import Likeness, MergeRow, Particulars, digits, folded_identifier, problems
from hms_desktop.features.patients.domain import merging as rules
from hms_desktop.features.patients.domain.duplicates import compared, keys
from hms_desktop.features.patients.domain.merging import Choice
from hms_desktop.features.patients.merges import Standing
from hms_desktop.features.patients.tables import Patient, PatientMerge
from hms_desktop.features.patients.visible import demand_visible
from hms_desktop.kernel.clock import farthest_day
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles

Identifier = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Duplicates(Query[tuple[Likeness, ...]]):
    """Who may already be this person, while he is typed; `without` is his own record when it is changed."""

    facts: Particulars
    phones: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    without: UUID | None = None


@dataclass(frozen=True)
class Preview:
    """What joining two records would give: where they differ, what is proposed, and how alike they are."""

    survivor_version: int
    loser_version: int
    proposed: Particulars
    choices: tuple[Choice, ...]
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MergePreview(Query[Preview]):
    """Two records beside one another, before they are joined."""

    survivor: UUID
    loser: UUID


@dataclass(frozen=True, kw_only=True)
class MergesOf(Query[tuple[MergeRow, ...]]):
    """What was joined to a record, the newest first."""

    survivor: UUID


@dataclass(frozen=True, kw_only=True)
class MergePatients(Command[UUID]):
    """The loser's record leads to the survivor's from now on, which has these facts. The answer names the merge."""

    survivor: UUID
    survivor_version: int
    loser: UUID
    loser_version: int
    facts: Particulars


@dataclass(frozen=True)
class Unmerged:
    """The two records that stand apart again, and the survivor's fields that stay because somebody changed them."""

    survivor: UUID
    loser: UUID
    stays: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UnmergePatients(Command[Unmerged]):
    """Takes a merge back."""

    merge: UUID


@answers(Duplicates, permission="patient.find", audited=Audited("searched", "patient"))
def duplicates(query: Duplicates, work: Work) -> tuple[Likeness, ...]:
    numbers = [digits(phone) for phone in (query.facts.phone, *query.phones)]
    known = [(system, folded_identifier(value)) for system, value in query.identifiers]
    asked, looked_for = compared(query.facts, numbers, known), keys(query.facts, numbers, known)
    return doubles.alike(work.rows, work.classes, asked, looked_for, query.without)


@answers(MergePreview, permission="patient.merge", audited=Audited("opened", "patient", lambda query, _: query.loser))
def merge_preview(query: MergePreview, work: Work) -> Preview:
    survivor, loser = _two(query.survivor, query.loser, work)
    said = doubles.between(work.rows, work.classes, query.survivor, query.loser)
    return Preview(
        survivor.version,
        loser.version,
        rules.proposed(survivor.facts, loser.facts),
        rules.choices(survivor.facts, loser.facts),
        said.score,
        said.reasons,
    )


@answers(MergesOf, permission="patient.merge", audited=Audited("searched", "patient"))
def merges_of(query: MergesOf, work: Work) -> tuple[MergeRow, ...]:
    return merges.merges_of(work.rows, query.survivor)


@handles(MergePatients, permission="patient.merge")
def merge_patients(command: MergePatients, work: Work) -> UUID:
    told = problems(command.facts, farthest_day(work.now))
    if told:
        raise Invalid(told)
    survivor, loser = _two(command.survivor, command.loser, work)
    led = merges.joined_to(work.rows, loser.uid)
    before = _kept(work, survivor.uid)
    states = rules.joined_states(merges.states(work.rows, survivor.uid), merges.states(work.rows, loser.uid))
    values = {**store.columns(command.facts), **{name: getattr(states, name) for name in rules.STATES}}
    work.rows.change(Patient, survivor.uid, command.survivor_version, values)
    work.rows.change(Patient, loser.uid, command.loser_version, {"merged_into": survivor.uid})
    for uid, version, _ in led:
        work.rows.change(Patient, uid, version, {"merged_into": survivor.uid})
    kept: dict[str, Any] = {
        "survivor": survivor.uid,
        "loser": loser.uid,
        "before": {**before, "led": [uid.hex for uid, _, _ in led]},
        "after": _kept(work, survivor.uid),
        "at": work.now,
        "undone_at": None,
    }
    return work.rows.add(PatientMerge, kept)


@handles(UnmergePatients, permission="patient.merge")
def unmerge_patients(command: UnmergePatients, work: Work) -> Unmerged:
    kept = merges.merge(work.rows, command.merge)
    if kept.undone_at is not None:
        raise Conflict("Taken back already", "These two records stand apart again", "Read the list again")
    survivor = _open(kept.survivor, work)
    if survivor.merged_into is not None:
        raise Conflict("Joined again since", "This record was joined to another one later", "Take that back first")
    now = merges.whole_facts(work.rows, survivor.uid)
    back = rules.undone(rules.of_plain(kept.before), rules.of_plain(kept.after), now)
    values = {**(store.columns(back.facts) if back.facts != now else {}), **_states_back(work, kept)}
    if values:
        work.rows.change(Patient, survivor.uid, survivor.version, values)
    _lead(work, kept.loser, None)
    for led in kept.before["led"]:
        _lead(work, UUID(hex=led), kept.loser)
    work.rows.change(PatientMerge, kept.uid, kept.version, {"undone_at": work.now})
    return Unmerged(kept.survivor, kept.loser, back.stays)


def _lead(work: Work, uid: UUID, there: UUID | None) -> None:
    work.rows.change(Patient, uid, work.rows.version(Patient, uid), {"merged_into": there})


def _two(survivor: UUID, loser: UUID, work: Work) -> tuple[Standing, Standing]:
    """Two different records that were joined to none."""
    if survivor == loser:
        raise Invalid({"loser": "This is the same record"})
    found = _open(survivor, work), _open(loser, work)
    if any(one.merged_into for one in found):
        raise Conflict("Joined already", "One of these records was joined to another one", "Open the list again")
    return found


def _open(uid: UUID, work: Work) -> Standing:
    """The record, if it is not closed to this person."""
    demand_visible(work, uid)
    return merges.standing(work.rows, work.classes, uid)


def _kept(work: Work, uid: UUID) -> dict[str, Any]:
    """A record's facts and states, for a merge to remember."""
    facts, states = merges.whole_facts(work.rows, uid), merges.states(work.rows, uid)
    return {**rules.plain(facts), "states": rules.plain_states(states)}


def _states_back(work: Work, kept: merges.KeptMerge) -> dict[str, Any]:
    """The survivor's states that an undoing puts back; a merge of an older program remembers none."""
    if "states" not in kept.before:
        return {}
    before, after = (rules.states_of_plain(one["states"]) for one in (kept.before, kept.after))
    now = merges.states(work.rows, kept.survivor)
    back = rules.undone_states(before, after, now)
    return {name: getattr(back, name) for name in rules.STATES if getattr(back, name) != getattr(now, name)}
