"""The vault: who may open the clinic's file, and how. It holds the data key once for each person, never in clear.

Each slot is a key pair: its private half opens with the person's password and this computer's secret, its public half
lets a rotation seal the next data key without anybody's password. The list of slots is signed with the data key and the
signature is checked at every opening, so nobody can slip in a public key of his own. The recovery code opens a slot of
its own: a lost keyring or a forgotten password never loses the records, and nothing here ever makes a new vault over
one that does not open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from hms_desktop.data import lockout, slots, vault_file
from hms_desktop.data.keys import DataKey, Kdf, RecoveryCode
from hms_desktop.data.sealing import KEY_BYTES, public_of, seal, unseal
from hms_desktop.data.slots import Device, Newcomer
from hms_desktop.data.vault_file import Body, Content
from hms_desktop.kernel.clock import Clock, to_ms
from hms_desktop.kernel.errors import Conflict, Locked, NotFound, Storage
from hms_desktop.kernel.secret import Secret

MOST_REFUSED: Final = 1_000
_LOGIN_SHOWN: Final = 64
Told = Callable[[], None]
_WRONG: Final = ("Not signed in", "The name or the password is wrong", "Check capitals and keyboard layout")


@dataclass(frozen=True)
class Founding:
    """What a new vault needs. The caller makes the device's id: the keyring keeps the device's secret under it."""

    vault: UUID
    clinic: UUID
    device: Device
    people: Sequence[Newcomer]
    kdf: Kdf


@dataclass(frozen=True)
class Person:
    """Somebody who has a slot."""

    user: UUID
    login: str


@dataclass(frozen=True)
class Unlocked:
    """Who opened it (None: the recovery code) and the key. With a `pending_key`, `rotation.settle` comes next."""

    user: UUID | None
    data_key: DataKey
    pending_key: DataKey | None = None


@dataclass(frozen=True)
class Created:
    """A new vault, its key, and the code that has to be printed now: it is kept nowhere."""

    vault: Vault
    data_key: DataKey
    recovery_code: RecoveryCode


class Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sign-in that failed: the name as it was typed, when (milliseconds since 1970), and why."""

    login: str
    at: int
    why: str


class Vault:
    """A clinic's vault. Any thread may use it; one at a time is served, which also slows down guessing."""

    def __init__(self, folder: Path, loaded: vault_file.Loaded, clock: Clock) -> None:
        self.folder = folder
        self.notice = loaded.notice
        self._content = loaded.content
        self._keep_damaged = not loaded.is_current_whole
        self._heal = bool(loaded.notice) or loaded.is_half_saved
        self._clock = clock
        self._not_before: dict[str, float] = {}
        self._lock = threading.RLock()

    @classmethod
    def create(cls, folder: Path, founding: Founding, clock: Clock) -> Created:
        """Makes a vault where there is none, and reads it back before it says so."""
        if vault_file.exists(folder):
            raise Storage("A clinic is here already", "This folder holds a vault", "Choose another folder, or open it")
        if not founding.people:
            raise ValueError("a vault needs a person")
        key, code = DataKey.new(), RecoveryCode.new()
        body = slots.founded(founding.vault, founding.clinic, founding.device, founding.kdf)
        body = slots.with_recovery(body, code, key)
        for person in founding.people:
            body = slots.with_person(body, person, key, founding.device.secret)
        content = slots.signed(Content(0, replace(body, inbox=public_of(key.inbox)), b"", {}, ()), key)
        vault_file.save(folder, content, both=True, keep_damaged=False)
        loaded = vault_file.load(folder)
        if loaded.content != content:
            raise Storage("Disk problem", "The disk did not keep what was written to it", "Check the disk")
        return Created(cls(folder, loaded, clock), key, code)

    @classmethod
    def load(cls, folder: Path, clock: Clock) -> Vault:
        return cls(folder, vault_file.load(folder), clock)

    def is_signed_by(self, data_key: DataKey) -> bool:
        """Whether its list of people was written by a holder of this key."""
        return slots.is_signed(self._content, data_key)

    @property
    def facts(self) -> Body:
        """Ids, epochs, which keyring, whether a rotation is due or half done: true only as far as the file is; the
        signature is checked when it is opened."""
        return self._content.body

    @property
    def people(self) -> tuple[Person, ...]:
        """For the list of the sign-in window."""
        return tuple(Person(slot.user, slot.login) for slot in self.facts.slots)

    def wait_s(self, login: str) -> float:
        """How long this name has to wait before the next try."""
        with self._lock:
            return self._wait_s(self._counter_of(login))

    # Opening.

    def unlock(self, login: str, password: Secret, device_secret: bytes) -> Unlocked:
        """Opens it with a password; an unknown name costs the same time and gives the same sentence as a wrong one."""
        with self._lock:
            slots.demand_device(self.facts, device_secret)
            counter = self._counter_of(login)
            self._demand_no_wait(counter)
            slot = slots.find(self.facts, login)
            private = slots.private_key(self.facts, slot, password, device_secret)
            if private is None:
                self._refuse(counter, login, "wrong name or password")
                raise Locked(*_WRONG)
            opened = self._opened(slot.user, slot.id, private, slot.sealed)
            self._forgive(counter)
            return opened

    def unlock_by_recovery(self, code: Secret) -> Unlocked:
        """Opens it with the printed code, on any computer. A slip of the pen is told apart from a wrong code."""
        parsed = RecoveryCode.parse(code)
        with self._lock:
            private = slots.recovery_private_key(self.facts, parsed)
            if private is None:
                self._refuse(slots.RECOVERY, "", "wrong recovery code")
                raise Locked("Not opened", "This recovery code belongs to another vault or an earlier code", "")
            return self._opened(None, slots.RECOVERY, private, self.facts.recovery.sealed)

    # Changing who may. Each needs the data key, calls `told` when all is checked, and is on the disk twice at the end.

    def add(self, person: Newcomer, data_key: DataKey, device_secret: bytes, told: Told | None = None) -> None:
        with self._lock:
            body = self._body_for(data_key)
            slots.demand_device(body, device_secret)
            self._keep(slots.with_person(body, person, data_key, device_secret), data_key, told=told)

    def set_password(self, person: Newcomer, data_key: DataKey, device_secret: bytes, told: Told | None = None) -> None:
        """A new password given by an administrator or after recovery; the old one is not asked."""
        with self._lock:
            body = self._body_for(data_key)
            slots.demand_device(body, device_secret)
            found = _slot_of(body, person.user)
            others = replace(body, slots=tuple(slot for slot in body.slots if slot is not found))
            body = slots.with_person(others, person, data_key, device_secret, found.version + 1)
            self._keep(body, data_key, forgive=str(person.user), told=told)

    def change_password(self, old: Secret, person: Newcomer, device_secret: bytes, told: Told | None = None) -> None:
        """A person's own change: the old password is asked and a wrong one counts as a failed sign-in."""
        with self._lock:
            opened = self.unlock(_slot_of(self.facts, person.user).login, old, device_secret)
            self.set_password(person, opened.data_key, device_secret, told)
            opened.data_key.wipe()

    def rename(self, user: UUID, login: str, data_key: DataKey) -> None:
        with self._lock:
            body = self._body_for(data_key)
            found = _slot_of(body, user)
            slots.demand_free(body, login, but=user)
            kept = tuple(replace(slot, login=login) if slot is found else slot for slot in body.slots)
            self._keep(replace(body, slots=kept), data_key)

    def remove(self, user: UUID, data_key: DataKey) -> None:
        """Takes a person's slot out of both copies. He may have kept the key itself: until a rotation it is «due»."""
        with self._lock:
            body = self._body_for(data_key)
            found = _slot_of(body, user)
            if len(body.slots) == 1:
                raise Conflict("Not removed", "Nobody else can open the clinic", "Add another person first")
            kept = tuple(slot for slot in body.slots if slot is not found)
            self._keep(replace(body, slots=kept, rotation_due=True), data_key, forgive=str(user))

    def release(self, user: UUID, data_key: DataKey) -> None:
        """Lets a person try again who is closed out after too many failures."""
        with self._lock:
            self._keep(self._body_for(data_key), data_key, forgive=str(user))

    def new_recovery_code(self, data_key: DataKey, told: Told | None = None) -> RecoveryCode:
        """A new code to print; the earlier one opens nothing from now on."""
        with self._lock:
            code = RecoveryCode.new()
            self._keep(slots.with_recovery(self._body_for(data_key), code, data_key), data_key, told=told)
            return code

    def renew_device_secret(self, device: Device, people: Sequence[Newcomer], data_key: DataKey) -> tuple[Person, ...]:
        """After recovery: binds the vault to this computer. The answer is who has to be given a new password.

        A slot needs its person's password to be made again, so all that are not in `people` are dropped; the journal's
        device epoch grows, because this computer's file may have a past that another computer does not know.
        """
        with self._lock:
            body = self._body_for(data_key)
            if not people:
                raise ValueError("somebody must be able to open the vault afterwards")
            before = self.people
            body = slots.bound_to(replace(body, slots=(), device_epoch=body.device_epoch + 1), device)
            for person in people:
                body = slots.with_person(body, person, data_key, device.secret)
            self._keep(body, data_key)
            kept = {person.user for person in people}
            return tuple(person for person in before if person.user not in kept)

    def next_epoch(self, data_key: DataKey) -> None:
        """After a restore on the same computer: what this device did since the backup has another past."""
        with self._lock:
            body = self._body_for(data_key)
            self._keep(replace(body, device_epoch=body.device_epoch + 1), data_key)

    # What failed while it was closed.

    def refused(self, data_key: DataKey) -> tuple[Refused, ...]:
        """The failed sign-ins, for the journal. They are sealed: a password typed as a name stays unreadable here."""
        with self._lock:
            boxes = self._content.refused
            opened = (unseal(data_key.inbox, box, self._refused_about()) for box in boxes)
            return tuple(_refused(plain) for plain in opened)

    def forget_refused(self, count: int) -> None:
        """Drops the first `count`, once the journal has them: told twice after a crash, but never lost."""
        with self._lock:
            if count:
                self._save(replace(self._content, refused=self._content.refused[count:]), both=False)

    # The two phases of a rotation; `rotation.py` does what lies between.

    def begin_rotation(self, data_key: DataKey, new: DataKey) -> None:
        """Seals the new key to everybody beside the old one; from here on either may be the file's."""
        with self._lock:
            self._keep(slots.with_pending(self._body_for(data_key), new), data_key)

    def finish_rotation(self, data_key: DataKey, new: DataKey) -> None:
        """The new key is the file's: the old one leaves both copies. Sealed refusals move over to the new key."""
        with self._lock:
            told = self.refused(data_key)
            body = slots.promoted(self._body_for(data_key, rotating=True))
            boxes = tuple(self._sealed(body.inbox, refused) for refused in told)
            self._save(slots.signed(replace(self._content, body=body, refused=boxes), new), both=True)

    def drop_rotation(self, data_key: DataKey) -> None:
        """The old key is still the file's: the new one was never used and is forgotten."""
        with self._lock:
            self._keep(replace(self._body_for(data_key, rotating=True), pending=None), data_key)

    # Inside.

    def _opened(self, user: UUID | None, slot: str, private: bytes, sealed: bytes) -> Unlocked:
        body = self.facts
        key = _key(unseal(private, sealed, slots.about_key(body, slot, body.dek_epoch)))
        if not slots.is_signed(self._content, key):
            raise _changed()
        pending = None
        if body.pending:
            box = body.pending.recovery if slot == slots.RECOVERY else body.pending.slots[slot]
            pending = _key(unseal(private, box, slots.about_key(body, slot, body.dek_epoch + 1)))
        if self._heal:
            self._heal = False
            self._save_if_possible(self._content, both=True)
        return Unlocked(user, key, pending)

    def _body_for(self, data_key: DataKey, *, rotating: bool = False) -> Body:
        """The body, for somebody who holds its key: nothing is built on a list that another hand has changed."""
        if not slots.is_signed(self._content, data_key):
            raise Locked("Not changed", "This key is not the vault's", "Lock the program and sign in again")
        if not rotating and self.facts.pending:
            raise Conflict("Not changed", "The change of the clinic's key is not finished", "Sign in again first")
        return self.facts

    def _keep(self, body: Body, data_key: DataKey, *, forgive: str = "", told: Told | None = None) -> None:
        if told:
            told()
        failures = {name: failure for name, failure in self._content.failures.items() if name != forgive}
        self._save(slots.signed(replace(self._content, body=body, failures=failures), data_key), both=True)
        self._not_before.pop(forgive, None)

    def _save(self, content: Content, *, both: bool) -> None:
        content = replace(content, generation=content.generation + 1)
        vault_file.save(self.folder, content, both=both, keep_damaged=self._keep_damaged)
        self._content, self._keep_damaged = content, False

    def _save_if_possible(self, content: Content, *, both: bool = False) -> None:
        """For what keeps nobody's right: a full disk shuts no person out, it is told in `notice`."""
        try:
            self._save(content, both=both)
        except Storage as error:
            self._content, self.notice = content, error.message

    def _counter_of(self, login: str) -> str:
        """Unknown names share 256 counters: each one waits as a known one does, and no typed text is kept in clear."""
        known = slots.known(self.facts, login)
        return str(known.user) if known else slots.bucket(self.facts, login)

    def _wait_s(self, counter: str) -> float:
        failure = self._content.failures.get(counter)
        if failure is None:
            return 0.0
        now = to_ms(self._clock.now())
        settled = lockout.settled(failure, now)
        if settled is not failure:
            failures = {**self._content.failures, counter: settled}
            self._save_if_possible(replace(self._content, failures=failures))
        by_ticks = self._not_before.get(counter, 0.0) - self._clock.ticks()
        return max((settled.until - now) / 1000, by_ticks, 0.0)

    def _demand_no_wait(self, counter: str) -> None:
        if lockout.is_closed(self._content.failures.get(counter)):
            raise Locked(
                "Closed",
                "There were too many failed tries under this name",
                "An administrator can let you in again, or use the recovery code",
            )
        seconds = self._wait_s(counter)
        if seconds > 0:
            raise Locked("Please wait", "Try again in {seconds} seconds", "", seconds=int(seconds) + 1)

    def _refuse(self, counter: str, login: str, why: str) -> None:
        """Counts and writes down. In memory first: a full disk gives no free tries while the program runs."""
        now = to_ms(self._clock.now())
        failure = lockout.failed(self._content.failures.get(counter), now)
        self._not_before[counter] = self._clock.ticks() + (failure.until - now) / 1000
        box = self._sealed(self.facts.inbox, Refused(login[:_LOGIN_SHOWN], now, why))
        refused = (*self._content.refused, box)[-MOST_REFUSED:]
        self._content = replace(self._content, failures={**self._content.failures, counter: failure}, refused=refused)
        self._save(self._content, both=False)

    def _forgive(self, counter: str) -> None:
        self._not_before.pop(counter, None)
        if counter in self._content.failures:
            failures = {name: failure for name, failure in self._content.failures.items() if name != counter}
            self._save_if_possible(replace(self._content, failures=failures))

    def _refused_about(self) -> bytes:
        return f"hms/1/refused|{self.facts.vault}".encode()

    def _sealed(self, inbox: bytes, refused: Refused) -> bytes:
        box = seal(inbox, msgspec.json.encode(refused), self._refused_about())
        if box is None:
            raise _changed()
        return box


def _key(raw: bytes | None) -> DataKey:
    """What a slot held. A slot that its owner's key does not open was not written by this program."""
    if raw is None or len(raw) != KEY_BYTES:
        raise _changed()
    return DataKey(raw)


def _changed() -> Storage:
    said = "The list of who may open the clinic is not as this program wrote it; nothing was opened"
    way_on = "Restore the vault from a backup and find out who had access to this computer"
    return Storage("The vault was changed", said, way_on)


def _slot_of(body: Body, user: UUID) -> vault_file.Slot:
    for slot in body.slots:
        if slot.user == user:
            return slot
    raise NotFound("Not found", "This person has no way into the clinic's vault", "Add the person first")


def _refused(plain: bytes | None) -> Refused:
    """One that does not open was sealed to another key or damaged; that somebody was refused is still told."""
    if plain is None:
        return Refused("", 0, "unreadable")
    return msgspec.json.decode(plain, type=Refused)
