"""Commands and queries over accounts. What concerns passwords is done by the vault; here it is only recorded."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import argon2
from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.users import store
from hms_desktop.features.users.domain import (
    LONGEST_PAUSE,
    code_pause,
    login_of,
    matching_step,
    pin_problem,
    problems,
    reason_problem,
    sealed_until,
    secret_problem,
)
from hms_desktop.features.users.store import AccountRow as AccountRow  # noqa: PLC0414 - screens and other features take it from here
from hms_desktop.features.users.store import GlassRow as GlassRow  # noqa: PLC0414
from hms_desktop.features.users.tables import Account, Glass
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, Locked
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles
from hms_desktop.kernel.secret import Secret

_NO_CODE: Final[Mapping[str, object]] = {"totp_step": 0, "totp_misses": 0, "totp_wait_until": None}
"""The columns around a second factor, before one was used."""


class VaultAct(StrEnum):
    """What happened to a person's key, for the record."""

    PASSWORD_CHANGED = "password changed"
    KEY_GIVEN = "key given"
    KEY_TAKEN = "key taken"
    RECOVERED = "recovered"
    KEY_ROTATED = "key rotated"
    RECOVERY_CODE = "recovery code renewed"


@dataclass(frozen=True)
class SignedIn:
    """Who signed in."""

    name: str
    roles: tuple[str, ...]
    has_pin: bool


@dataclass(frozen=True, kw_only=True)
class AddAccount(Command[UUID]):
    """Somebody new may sign in; the vault gives the key. `account` is his id there, if he has a slot already."""

    login: str
    name: str
    roles: tuple[str, ...]
    account: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeAccount(Command[None]):
    """Another name or other roles."""

    uid: UUID
    version: int
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CloseAccount(Command[None]):
    """This person may not sign in any more. The account stays, because the journal names it."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class SignIn(Command[SignedIn]):
    """The person whose password opened the vault comes in, with a code if the account asks for one."""

    code: Secret


@dataclass(frozen=True, kw_only=True)
class RecordCodeMiss(Command[None]):
    """The password was right and the code was not: counted, so that six figures cannot be tried out."""


@dataclass(frozen=True, kw_only=True)
class RecordVaultAct(Command[None]):
    """Something happened to an account's key."""

    account: UUID
    act: VaultAct


@dataclass(frozen=True, kw_only=True)
class SetSecondFactor(Command[None]):
    """One's own account asks for a code from now on; the code proves that the app holds the secret."""

    secret: Secret
    code: Secret


@dataclass(frozen=True, kw_only=True)
class DropSecondFactor(Command[None]):
    """An account stops asking for a code: a lost phone, by an administrator."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class SetPin(Command[None]):
    """One's own PIN, for coming back to a session that is locked but alive."""

    pin: Secret


@dataclass(frozen=True, kw_only=True)
class BreakGlass(Command[datetime]):
    """Opens one restricted record for an hour, for a reason and a later review; answers until when."""

    subject: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewGlass(Command[None]):
    """What the review of an emergency opening found."""

    uid: UUID
    version: int
    finding: str


@dataclass(frozen=True, kw_only=True)
class Accounts(Query[tuple[AccountRow, ...]]):
    """Everybody with an account."""


@dataclass(frozen=True, kw_only=True)
class PinFits(Query[bool]):
    """Whether this is the actor's PIN. Who asks counts the tries."""

    pin: Secret


@dataclass(frozen=True, kw_only=True)
class OpenGlass(Query[tuple[UUID, ...]]):
    """The records that the actor has open by an emergency right now."""


@dataclass(frozen=True, kw_only=True)
class GlassToReview(Query[tuple[GlassRow, ...]]):
    """Emergency openings that nobody has reviewed yet."""


@handles(AddAccount, permission="account.manage")
def add_account(command: AddAccount, work: Work) -> UUID:
    login = login_of(command.login)
    told = problems(login, command.name, command.roles)
    if told:
        raise Invalid(told)
    values = {"login": login, "name": command.name, "roles": sorted(command.roles), "is_active": True, **_NO_CODE}
    return work.rows.add(Account, values, command.account)


@handles(ChangeAccount, permission="account.manage")
def change_account(command: ChangeAccount, work: Work) -> None:
    told = problems("unchanged", command.name, command.roles)
    if told:
        raise Invalid(told)
    if Role.ADMINISTRATOR not in command.roles:
        _demand_another_administrator(work, command.uid)
    values = {"name": command.name, "roles": sorted(command.roles)}
    work.rows.change(Account, command.uid, command.version, values)


@handles(CloseAccount, permission="account.manage")
def close_account(command: CloseAccount, work: Work) -> None:
    _demand_another_administrator(work, command.uid)
    values = {"is_active": False, "totp": None, "pin_hash": None, "second_factor_since": None, "pin_since": None}
    work.rows.change(Account, command.uid, work.rows.version(Account, command.uid), values)


@handles(SignIn, permission="account.sign_in")
def sign_in(command: SignIn, work: Work) -> SignedIn:
    this = Account.uid == work.actor.user
    plain = (Account.name, Account.roles, Account.is_active, Account.pin_since)
    columns = (*plain, Account.totp, Account.totp_step, Account.totp_wait_until)
    row = work.rows.one(select(*columns).where(this), "The account")
    if not row.is_active:
        raise Denied("Closed account", "This account is closed", "Ask an administrator")
    if row.totp:
        _demand_no_wait(work, row.totp_wait_until)
        _use_code(work, row.totp, row.totp_step, command.code.reveal())
    work.record("signed in", "account", work.actor.user)
    return SignedIn(row.name, tuple(row.roles), row.pin_since is not None)


@handles(RecordCodeMiss, permission="account.sign_in")
def record_code_miss(_: RecordCodeMiss, work: Work) -> None:
    row = work.rows.one(
        select(Account.version, Account.totp_misses).where(Account.uid == work.actor.user), "The account"
    )
    misses = row.totp_misses + 1
    values = {"totp_misses": misses, "totp_wait_until": work.now + code_pause(misses)}
    work.rows.change(Account, work.actor.user, row.version, values)
    work.record("refused", "account", work.actor.user)


@handles(RecordVaultAct, permission="account.sign_in")
def record_vault_act(command: RecordVaultAct, work: Work) -> None:
    work.record(command.act.value, "account", command.account)


@handles(SetSecondFactor, permission="account.self")
def set_second_factor(command: SetSecondFactor, work: Work) -> None:
    problem = secret_problem(command.secret.reveal())
    if problem:
        raise Invalid({"secret": problem})
    step = matching_step(command.secret.reveal(), command.code.reveal(), work.now, 0)
    if step is None:
        raise Invalid({"code": "This code does not fit; check the clock of the phone and of this computer"})
    values = {**_NO_CODE, "totp": command.secret.reveal(), "totp_step": step, "second_factor_since": work.now}
    _change_self(work, values)


@handles(DropSecondFactor, permission="account.manage")
def drop_second_factor(command: DropSecondFactor, work: Work) -> None:
    values = {**_NO_CODE, "totp": None, "second_factor_since": None}
    work.rows.change(Account, command.uid, work.rows.version(Account, command.uid), values)


@handles(SetPin, permission="account.self")
def set_pin(command: SetPin, work: Work) -> None:
    problem = pin_problem(command.pin.reveal())
    if problem:
        raise Invalid({"pin": problem})
    _change_self(work, {"pin_hash": argon2.PasswordHasher().hash(command.pin.to_bytes()), "pin_since": work.now})


@handles(BreakGlass, permission="glass.break")
def break_glass(command: BreakGlass, work: Work) -> datetime:
    problem = reason_problem(command.reason)
    if problem:
        raise Invalid({"reason": problem})
    until = sealed_until(work.now)
    person = {"account": work.actor.user, "subject": command.subject, "reason": command.reason}
    work.rows.add(Glass, {**person, "opened_at": work.now, "until": until})
    return until


@handles(ReviewGlass, permission="glass.review")
def review_glass(command: ReviewGlass, work: Work) -> None:
    if not command.finding:
        raise Invalid({"finding": "Say what the review found"})
    row = work.rows.one(select(Glass.account, Glass.reviewed_at).where(Glass.uid == command.uid), "The opening")
    if row.account == work.actor.user:
        raise Conflict("Not your own", "Nobody reviews an opening of his own", "Ask another privacy officer")
    if row.reviewed_at is not None:
        raise Conflict("Reviewed already", "Somebody has reviewed this opening, and a finding stands", "Read the list")
    values = {"reviewed_at": work.now, "reviewed_by": work.actor.user, "finding": command.finding}
    work.rows.change(Glass, command.uid, command.version, values)


@answers(Accounts, permission="account.names")
def accounts(_: Accounts, work: Work) -> tuple[AccountRow, ...]:
    return tuple(store.account(row) for row in work.rows.all(store.accounts()))


@answers(PinFits, permission="account.self")
def pin_fits(query: PinFits, work: Work) -> bool:
    stored = work.rows.value(select(Account.pin_hash).where(Account.uid == work.actor.user))
    if stored is None:
        return False
    try:
        return argon2.PasswordHasher().verify(stored, query.pin.to_bytes())
    except argon2.exceptions.VerifyMismatchError:
        return False


@answers(OpenGlass, permission="account.self")
def open_glass(_: OpenGlass, work: Work) -> tuple[UUID, ...]:
    return store.open_subjects(work.rows, work.actor.user, work.now)


@answers(GlassToReview, permission="glass.review", audited=Audited("searched", "glass"))
def glass_to_review(_: GlassToReview, work: Work) -> tuple[GlassRow, ...]:
    return tuple(GlassRow(*row) for row in work.rows.all(store.glasses().where(Glass.reviewed_at.is_(None))))


def _change_self(work: Work, values: Mapping[str, object]) -> None:
    work.rows.change(Account, work.actor.user, work.rows.version(Account, work.actor.user), values)


def _demand_no_wait(work: Work, until: datetime | None) -> None:
    if until is not None and until > work.now:
        seconds = math.ceil(min((until - work.now).total_seconds(), LONGEST_PAUSE.total_seconds()))
        raise Locked(
            "Wait", "There were too many wrong codes; the next try is in {seconds} seconds", "",
            seconds=seconds, wait_s=seconds,
        )  # fmt: skip


def _use_code(work: Work, secret: str, last: int, code: str) -> None:
    step = matching_step(secret, code, work.now, last) if code else None
    if step is None:
        raise Locked(
            "Code needed",
            "Type the six figures that your app shows now" if not code else "This code does not fit or was used before",
            "Without the phone an administrator can help",
            needs="code",
        )
    _change_self(work, {**_NO_CODE, "totp_step": step})


def _demand_another_administrator(work: Work, uid: UUID) -> None:
    if store.last_administrators(work.rows, uid) == 0:
        raise Conflict("Last administrator", "Somebody has to be able to look after accounts", "Name another one first")
