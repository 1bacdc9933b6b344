"""Bringing a clinic back from a backup: on this computer with a password, on any computer with the recovery code.

The backup is only read: its files are copied, the copies are proved, the clinic is built of them beside and moved into
place when whole. What stood there before is set aside, never thrown away. The device's epoch grows, so that nobody
takes what it does from now on for what it did after the backup and lost.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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
from hms_desktop.data.slots import Device, Newcomer, folded
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
    """Where the former clinic was set aside (None: there was none), who needs a new password, and how many attachments
    the backup no longer has whole."""

    aside: Path | None
    without_password: tuple[str, ...]
    lost: int


def restore(backup: Backup, places: Places, around: Surroundings, way: Way) -> Restored:
    """Restores into `places`; the program must not be running on it."""
    in_use = InUse(places)
    beside = Places(places.root / f".new-{secrets.token_hex(6)}")
    problem: KnownError | None = None
    try:
        finish_restore(places)
        sweep(places)
        beside.clinic.mkdir(parents=True, mode=0o700)
        with _new_device(around, way) as device:
            without, lost = _build(backup, beside, around, way, device)
        aside = _move_in(beside, places, around)
        Card.read(beside).write(places)
    except OSError as error:
        problem = storage_problem(error)
    finally:
        shutil.rmtree(beside.root, ignore_errors=True)
        in_use.release()
    if problem:
        raise problem
    return Restored(aside, without, lost)


@contextmanager
def _new_device(around: Surroundings, way: Way) -> Iterator[Device | None]:
    """By recovery code this computer becomes a new device; its secret is taken back if nothing could be built.

    Once it is built the secret stays: a restore that is cut off then is finished at the next start, and needs it.
    """
    if isinstance(way, WithPassword):
        yield None
        return
    kept = around.secrets(way.keyring)
    device = Device(around.ids.new(), way.keyring, new_secret())
    kept.put(device.id, device.secret)
    try:
        yield device
    except BaseException:
        kept.forget(device.id)
        raise


def _build(
    backup: Backup, beside: Places, around: Surroundings, way: Way, device: Device | None
) -> tuple[tuple[str, ...], int]:
    files = _demand_manifest(backup).files
    for name in (backups.VAULT, backups.DATABASE):
        if not backups.copied(backup.folder / name, beside.clinic / name, files.get(name, b"")):
            raise _unusable(f"{name} is missing or not as it was written")
    vault = Vault.load(beside.clinic, around.clock)
    key = _unlocked(vault, around, way)
    for problem in backups.content_problems(backup, key, beside.database):
        raise _unusable(problem)
    lost = _copy_attachments(backup, beside)
    without = _bind(vault, key, way, device)
    _enter(beside, vault, key, around, f"{lost} attachments of the backup were not whole" if lost else "")
    return without, lost


def _demand_manifest(backup: Backup) -> backups.Manifest:
    if backup.manifest:
        return backup.manifest
    if (backup.folder / backups.DATABASE).is_file():
        raise _unusable("its manifest cannot be read")
    raise NotFound("No backup here", "This folder is not the folder of a backup", "Name one out of «backups»")


def _unusable(problem: str) -> Storage:
    return Storage("This backup cannot be used", "{problem}", "Choose another backup", problem=problem)


def _copy_attachments(backup: Backup, beside: Places) -> int:
    """One that rotted in the backup is counted and left out: it takes none of the rest with it."""
    lost = 0
    for path, digest in backups.shared(backup):
        copy = beside.blobs / path.name[-2:] / path.name
        if backups.copied(path, copy, digest):
            continue
        if backups.copied(path, copy, digest):  # what is right at the second reading was not lost
            continue
        copy.unlink(missing_ok=True)
        lost += 1
    return lost


def _unlocked(vault: Vault, around: Surroundings, way: Way) -> DataKey:
    if isinstance(way, WithRecoveryCode):
        unlocked = vault.unlock_by_recovery(way.code)
    else:
        secret = fetch(around.secrets(vault.facts.keyring), vault.facts.device, vault.facts.keyring)
        unlocked = vault.unlock(way.login, way.password, secret)
    return (
        rotation.settle(vault.folder / backups.DATABASE, vault, unlocked) if unlocked.pending_key else unlocked.data_key
    )


def _bind(vault: Vault, key: DataKey, way: Way, device: Device | None) -> tuple[str, ...]:
    """Binds the vault to this computer; by recovery code with a new device and one person, else as it was."""
    if isinstance(way, WithPassword) or device is None:
        vault.next_epoch(key)
        return ()
    person = next((person for person in vault.people if folded(person.login) == folded(way.login)), None)
    if person is None:
        raise NotFound("No such person", "Nobody with this sign-in name had a key in this backup", "Name another one")
    dropped = vault.renew_device_secret(device, [Newcomer(person.user, person.login, way.new_password)], key)
    return tuple(person.login for person in dropped)


def _enter(beside: Places, vault: Vault, key: DataKey, around: Surroundings, reason: str) -> None:
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
        bus.execute(RecordHouseAct(id=around.ids.new(), act=HouseAct.RESTORED, reason=reason), program)
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
