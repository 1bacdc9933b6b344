"""Opening a clinic with a password, and the session of a person who came in.

From the closed files to a bus with an actor: vault → key → the file → its witness → its schema → the account. Anything
that does not fit stops here with a sentence, before a row is written; nothing is ever made new over what is there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from hms_desktop import __version__, bootstrap
from hms_desktop.clinic.card import Card
from hms_desktop.data.places import InUse, Places, finish_restore, sweep
from hms_desktop.kernel.access import Actor, Role
from hms_desktop.kernel.clock import Clock
from hms_desktop.kernel.errors import Locked, NotFound, Storage
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.secret import Secret

if TYPE_CHECKING:
    from hms_desktop.bootstrap import House
    from hms_desktop.data.backup import Backups
    from hms_desktop.data.device_secret import DeviceSecrets
    from hms_desktop.data.engine import SqlcipherEngine
    from hms_desktop.data.keys import DataKey
    from hms_desktop.data.unit_of_work import SqlStore
    from hms_desktop.data.vault import Unlocked, Vault
    from hms_desktop.data.witness import Witness
    from hms_desktop.kernel.bus import Bus
    from hms_desktop.kernel.changes import Changes
    from hms_desktop.kernel.messages import Command, Done, Query

A = TypeVar("A")

PIN_TRIES: Final = 5


@dataclass(frozen=True)
class Session:
    """A person at this workstation: every window speaks to the bus through one of these."""

    actor: Actor
    has_pin: bool
    bus: Bus

    def execute(self, command: Command[A]) -> Done[A]:
        return self.bus.execute(command, self.actor)

    def ask(self, query: Query[A]) -> A:
        return self.bus.ask(query, self.actor)

    def demand(self, message: Command[Any] | Query[Any]) -> None:
        """Denied, if this person may not; asked before a message is queued."""
        self.bus.demand(message, self.actor)

    def may(self, permission: str) -> bool:
        """Whether this person holds a permission."""
        return self.bus.may(self.actor, permission)

    def listen(self, heard: Callable[[Changes], None]) -> Callable[[], None]:
        """Tells of every commit until what comes back is called."""
        return self.bus.listen(heard)


@dataclass(frozen=True)
class Opened:
    """The clinic's file while it is open."""

    key: DataKey
    store: SqlStore
    bus: Bus
    witness: Witness
    device: UUID


@dataclass(frozen=True)
class Surroundings:
    """What the clinic is given from outside: the time, ids, and where this computer's part of the key is kept."""

    clock: Clock
    ids: Ids
    secrets: Callable[[str], DeviceSecrets]
    """From the kind of keyring that the vault names to its keeper."""
    accept_unproved: bool = False
    """A person saw that the witness is missing or damaged, and wants to go on; it is recorded."""
    migrations: Path | None = None
    """Another folder of migrations than the program's own, for proofs."""


class Clinic:
    """One clinic on this workstation, closed or open. One process at a time has it."""

    def __init__(self, places: Places, around: Surroundings) -> None:
        self.places, self.around = places, around
        self._in_use: InUse | None = None
        self._opened: Opened | None = None
        self._vault: Vault | None = None
        self._backups: Backups | None = None
        self._pin_misses: dict[UUID, int] = {}
        self._lock = threading.RLock()

    # Before anybody signed in.

    def card(self) -> Card:
        """What may be known of a closed clinic: its name and who can sign in."""
        return Card.read(self.places)

    def vault(self) -> Vault:
        """The clinic's vault: one object for as long as the mark is held, so that two lanes never write two of them."""
        from hms_desktop.data.vault import Vault

        with self._lock:
            if self._vault and self._in_use:
                return self._vault
            if self.places.is_cut_off():
                self._finish_restore()
            self._demand_there()
            self._vault = Vault.load(self.places.clinic, self.around.clock)
            return self._vault

    # Opening.

    def sign_in(self, login: str, password: Secret, code: Secret) -> Session:
        """Opens the clinic if it is closed, and lets the person in.

        The mark that the clinic is in use comes first: a wrong password is written into the vault, and the vault of a
        program that is running has no second writer.
        """
        with self._lock:
            was_open = self._opened is not None
            self._take()
            try:
                vault = self.vault()
                unlocked = vault.unlock(login, password, self.device_secret(vault))
                assert unlocked.user is not None
                opened = self.open(vault, unlocked)
                session = self._admit(opened, unlocked.user, code)
                self._tell_refused(vault, opened)
            except BaseException:
                if not was_open:
                    self.close()
                raise
            self._pin_misses.pop(session.actor.user, None)
            return session

    def reenter(self, session: Session, pin: Secret) -> None:
        """Back to a locked session of a living process by PIN; after five misses only the password opens it."""
        from hms_desktop.features.users.service import PinFits

        with self._lock:
            user = session.actor.user
            misses = self._pin_misses.get(user, 0)
            if misses >= PIN_TRIES:
                raise Locked("Password needed", "The PIN was wrong too often", "Type your password", needs="password")
            if not session.ask(PinFits(pin=pin)):
                self._pin_misses[user] = misses + 1
                left = PIN_TRIES - misses - 1
                raise Locked("Wrong PIN", "This is not your PIN; {left} tries are left", "", left=left)
            self._pin_misses.pop(user, None)

    def forget_misses(self, session: Session) -> None:
        """The password was right: the PIN may be tried again."""
        self._pin_misses.pop(session.actor.user, None)

    def open(self, vault: Vault, unlocked: Unlocked) -> Opened:
        """The open file for this key; the same one again while it is open."""
        if self._opened:
            if self._opened.key != unlocked.data_key:
                raise Storage(
                    "Another key", "The clinic was opened with another key", "Close the program and start again"
                )
            return self._opened
        self._take()
        try:
            self._opened = self._open(vault, unlocked)
        except BaseException:
            self.close()
            raise
        return self._opened

    @property
    def is_open(self) -> bool:
        return self._opened is not None

    @property
    def opened(self) -> Opened:
        if self._opened is None:
            raise Locked("Closed", "The clinic is closed", "Sign in first")
        return self._opened

    def device_secret(self, vault: Vault) -> bytes:
        from hms_desktop.data.device_secret import fetch

        kind = vault.facts.keyring
        return fetch(self.around.secrets(kind), vault.facts.device, kind)

    def backups(self) -> Backups:
        """One object for all lanes: it makes one backup at a time."""
        from hms_desktop.data.backup import Backups

        with self._lock:
            if self._backups is None:
                self._backups = Backups(self.places, self.around.clock, __version__)
            return self._backups

    def tick(self) -> None:
        """Called each second by whoever keeps the program running: what the witness noted reaches the disk."""
        with self._lock:
            if self._opened:
                self._opened.witness.flush()

    def close_file(self) -> None:
        """Closes the file and keeps the clinic; for acts that need it alone, such as a new key."""
        with self._lock:
            opened, self._opened = self._opened, None
            if opened:
                opened.store.close()
                opened.witness.close()

    def close(self) -> None:
        """Closes everything and forgets the key."""
        with self._lock:
            opened = self._opened
            self.close_file()
            if opened:
                opened.key.wipe()
            self._vault = None
            if self._in_use:
                self._in_use.release()
                self._in_use = None

    def program(self, user: UUID | None = None) -> Actor:
        """The program itself as an actor, on behalf of a person if there is one."""
        return Actor(user or UUID(int=0), "HMS Desktop", frozenset({Role.PROGRAM}), self.vault().facts.device)

    # Inside.

    def _take(self) -> None:
        """Takes the mark that the clinic is in use, and clears away what a killed program left."""
        if self._in_use:
            return
        if not self.places.is_cut_off():
            self._demand_there()
        self._in_use = InUse(self.places)
        finish_restore(self.places)
        sweep(self.places)

    def _finish_restore(self) -> None:
        """Only with the mark: without it a restore that is still running would be disturbed."""
        in_use = None if self._in_use else InUse(self.places)
        try:
            finish_restore(self.places)
        finally:
            if in_use:
                in_use.release()

    def _demand_there(self) -> None:
        if not self.places.has_clinic():
            raise NotFound("No clinic here", "This workstation has no clinic yet", "Make one, or restore a backup")

    def _open(self, vault: Vault, unlocked: Unlocked) -> Opened:
        from hms_desktop.data import rotation
        from hms_desktop.data.engine import SqlcipherEngine
        from hms_desktop.data.violations import Violations, from_database

        key = rotation.settle(self.places.database, vault, unlocked)
        engine = SqlcipherEngine(self.places.database, key.page)
        built = bootstrap.house(knowledge=self.places.knowledge, models=self.places.models)
        try:
            return self._composed(vault, key, engine, built)
        except Exception as error:  # damage that shows only when a table is read, or a disk that is full by now
            engine.close()
            known = Violations(built.metadata).known(error) if from_database(error) else None
            if known is None:
                raise
        except BaseException:
            engine.close()
            raise
        raise known

    def _composed(self, vault: Vault, key: DataKey, engine: SqlcipherEngine, built: House) -> Opened:
        from hms_desktop.clinic.standing import demand_own, judged
        from hms_desktop.data import migrate, witness

        facts = vault.facts
        verdict = judged(engine, self.places, key, accept=self.around.accept_unproved)
        backups = self.backups()
        migrate.settle(engine, built.metadata, lambda: _saved(backups, key), scripts=self.around.migrations)
        enrolled = demand_own(engine, facts)
        watch = witness.Witness(
            self.places.clinic / witness.NAME, key.witness, (facts.dek_epoch, facts.device_epoch), self.around.clock
        )
        means = bootstrap.Means(self.around.clock, self.around.ids, watch.note, enrolled)
        store, bus = bootstrap.store_of(built, engine, means)
        opened = Opened(key, store, bus, watch, facts.device)
        if verdict is witness.Act.OPEN:  # a file that may have lost rows does not say which attachments are strays
            self._sweep_attachments(engine)
        if verdict is witness.Act.ASK:
            self._record_unproved(opened)
        return opened

    def _sweep_attachments(self, engine: SqlcipherEngine) -> None:
        from hms_desktop.data.blobs import Blobs

        known = frozenset(UUID(bytes=uid) for (uid,) in engine.lane().raw.execute("SELECT uid FROM blob"))
        Blobs(self.places.blobs).sweep(known)

    def _record_unproved(self, opened: Opened) -> None:
        from hms_desktop.features.workstation.service import HouseAct, RecordHouseAct

        command = RecordHouseAct(
            id=self.around.ids.new(), act=HouseAct.UNPROVED, reason="opened without a witness that could be read"
        )
        opened.bus.execute(command, self.program())

    def _admit(self, opened: Opened, user: UUID, code: Secret) -> Session:
        from hms_desktop.features.users.service import RecordCodeMiss, SignIn

        try:
            done = opened.bus.execute(SignIn(id=self.around.ids.new(), code=code), self.program(user))
        except Locked as error:
            if error.values.get("needs") == "code" and len(code):
                opened.bus.execute(RecordCodeMiss(id=self.around.ids.new(), reason="wrong code"), self.program(user))
            raise
        actor = replace(self.program(user), name=done.answer.name, roles=frozenset(done.answer.roles))
        return Session(actor, done.answer.has_pin, opened.bus)

    def _tell_refused(self, vault: Vault, opened: Opened) -> None:
        """Refused sign-ins, kept sealed by the vault while the store was closed, become lines of the journal."""
        from hms_desktop.data import slots
        from hms_desktop.features.workstation.service import RecordRefusal
        from hms_desktop.kernel.clock import from_ms

        told = vault.refused(opened.key)
        for refused in told:
            reason = f"{refused.why} at {from_ms(refused.at):%Y-%m-%dT%H:%M:%SZ}"
            known = slots.known(vault.facts, refused.login)
            account = known.user if known else None
            command = RecordRefusal(id=self.around.ids.new(), account=account, reason=reason)
            opened.bus.execute(command, self.program())
        vault.forget_refused(len(told))


def _saved(backups: Backups, key: DataKey) -> None:
    backups.make(key, "before an update")
