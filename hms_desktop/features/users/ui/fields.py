"""Fields that accounts need: the clinic's roles to tick, and a password typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from hms_desktop.kernel.access import PEOPLE, Role
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.words import tr

_ACROSS = 2


class RolesField(Field):
    """A tick for each role that a person of the clinic can have; patients sign in elsewhere."""

    def __init__(self) -> None:
        box = QWidget()
        box.setObjectName("clear")
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        self.ticks: dict[str, QCheckBox] = {}
        for at, role in enumerate(role for role in PEOPLE if role is not Role.PATIENT):
            tick = QCheckBox(role_text(role))
            tick.setAccessibleName(role_text(role))
            tick.clicked.connect(lambda _: self.edited.emit())
            grid.addWidget(tick, at // _ACROSS, at % _ACROSS)
            self.ticks[str(role)] = tick
        box.setFocusProxy(self.ticks[str(Role.RECEPTIONIST)])
        super().__init__("roles", tr("Roles"), box)

    def raw(self) -> list[str]:
        return [role for role, tick in self.ticks.items() if tick.isChecked()]

    def fill(self, raw: Any) -> None:  # noqa: ANN401 - what a draft or a record gives
        for role, tick in self.ticks.items():
            tick.setChecked(role in (raw or ()))

    def value(self) -> tuple[str, ...]:
        return tuple(self.raw())


def role_text(role: str) -> str:
    """A role as people read it."""
    return tr(str(role)).capitalize()


def roles_text(roles: tuple[str, ...]) -> str:
    """Several roles in one line."""
    return ", ".join(role_text(role) for role in roles)


def password_fields(title: str) -> tuple[LineField, LineField]:
    """A new password and the same once more."""
    hint = tr("At least 15 characters; a short sentence is easy to remember")
    first = LineField("password", title, hint, is_secret=True)
    return first, LineField("again", tr("The same once more"), is_secret=True)


def password_problems(values: Mapping[str, Any]) -> dict[str, str]:
    """What can be seen without the vault; the vault looks at the rest."""
    if not values["password"]:
        return {"password": "A password is needed"}
    return {} if values["password"] == values["again"] else {"again": "The two are not the same"}


def secret_of(values: Mapping[str, Any], name: str = "password") -> Secret:
    """What was typed, as what shows itself nowhere."""
    return Secret(values[name])
