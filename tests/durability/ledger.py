"""What the program acknowledged, kept outside of it: a child's lines, held against the clinic after the kill."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.kernel.errors import KnownError
from tests.durability.acts import Act, carry_out, command_of, content, draft_content, facts
from tests.durability.look import attachments


class Line(msgspec.Struct, frozen=True):
    """What a child tells: an act that it is about to send, or (with `answer`) one that was acknowledged."""

    act: Act
    answer: bytes | None = None


@dataclass
class Ledger:
    """All that was acknowledged so far in one clinic, whichever child it was."""

    base: int
    acts: dict[UUID, Line] = field(default_factory=dict)
    patients: dict[UUID, Act] = field(default_factory=dict)
    drafts: dict[UUID, Act] = field(default_factory=dict)
    blobs: dict[UUID, Act] = field(default_factory=dict)
    count: int = 0
    open: Act | None = None

    def take(self, line: Line) -> None:
        """A line from a child, or the parent's own."""
        if line.answer is None:
            self.open = line.act
            return
        act = line.act
        self.open = None
        self.acts[act.id] = line
        if act.kind == "register":
            uid = UUID(json.loads(line.answer)["uid"])
            self.patients[uid] = msgspec.structs.replace(act, uid=uid, version=0)
        elif act.uid:
            {"change": self.patients, "draft": self.drafts, "blob": self.blobs}[act.kind][act.uid] = act
        self.count += act.count if act.kind in ("register", "import") else 0

    def lost(self, clinic: Clinic) -> list[str]:
        """What was acknowledged and is not there, or is there otherwise."""
        raw = clinic.opened.store.engine.lane().raw
        said = [
            f"{kind} {uid.hex}: acknowledged and lost"
            for kind, uids in (("patient", self.patients), ("draft", self.drafts), ("blob", self.blobs))
            for uid in uids
            if not raw.execute(f"SELECT 1 FROM {kind} WHERE uid = ?", (uid.bytes,)).fetchone()
        ]
        said += [text for line in self.acts.values() for text in _answer(raw, line)]
        said += [text for uid, act in self.patients.items() for text in self._patient(raw, uid, act)]
        said += [text for uid, act in self.drafts.items() for text in self._draft(raw, uid, act)]
        said += self._attachments(clinic, raw)
        said += self._numbers(raw)
        return said

    def _patient(self, raw: Any, uid: UUID, act: Act) -> Iterator[str]:  # noqa: ANN401
        query = "SELECT version, family, given, phone FROM patient WHERE uid = ?"
        row = raw.execute(query, (uid.bytes,)).fetchone()
        fits = [_row(act)] + ([_row(self.open)] if self.open and self.open.uid == uid else [])
        if row is not None and row not in fits:
            yield f"patient {uid.hex}: has not what was acknowledged last"

    def _draft(self, raw: Any, uid: UUID, act: Act) -> Iterator[str]:  # noqa: ANN401
        row = raw.execute("SELECT content FROM draft WHERE uid = ?", (uid.bytes,)).fetchone()
        fits = [draft_content(one.number) for one in (act, self.open) if one and one.uid == uid]
        if row is not None and json.loads(row[0]) not in fits:
            yield f"draft {uid.hex}: has not what was acknowledged last"

    def _attachments(self, clinic: Clinic, raw: Any) -> Iterator[str]:  # noqa: ANN401
        try:
            found = dict(attachments(clinic, raw))
        except KnownError as error:
            yield f"an attachment does not open: {error}"
            return
        for uid, act in self.blobs.items():
            if uid in found and found[uid] != content(act.number):
                yield f"blob {uid.hex}: has other bytes"

    def _numbers(self, raw: Any) -> Iterator[str]:  # noqa: ANN401
        """No patient more and none less; an import that was cut off is there as a whole or not at all."""
        there = raw.execute("SELECT count(*) FROM patient").fetchone()[0] - self.base - self.count
        might = self.open.count if self.open and self.open.kind in ("register", "import") else 0
        if there not in (0, might):
            yield f"{there:+d} patients against what was acknowledged"
        for line in self.acts.values():
            if line.act.kind == "import":
                query = "SELECT count(*) FROM journal JOIN patient ON uid = entity_id WHERE txn = ? AND verb = 'create'"
                found = raw.execute(query, (line.act.id.bytes,)).fetchone()[0]
                if found != line.act.count:
                    yield f"import {line.act.id.hex}: {found} of {line.act.count} rows"

    def again(self, clinic: Clinic, session: Session) -> list[str]:
        """The last act sent again gives its first answer; the one that was cut off happens once, sent again."""
        said = []
        if self.acts:
            line = list(self.acts.values())[-1]
            done = carry_out(clinic, session, command_of(line.act))
            if not done.again or msgspec.json.encode(done.answer) != line.answer:
                said.append(f"{line.act.kind}, sent again, has another answer")
        if self.open:
            done = carry_out(clinic, session, command_of(self.open))
            self.take(Line(self.open, msgspec.json.encode(done.answer)))
        return said


def _row(act: Act) -> tuple[object, ...]:
    told = facts(act.number)
    return act.version + 1, told.family, told.given, told.phone


def _answer(raw: Any, line: Line) -> Iterator[str]:  # noqa: ANN401
    row = raw.execute("SELECT answer FROM outcome WHERE txn = ?", (line.act.id.bytes,)).fetchone()
    if row is None:
        yield f"{line.act.kind} {line.act.id.hex}: acknowledged and lost"
    elif row[0] != line.answer:
        yield f"{line.act.kind} {line.act.id.hex}: another answer is kept"
