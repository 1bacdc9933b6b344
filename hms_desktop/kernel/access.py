"""Who may do what. Unknown is denied: an unknown role grants nothing, an undeclared permission belongs to no one.

Features declare their permissions and which role holds them; this module only adds them up. Columns have a class
(see `ColumnClass`), and a role reads some classes: what it does not read is left out of the select.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from hms_desktop.kernel.errors import Denied


class ColumnClass(StrEnum):
    """What kind of fact a column holds, for the question who may read it."""

    PLAIN = "plain"
    IDENTITY = "identity"
    CONTACT = "contact"
    CLINICAL = "clinical"
    FINANCIAL = "financial"
    STAFF = "staff"
    SECRET = "secret"


class Role(StrEnum):
    """The roles of the house. A person may hold several."""

    RECEPTIONIST = "receptionist"
    NURSE = "nurse"
    DOCTOR = "doctor"
    LAB = "lab"
    PHARMACIST = "pharmacist"
    CASHIER = "cashier"
    MANAGER = "manager"
    PRIVACY_OFFICER = "privacy officer"
    ADMINISTRATOR = "administrator"
    PATIENT = "patient"
    PROGRAM = "program"
    """The program itself, while it signs somebody in or keeps house. No person holds it."""


PEOPLE: Final = tuple(role for role in Role if role is not Role.PROGRAM)

_EVERYONE: Final = frozenset({ColumnClass.PLAIN})
_DESK: Final = _EVERYONE | {ColumnClass.IDENTITY, ColumnClass.CONTACT, ColumnClass.STAFF}
_CARE: Final = _DESK | {ColumnClass.CLINICAL}


CLASSES_OF: Final[Mapping[Role, frozenset[ColumnClass]]] = {
    Role.RECEPTIONIST: _DESK,
    Role.NURSE: _CARE,
    Role.DOCTOR: _CARE,
    Role.LAB: _EVERYONE | {ColumnClass.IDENTITY, ColumnClass.CLINICAL, ColumnClass.STAFF},
    Role.PHARMACIST: _CARE,
    Role.CASHIER: _DESK | {ColumnClass.FINANCIAL},
    Role.MANAGER: _DESK | {ColumnClass.FINANCIAL},
    Role.PRIVACY_OFFICER: _CARE | {ColumnClass.FINANCIAL},
    Role.ADMINISTRATOR: _EVERYONE | {ColumnClass.STAFF},
    Role.PROGRAM: _DESK,  # it writes names and addresses on what the clinic sends
    Role.PATIENT: _EVERYONE | {ColumnClass.IDENTITY, ColumnClass.CONTACT, ColumnClass.CLINICAL, ColumnClass.FINANCIAL},
}
"""No role reads SECRET: such a column is compared by its own handler and never selected for a row."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, or the program itself, on whose behalf something happens, and on which device."""

    user: UUID
    name: str
    roles: frozenset[str]
    device: UUID


class Access:
    """The whole table of roles, permissions and column classes, made from the manifests by bootstrap."""

    def __init__(self, grants: Mapping[str, Iterable[str]], classes: Mapping[Role, frozenset[ColumnClass]]) -> None:
        """`grants` maps a role's name to the permissions that it holds."""
        self._grants = {role: frozenset(names) for role, names in grants.items()}
        self._classes: Mapping[str, frozenset[ColumnClass]] = {str(role): kinds for role, kinds in classes.items()}

    def permissions(self, actor: Actor) -> frozenset[str]:
        return frozenset[str]().union(*(self._grants.get(role, frozenset()) for role in actor.roles))

    def classes(self, actor: Actor) -> frozenset[ColumnClass]:
        return _EVERYONE.union(*(self._classes.get(role, frozenset()) for role in actor.roles))

    def may(self, actor: Actor, permission: str) -> bool:
        return any(permission in self._grants.get(role, frozenset()) for role in actor.roles)

    def demand(self, actor: Actor, permission: str) -> None:
        if not self.may(actor, permission):
            raise Denied(
                "Not allowed",
                "Your role does not include this: {permission}",
                "Ask an administrator if you need it for your work",
                permission=permission,
            )
