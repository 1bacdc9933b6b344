"""Founding a clinic: its folder, vault, file and first administrator, all there or none.

Everything is made in a folder beside and gets its name in one rename at the end, so a crash leaves no half clinic and a
folder that holds one is never written into. Before that rename the recovery code is handed over: a clinic whose code
nobody could print or write down is not founded.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from hms_desktop import bootstrap
from hms_desktop.clinic.card import Card
from hms_desktop.clinic.opening import Surroundings
from hms_desktop.data.durable import storage_problem, sync_folder
from hms_desktop.data.places import InUse, Places, finish_restore, sweep
from hms_desktop.kernel.access import Actor, Role
from hms_desktop.kernel.errors import Invalid, KnownError, Storage
from hms_desktop.kernel.secret import Secret

if TYPE_CHECKING:
    from hms_desktop.data.keys import DataKey, Kdf, RecoveryCode
    from hms_desktop.data.slots import Device
    from hms_desktop.data.vault_file import Body
    from hms_desktop.kernel.bus import Bus


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
    settings: Mapping[str, object] = field(default_factory=dict)
    """What else is set from the start, by key; a value that its setting refuses founds nothing."""


@dataclass(frozen=True)
class Founded:
    """The clinic's id, and the code that has to be printed now: it is kept nowhere."""

    clinic: UUID
    recovery_code: RecoveryCode


HandOver = Callable[[Founded], None]


def by_return(_: Founded) -> None:
    """For whoever prints the code out of what `found` returns, such as a demo that nobody will ever recover."""


def found(places: Places, plan: Plan, around: Surroundings, hand_over: HandOver = by_return) -> Founded:
    """Makes the clinic. `hand_over` prints or writes the recovery sheet; if it fails, nothing is founded."""
    if not any(Role.ADMINISTRATOR in person.roles for person in plan.people):
        raise Invalid({"people": "Somebody has to be the administrator"})
    in_use = InUse(places)
    try:
        finish_restore(places)
        sweep(places)
        if places.has_clinic():
            raise Storage("A clinic is here already", "This folder holds a clinic", "Choose another folder, or open it")
        with _taken_back(places, plan, around) as device:
            return _in_new_folder(places, _Plan(plan, device), around, hand_over)
    finally:
        in_use.release()


@dataclass(frozen=True)
class _Plan:
    """What was planned, and this computer."""

    plan: Plan
    device: Device


@contextmanager
def _taken_back(places: Places, plan: Plan, around: Surroundings) -> Iterator[Device]:
    """This computer with its secret kept; without a clinic at the end, neither the secret nor a card stays behind."""
    from hms_desktop.data.device_secret import new_secret
    from hms_desktop.data.slots import Device

    kept = around.secrets(plan.keyring)
    device = Device(around.ids.new(), plan.keyring, new_secret())
    kept.put(device.id, device.secret)
    try:
        yield device
    except BaseException:
        if not places.has_clinic():
            Card.remove(places)
            kept.forget(device.id)
        raise


def _in_new_folder(places: Places, planned: _Plan, around: Surroundings, hand_over: HandOver) -> Founded:
    """Makes it in a new root beside the clinic's folder and moves it into place when it is whole."""
    beside = Places(places.root / f".new-{secrets.token_hex(6)}")
    problem: KnownError | None = None
    try:
        beside.clinic.mkdir(parents=True, mode=0o700)
        founded = _make(places, beside, planned, around)
        hand_over(founded)
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
    return founded


def _make(places: Places, made: Places, planned: _Plan, around: Surroundings) -> Founded:
    from hms_desktop.data.slots import Newcomer
    from hms_desktop.data.vault import Founding, Vault

    plan, ids = planned.plan, around.ids
    clinic, vault_id = ids.new(), ids.new()
    people = [(person, ids.new()) for person in plan.people]
    newcomers = [Newcomer(user, person.login, person.password, (plan.name, person.name)) for person, user in people]
    created = Vault.create(made.clinic, Founding(vault_id, clinic, planned.device, newcomers, plan.kdf), around.clock)
    try:
        _fill(made, created.data_key, around, _Start(created.vault.facts, plan, people))
    finally:
        created.data_key.wipe()
    words = {person.login: (person.name, ", ".join(person.roles)) for person in plan.people}
    Card(plan.name, words).write(places)
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
    for key, value in {CLINIC_NAME.key: start.plan.name, **start.plan.settings}.items():
        bus.execute(ChangeSetting(id=around.ids.new(), key=key, value=value), program)
