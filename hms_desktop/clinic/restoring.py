"""Bringing a clinic back from a backup: on this computer with a password, on any computer with the recovery code.

The backup is proved first, the clinic is built beside and moved into place when it is whole; what stood there before is
set aside, never thrown away. The device's epoch grows, so that nobody takes what it does from now on for what it did
after the backup and lost.
"""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from hms_desktop import bootstrap
from hms_desktop.clinic.card import Card
from hms_desktop.clinic.opening import Surroundings
from hms_desktop.data import backup as backups
from hms_desktop.data import migrate, rotation, witness
from hms_desktop.data.backup import Backup
from hms_desktop.data.device_secret import fetch, new_secret
from hms_desktop.data.durable import storage_problem, sync_folder
from hms_desktop.data.engine import SqlcipherEngine
from hms_desktop.data.places import InUse, Places, finish_restore, sweep
from hms_desktop.data.slots import Device, Newcomer
from hms_desktop.data.vault import Vault
from hms_desktop.features.users.service import Accounts, RecordVaultAct, VaultAct
from hms_desktop.features.workstation.manifest import CLINIC_NAME
from hms_desktop.features.workstation.service import HouseAct, RecordHouseAct, SettingsNow
from hms_desktop.kernel.access import Actor, Role
from hms_desktop.kernel.errors import KnownError, NotFound, Storage
from hms_desktop.kernel.secret import Secret

if TYPE_CHECKING:
    from hms_desktop.data.keys import DataKey
    from hms_desktop.kernel.bus import Bus


@dataclass(frozen=True)
class WithPassword:
    """On the computer that made the backup: the sign-in of that time."""

    login: str
    password: Secret


@dataclass(frozen=True)
class WithRecoveryCode:
    """On any computer: the printed code, and who gets the first password here; the others are given theirs by him."""

    code: Secret
    login: str
    new_password: Secret
    keyring: str


Way = WithPassword | WithRecoveryCode


@dataclass(frozen=True)
class Restored:
    """Where the former clinic was set aside (None: there was none), and who needs a new password."""

    aside: Path | None
    without_password: tuple[str, ...]


def restore(backup: Backup, places: Places, around: Surroundings, way: Way) -> Restored:
    """Restores into `places`; the program must not be running on it."""
    in_use = InUse(places)
    beside = Places(places.root / f".new-{secrets.token_hex(6)}")
    problem: KnownError | None = None
    try:
        finish_restore(places)
        sweep(places)
        beside.clinic.mkdir(parents=True, mode=0o700)
        without = _build(backup, beside, around, way)
        aside = _move_in(beside, places, around)
        _write_card(places, beside)
    except OSError as error:
        problem = storage_problem(error)
    finally:
        shutil.rmtree(beside.root, ignore_errors=True)
        in_use.release()
    if problem:
        raise problem
    return Restored(aside, without)


def _build(backup: Backup, beside: Places, around: Surroundings, way: Way) -> tuple[str, ...]:
    shutil.copyfile(backup.folder / backups.VAULT, beside.clinic / backups.VAULT)
    vault = Vault.load(beside.clinic, around.clock)
    key = _unlocked(vault, around, way)
    for problem in backups.problems(backup, key):
        raise Storage("This backup cannot be used", "{problem}", "Choose another backup", problem=problem)
    shutil.copyfile(backup.folder / backups.DATABASE, beside.database)
    assert backup.manifest
    for name in backup.manifest.blobs:
        copy = beside.blobs / name[-2:] / name
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(backup.folder.parent / "blobs" / name[-2:] / name, copy)
    without = _bind(vault, key, around, way)
    _enter(beside, vault, key, around)
    return without


def _unlocked(vault: Vault, around: Surroundings, way: Way) -> DataKey:
    if isinstance(way, WithRecoveryCode):
        unlocked = vault.unlock_by_recovery(way.code)
    else:
        secret = fetch(around.secrets(vault.facts.keyring), vault.facts.device, vault.facts.keyring)
        unlocked = vault.unlock(way.login, way.password, secret)
    return (
        rotation.settle(vault.folder / backups.DATABASE, vault, unlocked) if unlocked.pending_key else unlocked.data_key
    )


def _bind(vault: Vault, key: DataKey, around: Surroundings, way: Way) -> tuple[str, ...]:
    """Binds the vault to this computer; by recovery code with a new device and one person, else as it was."""
    if isinstance(way, WithPassword):
        vault.next_epoch(key)
        return ()
    person = next((person for person in vault.people if person.login == way.login), None)
    if person is None:
        raise NotFound("No such person", "Nobody with this sign-in name had a key in this backup", "Name another one")
    device = Device(around.ids.new(), way.keyring, new_secret())
    around.secrets(way.keyring).put(device.id, device.secret)
    dropped = vault.renew_device_secret(device, [Newcomer(person.user, person.login, way.new_password)], key)
    return tuple(person.login for person in dropped)


def _enter(beside: Places, vault: Vault, key: DataKey, around: Surroundings) -> None:
    """Makes the copied file this device's: schema, identity, a witness of its own, and a line in the journal."""
    facts = vault.facts
    engine = SqlcipherEngine(beside.database, key.page)
    watch = witness.Witness(
        beside.clinic / witness.NAME, key.witness, (facts.dek_epoch, facts.device_epoch), around.clock
    )
    try:
        built = bootstrap.house()
        migrate.settle(engine, built.metadata, lambda: None)
        engine.lane().raw.execute(
            "UPDATE identity SET device = ?, device_epoch = ?", (facts.device.bytes, facts.device_epoch)
        )
        _, bus = bootstrap.store_of(built, engine, bootstrap.Means(around.clock, around.ids, watch.note))
        program = Actor(UUID(int=0), "HMS Desktop", frozenset({Role.PROGRAM}), facts.device)
        bus.execute(RecordHouseAct(id=around.ids.new(), act=HouseAct.RESTORED), program)
        for person in vault.people:
            bus.execute(RecordVaultAct(id=around.ids.new(), account=person.user, act=VaultAct.RECOVERED), program)
        _card(bus, program, vault).write(beside)
    finally:
        engine.close()
        watch.close()


def _card(bus: Bus, program: Actor, vault: Vault) -> Card:
    able = {person.user for person in vault.people}
    rows = [row for row in bus.ask(Accounts(), program) if row.uid in able and row.is_active]
    name = bus.ask(SettingsNow(), program)[CLINIC_NAME.key]
    return Card(name, {row.login: (row.name, ", ".join(row.roles)) for row in rows})


def _write_card(places: Places, beside: Places) -> None:
    Card.read(beside).write(places)


def _move_in(beside: Places, places: Places, around: Surroundings) -> Path | None:
    ready = places.restored
    if ready.exists():
        shutil.rmtree(ready)
    _sync_tree(beside.clinic)
    os.rename(beside.clinic, ready)
    sync_folder(places.root)
    aside = None
    if places.has_clinic():
        aside = places.root / f"clinic.before-{around.clock.now():%Y%m%dT%H%M%S%f}"
        os.rename(places.clinic, aside)
    elif places.clinic.is_dir():
        places.clinic.rmdir()
    os.rename(ready, places.clinic)
    sync_folder(places.root)
    return aside


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            if os.name != "nt":
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync_folder(folder)
