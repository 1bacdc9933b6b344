"""Acts on people that need the vault and the record both: giving and taking keys, passwords, a new data key.

The account comes first and the key after it: a crash in between leaves somebody who cannot sign in yet, never somebody
with a key and no account. What gives a way in is recorded right before it is done: on a full disk neither happens.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from hms_desktop.clinic.card import Card
from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.data import rotation
from hms_desktop.data.keys import RecoveryCode
from hms_desktop.data.slots import Newcomer
from hms_desktop.data.vault import Unlocked
from hms_desktop.features.users.service import (
    Accounts,
    AddAccount,
    CloseAccount,
    RecordVaultAct,
    VaultAct,
)
from hms_desktop.features.users.store import AccountRow
from hms_desktop.features.workstation.manifest import CLINIC_NAME
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.errors import KnownError, NotFound
from hms_desktop.kernel.secret import Secret

_MANAGE: Final = "account.manage"


def add_person(clinic: Clinic, session: Session, command: AddAccount, password: Secret) -> UUID:
    """An account and a key for somebody new."""
    uid = session.execute(command).answer
    _give_key(clinic, session, uid, password)
    return uid


def _give_key(clinic: Clinic, session: Session, uid: UUID, password: Secret) -> None:
    row = _row(session, uid)
    vault = clinic.vault()
    newcomer = Newcomer(uid, row.login, password, (_clinic_name(session), row.name), bool(row.second_factor_since))
    give = vault.set_password if any(person.user == uid for person in vault.people) else vault.add
    told = partial(_record, clinic, session, uid, VaultAct.KEY_GIVEN)
    give(newcomer, clinic.opened.key, clinic.device_secret(vault), told)
    write_card(clinic, session)


def give_password(clinic: Clinic, session: Session, uid: UUID, password: Secret) -> None:
    """A new password for somebody who forgot his, or who has no key yet; by an administrator."""
    _demand_manager(clinic, session)
    _give_key(clinic, session, uid, password)


def change_password(clinic: Clinic, session: Session, old: Secret, new: Secret) -> None:
    """One's own password; the old one is asked once more."""
    uid = session.actor.user
    row = _row(session, uid)
    vault = clinic.vault()
    newcomer = Newcomer(uid, row.login, new, (_clinic_name(session), row.name), bool(row.second_factor_since))
    told = partial(_record, clinic, session, uid, VaultAct.PASSWORD_CHANGED)
    vault.change_password(old, newcomer, clinic.device_secret(vault), told)


def come_back(clinic: Clinic, session: Session, password: Secret) -> None:
    """Back to a locked session of a living process by password: only its own person's opens it."""
    vault = clinic.vault()
    login = next(person.login for person in vault.people if person.user == session.actor.user)
    unlocked = vault.unlock(login, password, clinic.device_secret(vault))
    assert unlocked.user == session.actor.user
    clinic.forget_misses(session)


def remove_person(clinic: Clinic, session: Session, command: CloseAccount) -> Session:
    """Closes the account, takes the key, and changes the data key, which he may have kept. A new session comes back."""
    session.execute(command)
    vault = clinic.vault()
    if any(person.user == command.uid for person in vault.people):
        vault.remove(command.uid, clinic.opened.key)
    _record(clinic, session, command.uid, VaultAct.KEY_TAKEN)
    renewed = rotate(clinic, session)
    write_card(clinic, renewed)
    return renewed


def rotate(clinic: Clinic, session: Session, step: Callable[[str], None] = rotation.quiet) -> Session:
    """A new data key: the file is closed, written anew under it, and opened again for the same person."""
    _demand_manager(clinic, session)
    vault = clinic.vault()
    key = clinic.opened.key
    clinic.close_file()
    try:
        new = rotation.rotate(clinic.places.database, vault, key, step)
    except KnownError:
        if not vault.facts.pending:  # else it is open which key the file has: the next sign-in finds out
            clinic.open(vault, Unlocked(session.actor.user, key))
        raise
    key.wipe()
    opened = clinic.open(vault, Unlocked(session.actor.user, new))
    renewed = Session(session.actor, session.has_pin, opened.bus)
    _record(clinic, renewed, session.actor.user, VaultAct.KEY_ROTATED)
    return renewed


def new_recovery_code(clinic: Clinic, session: Session) -> RecoveryCode:
    """A new recovery code to print; the one before opens nothing any more."""
    _demand_manager(clinic, session)
    told = partial(_record, clinic, session, session.actor.user, VaultAct.RECOVERY_CODE)
    return clinic.vault().new_recovery_code(clinic.opened.key, told)


def write_card(clinic: Clinic, session: Session) -> None:
    """What the door shows, after the accounts changed."""
    able = {person.user for person in clinic.vault().people}
    rows = [row for row in session.ask(Accounts()) if row.uid in able and row.is_active]
    Card(_clinic_name(session), {row.login: (row.name, ", ".join(row.roles)) for row in rows}).write(clinic.places)


def _clinic_name(session: Session) -> str:
    name: str = session.ask(SettingsNow())[CLINIC_NAME.key]
    return name


def _demand_manager(clinic: Clinic, session: Session) -> None:
    clinic.opened.store.access.demand(session.actor, _MANAGE)


def _row(session: Session, uid: UUID) -> AccountRow:
    for row in session.ask(Accounts()):
        if row.uid == uid:
            return row
    raise NotFound("Not found", "There is no such account", "Read the list again")


def _record(clinic: Clinic, session: Session, uid: UUID, act: VaultAct) -> None:
    command = RecordVaultAct(id=clinic.around.ids.new(), account=uid, act=act)
    session.bus.execute(command, clinic.program(session.actor.user))
