"""What the windows need done for one person who signed in, beside commands and queries: see `ui.acts.Acts`.

Everything here runs on a lane. What needs a permission and goes past the bus, because it concerns the vault or whole
files, demands it here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hms_desktop.clinic import people, proving
from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.data.backup import Backup
from hms_desktop.data.blobs import Blobs, Stored
from hms_desktop.data.durable import write_whole
from hms_desktop.data.passwords import password_problem
from hms_desktop.features import NAMES
from hms_desktop.features.users.document import recovery_sheet
from hms_desktop.features.users.service import AddAccount, CloseAccount
from hms_desktop.features.workstation.attachments import AttachmentStored, KeepAttachment
from hms_desktop.features.workstation.manifest import CLINIC_ZONE, WORKSTATION_NAME
from hms_desktop.features.workstation.service import (
    CareForRecords,
    ChangeSetting,
    DiscardDraft,
    HouseAct,
    MyDrafts,
    SaveDraft,
    SettingsNow,
)
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.manifest import load
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.acts import BackupLine, Parked, Standing

if TYPE_CHECKING:
    from hms_desktop.kernel.messages import Command


_PICTURE = "image/jpeg"


class DeskActs:
    """One session's acts. `person` is another session after the data key was changed."""

    def __init__(
        self, clinic: Clinic, session: Session, *, is_demo: bool = False, left: Callable[[], None] = lambda: None
    ) -> None:
        """`left` is called when the person has gone."""
        self._clinic, self._session, self._is_demo, self._left = clinic, session, is_demo, left

    @property
    def person(self) -> Session:
        return self._session

    def standing(self) -> Standing:
        """The clinic around the windows as it is now."""
        settings = self._session.ask(SettingsNow())
        last = self._clinic.backups().last()
        return Standing(
            clinic=self._clinic.card().clinic,
            station=settings[WORKSTATION_NAME.key],
            zone=ZoneInfo(settings[CLINIC_ZONE.key]),
            settings=settings,
            features=load(NAMES),
            backup_at=last.at if last else None,
            is_demo=self._is_demo,
        )

    def now(self) -> datetime:
        return self._clinic.around.clock.now()

    def new_id(self) -> UUID:
        return self._clinic.around.ids.new()

    def leave(self) -> None:
        """Nothing happens in this person's name any more."""
        self._left()

    # Coming back.

    def reenter(self, pin: Secret) -> None:
        """By PIN; five misses and only the password opens it."""
        self._clinic.reenter(self._session, pin)

    def come_back(self, password: Secret) -> None:
        """By password, to the windows as they were left."""
        people.come_back(self._clinic, self._session, password)

    # Half-done work and settings.

    def keep_draft(self, draft: Parked) -> None:
        self._do(
            SaveDraft(
                id=self.new_id(), draft=draft.uid, form=draft.form, title=draft.title, content=dict(draft.content),
                subject=draft.subject,
            )
        )  # fmt: skip

    def drop_draft(self, uid: UUID) -> None:
        self._do(DiscardDraft(id=self.new_id(), draft=uid))

    def drafts(self) -> tuple[Parked, ...]:
        found = self._session.ask(MyDrafts())
        return tuple(Parked(one.uid, one.form, one.title, one.content, one.subject, one.saved_at) for one in found)

    def change_setting(self, key: str, value: object) -> None:
        self._do(ChangeSetting(id=self.new_id(), key=key, value=value))

    # Pictures.

    def keep_picture(self, data: bytes) -> UUID:
        """The file first, then its row: after a crash in between the next start sweeps a file that nobody knows."""
        uid = self.new_id()
        blobs = Blobs(self._clinic.places.blobs)
        self._session.demand(KeepAttachment(id=uid, stored=Stored(uid, 0, b"", b""), kind=_PICTURE))
        stored = blobs.store(uid, BytesIO(data))
        try:
            self._do(KeepAttachment(id=self.new_id(), stored=stored, kind=_PICTURE))
        except BaseException:
            blobs.remove(uid)
            raise
        return uid

    def picture(self, uid: UUID) -> bytes:
        stored = self._clinic.opened.bus.ask(AttachmentStored(uid=uid), self._clinic.program(self._session.actor.user))
        return b"".join(Blobs(self._clinic.places.blobs).read(stored))

    def save_file(self, path: Path, data: bytes) -> None:
        if path.exists():
            raise Conflict("Not saved", "There is a file of this name already", "Choose another name")
        write_whole(path, data)

    # Backups and proofs.

    def backups(self) -> tuple[BackupLine, ...]:
        self._session.demand(CareForRecords(id=self.new_id(), act=HouseAct.BACKED_UP))
        return tuple(_line(one) for one in reversed(self._clinic.backups().all()))

    def back_up(self) -> BackupLine:
        """Makes one now; it has its name only after it was opened and checked."""
        self._do(CareForRecords(id=self.new_id(), act=HouseAct.BACKED_UP, reason="asked for"))
        return _line(self._clinic.backups().make(self._clinic.opened.key, "asked for"))

    def verify(self) -> tuple[tuple[str, str, bool], ...]:
        """Every proof of the record, as `hms-desktop verify` makes them; that it was done is recorded."""
        self._do(CareForRecords(id=self.new_id(), act=HouseAct.VERIFIED, reason="asked for"))
        return tuple((proof.what, proof.seen, proof.holds) for proof in proving.prove(self._clinic))

    # People and their keys.

    def add_person(self, login: str, name: str, roles: tuple[str, ...], password: Secret) -> UUID:
        """The password is looked at first: an account whose password was refused would have no way in."""
        problem = password_problem(password, (self._clinic.card().clinic, name, login))
        if problem:
            raise Invalid({"password": problem})
        command = AddAccount(id=self.new_id(), login=login, name=name, roles=roles)
        return people.add_person(self._clinic, self._session, command, password)

    def give_password(self, uid: UUID, password: Secret) -> None:
        people.give_password(self._clinic, self._session, uid, password)

    def change_password(self, old: Secret, new: Secret) -> None:
        people.change_password(self._clinic, self._session, old, new)

    def remove_person(self, uid: UUID) -> None:
        command = CloseAccount(id=self.new_id(), uid=uid)
        self._session = people.remove_person(self._clinic, self._session, command)

    def new_recovery_sheet(self) -> bytes:
        """A new recovery code on its sheet; the one before opens nothing any more."""
        code = people.new_recovery_code(self._clinic, self._session)
        return recovery_sheet(self._clinic.card().clinic, self._clinic.vault().facts.clinic, code.lines(), self.now())

    # Inside.

    def _do(self, command: Command[Any]) -> None:
        self._session.execute(command)


def _line(backup: Backup) -> BackupLine:
    why = backup.manifest.why if backup.manifest else ""
    return BackupLine(backup.folder.name, backup.at, backup.size(), why)
