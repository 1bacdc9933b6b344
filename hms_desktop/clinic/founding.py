"""Founding a clinic: its folder, vault, file and first administrator, all there or none.

Everything is made in a folder beside and gets its name in one rename at the end, so a crash leaves no half clinic and a
folder that holds one is never written into.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from hms_desktop import bootstrap
from hms_desktop.clinic.card import Card
from hms_desktop.clinic.opening import Surroundings
from hms_desktop.data.durable import storage_problem, sync_folder
from hms_desktop.data.places import InUse, Places, sweep
from hms_desktop.kernel.access import Actor, Role
from hms_desktop.kernel.errors import Invalid, KnownError, Storage
from hms_desktop.kernel.secret import Secret

if TYPE_CHECKING:
    from hms_desktop.data.keys import DataKey, Kdf, RecoveryCode
    from hms_desktop.data.vault_file import Body
    from hms_desktop.kernel.bus import Bus

T = TypeVar("T")


@dataclass(frozen=True)
class FirstPerson:
    """Somebody who can sign in from the start."""

    login: str
    name: str
    roles: tuple[str, ...]
    password: Secret


@dataclass(frozen=True)
class Plan:
    """What is to be founded. `keyring` is the kind that keeps this computer's part of the key."""

    name: str
    people: Sequence[FirstPerson]
    keyring: str
    kdf: Kdf


@dataclass(frozen=True)
class Founded:
    """The clinic's id, and the code that has to be printed now: it is kept nowhere."""

    clinic: UUID
    recovery_code: RecoveryCode


def found(places: Places, plan: Plan, around: Surroundings) -> Founded:
    """Makes the clinic. The caller prints the recovery sheet before anything else happens."""
    if not any(Role.ADMINISTRATOR in person.roles for person in plan.people):
        raise Invalid({"people": "Somebody has to be the administrator"})
    in_use = InUse(places)
    try:
        sweep(places)
        if places.has_clinic():
            raise Storage("A clinic is here already", "This folder holds a clinic", "Choose another folder, or open it")
        return in_new_folder(places, lambda made: _make(places, made, plan, around))
    finally:
        in_use.release()


def in_new_folder(places: Places, make: Callable[[Places], T]) -> T:
    """Runs `make` in a new root beside the clinic's folder and moves its clinic into place when it is whole."""
    beside = Places(places.root / f".new-{secrets.token_hex(6)}")
    problem: KnownError | None = None
    try:
        beside.clinic.mkdir(parents=True, mode=0o700)
        made = make(beside)
        sync_folder(beside.clinic)
        if places.clinic.is_dir():
            places.clinic.rmdir()
        os.rename(beside.clinic, places.clinic)
        sync_folder(places.root)
    except OSError as error:
        problem = storage_problem(error)
    finally:
        shutil.rmtree(beside.root, ignore_errors=True)
    if problem:
        raise problem
    return made


def _make(places: Places, made: Places, plan: Plan, around: Surroundings) -> Founded:
    from hms_desktop.data.device_secret import new_secret
    from hms_desktop.data.slots import Device, Newcomer
    from hms_desktop.data.vault import Founding, Vault

    ids = around.ids
    clinic, vault_id = ids.new(), ids.new()
    device = Device(ids.new(), plan.keyring, new_secret())
    people = [(person, ids.new()) for person in plan.people]
    newcomers = [Newcomer(user, person.login, person.password, (plan.name, person.name)) for person, user in people]
    around.secrets(plan.keyring).put(device.id, device.secret)
    created = Vault.create(made.clinic, Founding(vault_id, clinic, device, newcomers, plan.kdf), around.clock)
    _fill(made, created.data_key, around, _Start(created.vault.facts, plan, people))
    words = {person.login: (person.name, ", ".join(person.roles)) for person in plan.people}
    Card(plan.name, words).write(places)
    created.data_key.wipe()
    return Founded(clinic, created.recovery_code)


@dataclass(frozen=True)
class _Start:
    facts: Body
    plan: Plan
    people: Sequence[tuple[FirstPerson, UUID]]


def _fill(made: Places, key: DataKey, around: Surroundings, start: _Start) -> None:
    """The file with its schema, whose clinic it is, the accounts, and the first lines of the journal."""
    from hms_desktop.data import migrate, witness
    from hms_desktop.data.engine import SqlcipherEngine, open_file

    open_file(made.database, key.page, create=True).close()
    engine = SqlcipherEngine(made.database, key.page)
    facts = start.facts
    epochs = (facts.dek_epoch, facts.device_epoch)
    watch = witness.Witness(made.clinic / witness.NAME, key.witness, epochs, around.clock)
    try:
        built = bootstrap.house()
        migrate.settle(engine, built.metadata, lambda: None)
        whose = (facts.clinic.bytes, facts.device.bytes, facts.device_epoch)
        engine.lane().raw.execute("INSERT INTO identity VALUES (1, ?, ?, ?, 0)", whose)
        _, bus = bootstrap.store_of(built, engine, bootstrap.Means(around.clock, around.ids, watch.note))
        _tell(bus, around, start)
    finally:
        engine.close()
        watch.close()


def _tell(bus: Bus, around: Surroundings, start: _Start) -> None:
    from hms_desktop.features.users.service import AddAccount
    from hms_desktop.features.workstation.manifest import CLINIC_NAME
    from hms_desktop.features.workstation.service import ChangeSetting, HouseAct, RecordHouseAct

    program = Actor(UUID(int=0), "HMS Desktop", frozenset({Role.PROGRAM}), start.facts.device)
    bus.execute(RecordHouseAct(id=around.ids.new(), act=HouseAct.FOUNDED), program)
    for person, user in start.people:
        add = AddAccount(id=around.ids.new(), login=person.login, name=person.name, roles=person.roles, account=user)
        bus.execute(add, program)
    bus.execute(ChangeSetting(id=around.ids.new(), key=CLINIC_NAME.key, value=start.plan.name), program)
