"""Beds: the states that one goes through, and the codes by which people call it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from hms_desktop.kernel.text import fold

LONGEST_CODE: Final = 12
MOST_AT_ONCE: Final = 100
"""Beds that one pattern makes; a ward of more is made with several."""

_PATTERN: Final = re.compile(
    r"(?P<head>[^\d\s]*)(?P<first>\d{1,4})\s*(?:-|–|to|\.\.)\s*(?P<again>[^\d\s]*)(?P<last>\d{1,4})"
)
_BETWEEN: Final = re.compile(r"[\s._/-]+")


class BedState(StrEnum):
    """What a bed is now."""

    FREE = "free"
    RESERVED = "reserved"
    OCCUPIED = "occupied"
    TO_CLEAN = "to clean"
    OUT_OF_ORDER = "out of order"


_NEXT: Final[Mapping[BedState, frozenset[BedState]]] = {
    BedState.FREE: frozenset({BedState.RESERVED, BedState.OCCUPIED, BedState.OUT_OF_ORDER}),
    BedState.RESERVED: frozenset({BedState.FREE, BedState.OCCUPIED}),
    BedState.OCCUPIED: frozenset({BedState.TO_CLEAN}),
    BedState.TO_CLEAN: frozenset({BedState.FREE, BedState.OUT_OF_ORDER}),
    BedState.OUT_OF_ORDER: frozenset({BedState.TO_CLEAN}),
}
"""A bed that was mended is cleaned before anybody lies in it; a reserved one is given back before it is taken away."""

_BACK: Final = frozenset(
    {
        (BedState.OCCUPIED, BedState.FREE),
        (BedState.TO_CLEAN, BedState.OCCUPIED),
        (BedState.FREE, BedState.TO_CLEAN),
    }
)
"""Taking back an admission, a discharge or a move, and a cleaning; nothing else is taken back past the order above."""

_AGAINST: Final[Mapping[BedState, str]] = {
    BedState.FREE: "This bed is free",
    BedState.RESERVED: "This bed is reserved",
    BedState.OCCUPIED: "Somebody is in this bed",
    BedState.TO_CLEAN: "This bed is still to be cleaned",
    BedState.OUT_OF_ORDER: "This bed is out of order",
}
_RETIRED_FROM: Final = frozenset({BedState.FREE, BedState.TO_CLEAN, BedState.OUT_OF_ORDER})


def may_become(now: BedState, then: BedState, *, taken_back: bool = False) -> bool:
    """Whether a bed goes from one state to the other; `taken_back` when an act before it is undone."""
    return then in _NEXT[now] or (taken_back and (now, then) in _BACK)


def against(now: BedState, then: BedState, *, taken_back: bool = False) -> str:
    """The sentence that says why a bed cannot become so, or nothing."""
    return "" if may_become(now, then, taken_back=taken_back) else _AGAINST[now]


def state_at(state: BedState, reserved_until: datetime | None, now: datetime) -> BedState:
    """What the bed is by now: a reservation whose time is over holds nobody's bed any more."""
    is_over = state is BedState.RESERVED and reserved_until is not None and reserved_until <= now
    return BedState.FREE if is_over else state


def retire_problem(state: BedState) -> str:
    """Why a bed cannot be taken out of the ward for good, or nothing."""
    return "" if state in _RETIRED_FROM else _AGAINST[state]


def folded_code(code: str) -> str:
    """For finding: «b 12», «B-12» and «b12» are one bed."""
    return _BETWEEN.sub("", fold(code))


def code_problem(code: str) -> str:
    """What is wrong with a bed's code, or nothing."""
    if not folded_code(code):
        return "A code is needed, such as A1"
    return "This is longer than it can be" if len(code) > LONGEST_CODE else ""


def codes_of(pattern: str) -> tuple[str, ...]:
    """The codes that a pattern stands for: «A1-A12», «7–9», or a single one. Nothing, when it makes none.

    Figures that begin with a zero keep their length: «B01-B03» is B01, B02, B03.
    """
    typed = pattern.strip()
    found = _PATTERN.fullmatch(typed)
    if not found:
        return () if code_problem(typed) or len(typed.split()) > 1 else (typed,)
    head, first, last = found["head"], found["first"], found["last"]
    is_same = not found["again"] or fold(found["again"]) == fold(head)
    count = int(last) - int(first) + 1
    if not is_same or not 1 <= count <= MOST_AT_ONCE:
        return ()
    wide = len(first) if first.startswith("0") else 0
    made = tuple(f"{head}{number:0{wide}d}" for number in range(int(first), int(last) + 1))
    return () if any(map(code_problem, made)) else made
