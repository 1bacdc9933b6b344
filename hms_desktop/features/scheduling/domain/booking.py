"""What an appointment is, what may become of it, and what stands against booking one. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from hms_desktop.kernel.errors import Conflict

LENGTHS: Final = range(5, 481)
"""Minutes of an appointment: the longest is a day in theatre, and bounds what an overlap can reach back to."""

FARTHEST: Final = timedelta(days=2 * 366)
LONGEST_TEXT: Final = 400


class State(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"


HELD: Final = (State.BOOKED, State.CONFIRMED, State.KEPT)
"""In these states it takes its time from doctor, room and patient."""

AHEAD: Final = (State.BOOKED, State.CONFIRMED)

_BECOMES: Final = {
    State.BOOKED: (State.CONFIRMED, State.KEPT, State.MISSED, State.CANCELLED),
    State.CONFIRMED: (State.BOOKED, State.KEPT, State.MISSED, State.CANCELLED),
    State.KEPT: (State.BOOKED, State.MISSED),
    State.MISSED: (State.BOOKED, State.KEPT),
    State.CANCELLED: (State.BOOKED,),
}


class CancelledBy(StrEnum):
    """Who called an appointment off; only the patient's own count against him nowhere, all are counted apart."""

    PATIENT = "patient"
    CLINIC = "clinic"
    MISTAKE = "mistake"


@dataclass(frozen=True, kw_only=True)
class NewAppointment:
    """What is asked for: who, with whom, when by the clinic's clock, for how long, and why."""

    patient: UUID
    doctor: UUID
    day: date
    minute: int
    minutes: int = 20
    room: UUID | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Around:
    """What is known around a booking: the doctor's stretches of that day, and what is unlike its weekday."""

    openings: tuple[tuple[int, int], ...]
    is_closed: bool = False
    is_leave: bool = False


def demand_becomes(now: State, then: State) -> None:
    """Conflict, for what an appointment in this state cannot become."""
    if then not in _BECOMES[now]:
        raise Conflict(
            "Not possible",
            "An appointment that is {state} cannot become that",
            "Read the calendar again",
            state=now.value,
        )


def booking_problems(asked: NewAppointment, starts: datetime | None, now: datetime, around: Around) -> dict[str, str]:
    """Field → sentence, for what cannot be booked whatever anybody says."""
    found = {}
    if asked.minutes not in LENGTHS:
        found["minutes"] = "An appointment takes 5 minutes to 8 hours"
    if len(asked.reason) > LONGEST_TEXT:
        found["reason"] = "At most 400 letters"
    if len(asked.note) > LONGEST_TEXT:
        found["note"] = "At most 400 letters"
    when = _time_problem(asked, starts, now, around)
    if when:
        found["when"] = when
    return found


def _time_problem(asked: NewAppointment, starts: datetime | None, now: datetime, around: Around) -> str:
    if not 0 <= asked.minute < 24 * 60:
        return "This is no time of a day"
    if starts is None:
        return "The clock is put forward that day and leaves this time out"
    if starts + timedelta(minutes=asked.minutes) <= now:
        return "This time is over"
    if starts - now > FARTHEST:
        return "This is more than two years ahead"
    if around.is_closed:
        return "The clinic is closed that day"
    return "The doctor is on leave that day" if around.is_leave else ""


def booking_doubts(asked: NewAppointment, around: Around) -> dict[str, str]:
    """Field → sentence, for what can be and is seldom meant."""
    end = asked.minute + asked.minutes
    if any(start <= asked.minute and end <= stop for start, stop in joined(around.openings)):
        return {}
    if not around.openings:
        return {"when": "The doctor sees nobody that day"}
    return {"when": "This is outside the doctor's hours"}


def joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Stretches that touch or overlap, as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def cancel_problem(reason: str) -> str | None:
    """What is wrong with the reason for calling something off."""
    return None if 2 <= len(reason) <= LONGEST_TEXT else "Say in a word why, in at most 400 letters"
