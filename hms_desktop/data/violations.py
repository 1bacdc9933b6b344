"""What a database's refusal means to a person: the one place where a driver's error becomes a KnownError.

A driver's text may quote a patient's values, so it is only read here, never passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Constraint, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError

from hms_desktop.data.schema import Rule, Says
from hms_desktop.kernel.errors import Conflict, Invalid, KnownError, Storage

_DISK: Final = ("Disk full", "There is no room left on the disk; nothing was saved", "Free some space and try again")
_BUSY: Final = ("Busy", "Another program holds the clinic's file", "Close it and try again")
_DAMAGED: Final = ("Damaged", "The clinic's file cannot be read", "Restore a backup; nothing was changed")
"""Texts, not errors: an error that is raised again and again would gather the frames of all its tracebacks."""


def from_database(error: Exception) -> bool:
    """Whether a driver or SQLAlchemy says it."""
    return isinstance(error, DBAPIError) or type(error).__module__.startswith(("sqlcipher3", "sqlite3", "psycopg"))


class Violations:
    """Knows the constraints and rules of the house by name."""

    def __init__(self, metadata: MetaData) -> None:
        self._says: dict[str, Says] = {}
        self._unique: dict[tuple[str, ...], str] = {}
        for table in metadata.sorted_tables:
            self._learn(table)

    def _learn(self, table: Table) -> None:
        constraints: Iterable[Constraint | Index] = (*table.constraints, *table.indexes)
        for item in constraints:
            name = str(item.name)
            if "says" in item.info:
                self._says[name] = item.info["says"]
            if isinstance(item, UniqueConstraint) or (isinstance(item, Index) and item.unique):
                self._unique[tuple(sorted(f"{table.name}.{column.name}" for column in item.columns))] = name
        rules: tuple[Rule, ...] = table.info.get("rules", ())
        self._says.update({f"rule:{rule.name}": rule.says for rule in rules})

    def known(self, error: Exception) -> KnownError | None:
        """The sentence for this error, or None when it is a bug of ours."""
        cause: Any = error.orig if isinstance(error, DBAPIError) and error.orig else error
        name = self._broken(cause)
        if name is not None:
            return self._told(name)
        return _trouble(cause)

    def _told(self, name: str) -> KnownError:
        says = self._says.get(name)
        if says is None:
            return Conflict("Not possible", "This stands against something that is already recorded")
        return Invalid({says.field: says.text}) if says.field else Conflict("Not possible", says.text)

    def _broken(self, cause: Any) -> str | None:  # noqa: ANN401 - an error of whichever driver
        text = _said(cause)
        rule = re.search(r"hms:(rule:\w+)", text)
        if rule:
            return rule.group(1)
        named = getattr(getattr(cause, "diag", None), "constraint_name", None)
        if named:
            return str(named)
        unique = re.search(r"UNIQUE constraint failed: (.+)$", text)
        if unique:
            return self._unique.get(tuple(sorted(unique.group(1).split(", "))), "unique")
        check = re.search(r"CHECK constraint failed: (\w+)", text)
        if check:
            return check.group(1)
        return "reference" if "FOREIGN KEY constraint failed" in text else None


def _said(cause: Any) -> str:  # noqa: ANN401 - an error of whichever driver
    """The driver's sentence; PostgreSQL's further lines quote the row, in which anything may have been typed."""
    primary = getattr(getattr(cause, "diag", None), "message_primary", None)
    return str(primary or cause)


def _trouble(cause: Any) -> KnownError | None:  # noqa: ANN401 - an error of whichever driver
    text, state = _said(cause), getattr(cause, "sqlstate", None)
    kind = f"{type(cause).__module__}.{type(cause).__qualname__}"
    if "disk is full" in text or state == "53100":
        return Storage(*_DISK)
    if "database is locked" in text or state == "55P03":
        return Storage(*_BUSY)
    if "malformed" in text or "not a database" in text or "disk I/O error" in text:
        return Storage(*_DAMAGED)
    if (state or "")[:2] in {"08", "57"} or (state is None and kind == "psycopg.OperationalError"):
        return Storage(
            "No database", "The database does not answer", "Try again; if it stays so, tell your administrator"
        )
    return None
