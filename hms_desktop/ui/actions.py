"""What a person can do, declared once: menus, keys, the palette, the key sheet and the tests are all made of it.

A feature's `ui/actions.py` holds `ACTIONS`, a tuple of these. An action of a page works while that page is in front;
one without a page works everywhere. What a person may not do is not shown to him; the bus would refuse it in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

RESERVED: Final = ("F2", "F3", "F4", "F5", "F6", "F10", "F11", "Alt+F4")
"""Keys that have a meaning of their own on every desktop, and keep it."""

PRIMARY_KEY: Final = "Ctrl+Return"


class Menu(StrEnum):
    """Where an action stands in the menu and under which head on the key sheet."""

    GO = "Go to"
    PATIENT = "Patient"
    WORK = "Work"
    VIEW = "View"
    CLINIC = "Clinic"
    PROGRAM = "Program"


@dataclass(frozen=True)
class ActionSpec:
    """One thing to do. `act` gets the workplace, or the page in front for an action of a page."""

    id: str
    text: str
    act: Callable[[Any], object]
    menu: Menu
    permission: str = ""
    key: str = ""
    icon: str = ""
    page: str = ""
    in_bar: bool = False
    """Whether it has a button in the top bar, for what is done all day."""


def allowed(actions: Iterable[ActionSpec], may: Callable[[str], bool]) -> tuple[ActionSpec, ...]:
    """The actions of somebody who may do this much."""
    return tuple(action for action in actions if not action.permission or may(action.permission))


def clashes(actions: Iterable[ActionSpec]) -> tuple[str, ...]:
    """What is wrong with these actions together: reserved keys, letters with Alt, two on one key where both work."""
    found, taken = [], dict[tuple[str, str], str]()
    every = tuple(actions)
    for action in every:
        if action.key in RESERVED or (action.key.startswith("Alt+") and len(action.key) == len("Alt+x")):
            found.append(f"{action.id} takes {action.key}, which has a meaning of its own")
    for action in (one for one in every if one.key):
        for page in {action.page} if action.page else {one.page for one in every}:
            first = taken.setdefault((page, action.key), action.id)
            if first != action.id:
                found.append(f"{first} and {action.id} are both on {action.key}")
    return tuple(dict.fromkeys(found))
