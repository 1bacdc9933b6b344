"""Selects over accounts and broken glasses → frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from hms_desktop.data.rows import Rows
from hms_desktop.features.users.tables import Account, Glass


@dataclass(frozen=True)
class AccountRow:
    """An account as people see it."""

    uid: UUID
    version: int
    login: str
    name: str
    roles: tuple[str, ...]
    is_active: bool
    second_factor_since: datetime | None
    pin_since: datetime | None


@dataclass(frozen=True)
class GlassRow:
    """An emergency opening."""

    uid: UUID
    version: int
    account: UUID
    subject: UUID
    opened_at: datetime
    until: datetime
    reason: str
    reviewed_at: datetime | None
    finding: str | None


def accounts() -> Select[*tuple[Any, ...]]:
    """Every account, by name; the secrets stay where they are."""
    plain = (Account.uid, Account.version, Account.login, Account.name, Account.roles, Account.is_active)
    return select(*plain, Account.second_factor_since, Account.pin_since).order_by(Account.name, Account.uid)


def account(row: Row[*tuple[Any, ...]]) -> AccountRow:
    """The frozen row of what `accounts` found."""
    uid, version, login, name, roles, *rest = row
    return AccountRow(uid, version, login, name, tuple(roles), *rest)


def glasses() -> Select[*tuple[Any, ...]]:
    """Every emergency opening, the newest first."""
    plain = (Glass.uid, Glass.version, Glass.account, Glass.subject, Glass.opened_at, Glass.until, Glass.reason)
    return select(*plain, Glass.reviewed_at, Glass.finding).order_by(Glass.opened_at.desc(), Glass.uid)


def open_subjects(rows: Rows, person: UUID, now: datetime) -> tuple[UUID, ...]:
    """The records that this person has open by an emergency right now."""
    query = select(Glass.subject).where(Glass.account == person, Glass.until > now)
    return tuple(row.subject for row in rows.all(query))


def last_administrators(rows: Rows, without: UUID) -> int:
    """How many active administrators there would be without this account."""
    query = select(Account.roles).where(Account.is_active, Account.uid != without)
    return sum("administrator" in row.roles for row in rows.all(query))
