"""What is done to the clinic while it is hurt: commands as plain data, told before they are sent and sent again after.

An act says all that its command holds, so the parent can make the very same command from the line of a dead child.
Attachments have no command of their own yet; `KeepBlob` stands here for the one to come and goes through the same bus.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import msgspec

from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.data.blobs import Blobs
from hms_desktop.data.tables import Blob
from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.service import ChangePatient, RegisterPatient
from hms_desktop.features.workstation.service import SaveDraft
from hms_desktop.kernel.bus import Bus
from hms_desktop.kernel.messages import Command, Done, Handler, handles

KINDS: Final = ("register", "register", "change", "change", "import", "draft", "draft", "blob")
LARGEST_BLOB: Final = 60_000


class Act(msgspec.Struct, frozen=True):
    """One command. `number` makes all its values; `uid` and `version` say what it is about."""

    kind: str
    id: UUID
    number: int
    uid: UUID | None = None
    version: int = 0
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class KeepBlob(Command[None]):
    """An attachment becomes a file and a row."""

    blob: UUID
    number: int


def facts(number: int) -> Particulars:
    """A person who is made of a number and nobody's neighbour."""
    chance = Random(number)
    return Particulars(
        family=f"Family{number}",
        given=chance.choice(("Ana", "Bo", "Chidi", "Dorothea", "Émile", "李")),
        sex=chance.choice(list(Sex)),
        born=date(1930, 1, 1) + timedelta(days=chance.randrange(30_000)) if number % 7 else None,
        phone=f"+{chance.randrange(10**9, 10**11)}" if number % 3 else "",
    )


def content(number: int) -> bytes:
    """An attachment's bytes."""
    chance = Random(number)
    return chance.randbytes(chance.randrange(LARGEST_BLOB))


def draft_content(number: int) -> dict[str, Any]:
    return {"number": number, "text": " ".join(["half typed"] * (number % 200))}


def registration(new: UUID, family: str) -> RegisterPatient:
    """One more patient."""
    return RegisterPatient(id=new, facts=Particulars(family=family))


def several(new: UUID, count: int) -> ImportPatients:
    """Some patients at once, to begin with."""
    return ImportPatients(id=new, rows=tuple(facts(10**6 + number) for number in range(count)))


def command_of(act: Act) -> Command[Any]:
    """The command that an act stands for; the same one each time."""
    if act.kind == "register":
        return RegisterPatient(id=act.id, facts=facts(act.number))
    if act.kind == "import":
        rows = tuple(facts(act.number * 100 + line) for line in range(act.count))
        return ImportPatients(id=act.id, rows=rows)
    assert act.uid
    if act.kind == "change":
        return ChangePatient(id=act.id, uid=act.uid, version=act.version, facts=facts(act.number))
    if act.kind == "draft":
        title, said = f"Draft {act.number}", draft_content(act.number)
        return SaveDraft(id=act.id, draft=act.uid, form="patient", title=title, content=said)
    return KeepBlob(id=act.id, blob=act.uid, number=act.number)


def bus_of(clinic: Clinic) -> Bus:
    """The clinic's bus with the attachment's handler added: the same store, access, clock and ids."""
    opened = clinic.opened
    store = opened.store
    handlers: tuple[Handler, ...] = (*opened.bus.handlers, _keeper(clinic))
    return Bus(handlers, store.access, store, store.clock, store.ids)


def carry_out(clinic: Clinic, session: Session, command: Command[Any]) -> Done[Any]:
    return bus_of(clinic).execute(command, session.actor)


def _keeper(clinic: Clinic) -> Handler:
    blobs = Blobs(clinic.places.blobs)

    def keep(command: KeepBlob, work: Work) -> None:
        stored = blobs.store(command.blob, io.BytesIO(content(command.number)))
        values = {"kind": "scan", "size": stored.size, "digest": stored.digest, "key": stored.key}
        work.rows.add(Blob, values, command.blob)

    declared: Callable[[Callable[[KeepBlob, Work], None]], Handler] = handles(KeepBlob, permission="patient.change")
    return declared(keep)


class Day:
    """A day at the desk: an endless, seeded series of acts, each one after what the ones before have brought."""

    def __init__(self, clinic: Clinic, session: Session, chance: Random, only: str = "") -> None:
        """With `only` all acts are of this kind."""
        self._kinds = (only,) if only else KINDS
        self._new = clinic.around.ids.new
        self._chance = chance
        self._bus, self._actor = bus_of(clinic), session.actor
        rows = clinic.opened.store.engine.lane().raw.execute("SELECT uid, version FROM patient ORDER BY local_no")
        self._patients = {UUID(bytes=uid): version for uid, version in rows.fetchall()[-20:]}
        self._drafts = [self._new() for _ in range(3)]

    def next(self) -> Act:
        kind, number = self._chance.choice(self._kinds), self._chance.randrange(10**9)
        if kind == "import":
            return Act(kind, self._new(), number, count=self._chance.randrange(2, 9))
        if kind == "change":
            uid = self._chance.choice(sorted(self._patients))
            return Act(kind, self._new(), number, uid, self._patients[uid])
        if kind == "draft":
            return Act(kind, self._new(), number, self._chance.choice(self._drafts))
        return Act(kind, self._new(), number, self._new() if kind == "blob" else None)

    def carry_out(self, act: Act) -> Done[Any]:
        done: Done[Any] = self._bus.execute(command_of(act), self._actor)
        if act.kind == "register":
            self._patients[done.answer.uid] = 1
        elif act.kind == "change":
            assert act.uid
            self._patients[act.uid] = act.version + 1
        return done
