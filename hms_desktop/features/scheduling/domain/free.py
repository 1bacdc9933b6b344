"""The next free times: what is left of everybody's openings when what is booked is taken away. Pure.

It works in whole milliseconds since 1970, because a clinic of fifty doctors asks over thousands of days at once. Days
are looked through from the wished one outwards and no farther than needed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import islice
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from hms_desktop.features.scheduling.domain.wish import Wish

MINUTE: Final = 60_000
_STEP: Final = 5
"""Minutes: a time that is offered begins at one that people say."""


class Why(StrEnum):
    """Why a time stands where it does in the list."""

    NEXT = "next"
    FIRST_THAT_DAY = "first that day"
    THAT_DAY = "that day"
    EARLIER = "earlier"
    LATER = "later"
    OTHER_DOCTOR = "other doctor"


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time: with whom, the day and minute of the clinic's clock, for how long, where, and why it is offered."""

    doctor: UUID
    day: date
    minute: int
    minutes: int
    room: UUID | None
    why: Why
    apart: int = 0
    """Days from the one that was wished."""


@dataclass(frozen=True, slots=True)
class Open:
    """A stretch of one doctor's day: the minutes of the clinic's clock, and the instant at which it begins."""

    doctor: UUID
    day: date
    start: int
    end: int
    begins: int
    room: UUID | None = None


Spans = Sequence[tuple[Any, ...]]
"""What takes somebody's time, in order: each from, until in milliseconds, and maybe more."""

Busy = Mapping[UUID, Spans]


def free_in(one: Open, busy: Spans, minutes: int, span: tuple[int, int], not_before: int) -> Iterator[int]:
    """The minutes at which something that long can begin in this stretch, each the first of its gap or one step on."""
    long, ends = minutes * MINUTE, one.begins + (one.end - one.start) * MINUTE
    at = max(one.begins, not_before, one.begins + (span[0] - one.start) * MINUTE)
    latest = one.begins + (span[1] - one.start) * MINUTE
    following, number = bisect_left(busy, (one.begins - 8 * 60 * MINUTE,)), len(busy)
    while True:
        while following < number and busy[following][0] < at + long <= ends:
            at = max(at, busy[following][1])
            following += 1
        rounded = _rounded(at, one)
        if rounded + long > ends or rounded >= latest:
            return
        at = rounded
        if following < number and busy[following][0] < at + long:
            continue
        yield one.start + (at - one.begins) // MINUTE
        at += long


def _rounded(at: int, one: Open) -> int:
    """Up to the next minute that people say."""
    minute = one.start + -(-(at - one.begins) // MINUTE)
    return one.begins + (-(-minute // _STEP) * _STEP - one.start) * MINUTE


@dataclass(frozen=True)
class Asked:
    """What a search goes by beside the wish: from when on, from which day it counts, and how long visits take."""

    not_before: int
    today: date
    usual: Mapping[UUID, int]
    of_day: int = 2
    """So many of one doctor's day at the most: a list of one morning helps nobody who cannot come then."""


@dataclass(frozen=True, slots=True, order=True)
class Rated:
    """A free time and how far it is from what was wished; the smallest is the best."""

    cost: float
    day: date
    minute: int
    slot: Slot = field(compare=False)


def rated_slots(openings: Iterable[Open], busy: Busy, wish: Wish, asked: Asked) -> list[Rated]:
    """The free times of these stretches, in no order yet. Of a day the first of each stretch come before the second."""
    of_day: dict[tuple[UUID, date], list[tuple[int, int, Slot]]] = {}
    for one in openings:
        if (wish.weekdays and one.day.weekday() not in wish.weekdays) or (wish.is_exact and one.day != wish.day):
            continue
        minutes = wish.minutes or asked.usual.get(one.doctor, 20)
        free = free_in(one, busy.get(one.doctor, ()), minutes, wish.span, asked.not_before)
        for nth, minute in enumerate(islice(free, asked.of_day)):
            slot = Slot(one.doctor, one.day, minute, minutes, one.room, Why.NEXT)
            of_day.setdefault((one.doctor, one.day), []).append((nth, minute, slot))
    found: list[Rated] = []
    for slots in of_day.values():
        slots.sort(key=itemgetter(0, 1))
        for taken, (_, minute, slot) in enumerate(slots[: asked.of_day]):
            found.append(Rated(_cost(slot, wish, asked.today, taken), slot.day, minute, slot))
    return found


def _cost(slot: Slot, wish: Wish, today: date, taken: int) -> float:
    """Days apart count, an earlier day a little less than a later one; another doctor counts as a day and a half."""
    other = 1.5 if wish.doctors and slot.doctor not in wish.doctors else 0.0
    apart = (slot.day - (wish.day or today)).days
    return abs(apart) + other + (0.6 * taken + (0.1 if apart > 0 else 0.0) if wish.day else 0.0)


def least_cost(first: date, wish: Wish, today: date) -> float:
    """What the best time from this later day on can cost; nothing better is found by looking there."""
    return float((first - (wish.day or today)).days)


def best_slots(rated: Iterable[Rated], wish: Wish, limit: int) -> tuple[Slot, ...]:
    """The best of them, each with why it stands there."""
    told: list[Slot] = []
    for one in sorted(rated)[:limit]:
        apart = (one.slot.day - wish.day).days if wish.day else 0
        told.append(replace(one.slot, why=_why(one.slot, apart, told, wish), apart=apart))
    return tuple(told)


def _why(slot: Slot, apart: int, before: list[Slot], wish: Wish) -> Why:
    if wish.doctors and slot.doctor not in wish.doctors:
        return Why.OTHER_DOCTOR
    if wish.day is None:
        return Why.NEXT
    if apart:
        return Why.EARLIER if apart < 0 else Why.LATER
    is_first = all(one.day != slot.day for one in before)
    return Why.FIRST_THAT_DAY if is_first else Why.THAT_DAY
