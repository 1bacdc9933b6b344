"""How appointments, visits and free times are put into words on the screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from hms_desktop.features.scheduling.domain import (
    BoardRow,
    CancelledBy,
    Part,
    Slot,
    State,
    Urgency,
    VisitState,
    Whose,
    Why,
    Wish,
    time_text,
    waited,
)
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.paged_model import Chip
from hms_desktop.ui.words import apart, tr

STATES: Final = {
    State.BOOKED: ("Expected", Tone.QUIET), State.CONFIRMED: ("Confirmed", Tone.QUIET), State.KEPT: ("Came", Tone.GOOD),
    State.MISSED: ("Missed", Tone.WARN), State.CANCELLED: ("Cancelled", Tone.QUIET),
}  # fmt: skip
"""What an appointment is called, and how much it wants to be seen."""

VISITS: Final = {
    VisitState.ARRIVED: ("Arrived", Tone.PLAIN), VisitState.CALLED: ("Called", Tone.WARN),
    VisitState.SEATED: ("With the doctor", Tone.GOOD), VisitState.FINISHED: ("Done", Tone.QUIET),
    VisitState.LEFT: ("Left", Tone.WARN),
}  # fmt: skip

URGENCIES: Final = {
    Urgency.EMERGENCY: "Emergency", Urgency.URGENT: "Urgent", Urgency.SOON: "Soon", Urgency.ROUTINE: "Routine",
}  # fmt: skip

CANCELLED_BY: Final = {
    CancelledBy.PATIENT: "The patient", CancelledBy.CLINIC: "The clinic", CancelledBy.MISTAKE: "It was a mistake",
}  # fmt: skip

PARTS: Final = {
    Part.ANY: "Any time", Part.MORNING: "Mornings", Part.AFTERNOON: "Afternoons", Part.EVENING: "Evenings",
}  # fmt: skip

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_WHY: Final = {
    Why.NEXT: "", Why.FIRST_THAT_DAY: "first that day", Why.THAT_DAY: "", Why.OTHER_DOCTOR: "other doctor",
}  # fmt: skip


def long_day(day: date) -> str:
    """Saturday 21-Nov-2026."""
    return f"{tr(WEEKDAYS[day.weekday()])} {apart(day_text(day))}"


def short_day(day: date, today: date) -> str:
    """05-Dec, with the year where it is another one."""
    text = day_text(day)
    return text if day.year != today.year else text[:6]


def state_chip(row: BoardRow) -> Chip:
    """Where somebody is, in a word."""
    if row.visit is None:
        word, tone = STATES[row.state or State.BOOKED]
        return Chip(tr(word), tone)
    if row.visit.state is VisitState.SEATED and row.room_name:
        return Chip(tr("In room {room}", room=row.room_name), Tone.GOOD)
    is_waiting = row.visit.state in (VisitState.ARRIVED, VisitState.CALLED)
    if is_waiting and row.visit.urgency in (Urgency.EMERGENCY, Urgency.URGENT):
        return Chip(tr(URGENCIES[row.visit.urgency]), Tone.BAD)
    word, tone = VISITS[row.visit.state]
    return Chip(tr(word), tone)


def minutes_waited(row: BoardRow, now: datetime) -> int | None:
    """How long somebody waits or waited; nobody waits before he comes or after he left."""
    visit = row.visit
    if visit is None or visit.state is VisitState.LEFT:
        return None
    if visit.state is VisitState.SEATED and visit.seated_at is not None:
        return waited(visit.seated_at, None, now)
    return waited(visit.arrived_at, visit.seated_at, now)


def wait_text(row: BoardRow, now: datetime, target: int) -> str:
    """12 min; with a mark that is no colour when it is too long."""
    minutes = minutes_waited(row, now)
    if minutes is None:
        return ""
    text = tr("{number} min", number=minutes)
    return f"{text} ▲" if is_long_wait(row, now, target) else text


def is_long_wait(row: BoardRow, now: datetime, target: int) -> bool:
    """Whether somebody who is still waiting waits longer than he should."""
    waits = row.visit is not None and row.visit.state in (VisitState.ARRIVED, VisitState.CALLED)
    return waits and (minutes_waited(row, now) or 0) > target


def who_text(whose: Whose) -> str:
    """Somebody by name; by his number if there is no name to show."""
    return whose.name or whose.number or tr("Nobody known")


def why_text(slot: Slot) -> str:
    """Why a time is offered."""
    if slot.why is Why.EARLIER:
        return tr("a day earlier") if slot.apart == -1 else tr("{number} days earlier", number=-slot.apart)
    if slot.why is Why.LATER:
        return tr("a day later") if slot.apart == 1 else tr("{number} days later", number=slot.apart)
    return tr(_WHY[slot.why]) if _WHY[slot.why] else ""


def wish_text(wish: Wish, names: tuple[str, ...]) -> str:
    """What was understood, in words: «Saturday 05-Dec-2026 or near · 20 minutes · Dr Haile · mornings»."""
    parts = []
    if wish.day:
        day = long_day(wish.day)
        parts.append(day if wish.is_exact else tr("{day} or near", day=day))
    parts += [tr(WEEKDAYS[at]) for at in wish.weekdays]
    if wish.minutes:
        parts.append(tr("{number} minutes", number=wish.minutes))
    parts += [", ".join(names)] if names else []
    if wish.part:
        parts.append(tr(PARTS[wish.part]).lower())
    if wish.after is not None:
        parts.append(tr("from {time}", time=time_text(wish.after)))
    if wish.before is not None and wish.before < 24 * 60:
        parts.append(tr("until {time}", time=time_text(wish.before)))
    return " · ".join(parts)
