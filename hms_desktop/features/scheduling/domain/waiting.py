"""Who waits for an earlier or a free time, and who of them a freed one is for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from hms_desktop.features.scheduling.domain.queue import URGENCIES, Urgency
from hms_desktop.features.scheduling.domain.wish import PARTS, Part

LONGEST_TEXT: Final = 400


class WaitState(StrEnum):
    """What became of somebody's waiting."""

    WAITING = "waiting"
    FILLED = "filled"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class NewWaiting:
    """Who waits, for whom or which speciality, from and until when, and at which time of the day."""

    patient: UUID
    doctor: UUID | None = None
    speciality: str = ""
    minutes: int = 20
    first: date | None = None
    last: date | None = None
    part: Part = Part.ANY
    weekdays: tuple[int, ...] = ()
    urgency: Urgency = Urgency.ROUTINE
    note: str = ""


@dataclass(frozen=True)
class FreedTime:
    """A time that somebody could take."""

    doctor: UUID
    speciality: str
    day: date
    minute: int
    minutes: int


def waiting_problems(asked: NewWaiting, today: date) -> dict[str, str]:
    """Field → sentence."""
    found = {}
    if not 5 <= asked.minutes <= 480:
        found["minutes"] = "An appointment takes 5 minutes to 8 hours"
    if asked.first and asked.last and asked.last < asked.first:
        found["last"] = "The last day comes before the first"
    elif asked.last and asked.last < today:
        found["last"] = "This day is over"
    if any(day not in range(7) for day in asked.weekdays):
        found["weekdays"] = "A week has seven days"
    if len(asked.note) > LONGEST_TEXT or len(asked.speciality) > LONGEST_TEXT:
        found["note"] = "At most 400 letters"
    return found


def fits(waiting: NewWaiting, freed: FreedTime) -> bool:
    """Whether this time is one that he waits for."""
    start, end = PARTS[waiting.part]
    with_whom = waiting.doctor == freed.doctor if waiting.doctor else waiting.speciality in ("", freed.speciality)
    return (
        with_whom
        and waiting.minutes <= freed.minutes
        and (waiting.first is None or waiting.first <= freed.day)
        and (waiting.last is None or freed.day <= waiting.last)
        and start <= freed.minute < end
        and (not waiting.weekdays or freed.day.weekday() in waiting.weekdays)
    )


def candidates(
    waiting: Iterable[tuple[UUID, NewWaiting]], freed: FreedTime, risks: Mapping[UUID, float]
) -> tuple[UUID, ...]:
    """Who could take it: by need, then who is likeliest to come, then who waits longest (as they come in)."""
    fitting = [(uid, one) for uid, one in waiting if fits(one, freed)]
    ordered = sorted(
        enumerate(fitting),
        key=lambda pair: (URGENCIES.index(pair[1][1].urgency), round(risks.get(pair[1][1].patient, 0), 2), pair[0]),
    )
    return tuple(uid for _, (uid, _) in ordered)
