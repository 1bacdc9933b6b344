"""Civil times of the clinic and the instants that they are. Pure.

An appointment is kept as it was said, a day and a minute of the clinic's clock, and as the instants that these are in
its zone. The clock jumps twice a year: a time that it leaves out is refused, and one that comes twice is the first.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

DAY: Final = 24 * 60

_LOOK: Final = 5
"""Minutes: finer than any zone's jumps."""


def instant(day: date, minute: int, zone: tzinfo) -> datetime | None:
    """The instant of a minute of a civil day, or None if the clock leaves it out that day."""
    said = datetime.combine(day, time(), zone) + timedelta(minutes=minute)
    found = said.astimezone(UTC)
    back = found.astimezone(zone)
    return found if (back.date(), minute_of(back)) == (said.date(), minute_of(said)) else None


def civil(at: datetime, zone: tzinfo) -> tuple[date, int]:
    """The clinic's day and minute of an instant."""
    here = at.astimezone(zone)
    return here.date(), minute_of(here)


def minute_of(at: datetime) -> int:
    """The minute of its day."""
    return at.hour * 60 + at.minute


def bounds(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the first instant of one civil day to the last one's end: 23 to 25 hours for a day."""
    begin = datetime.combine(first, time(), zone).astimezone(UTC)
    return begin, datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)


def has_jump(day: date, zone: tzinfo) -> bool:
    """Whether the clock is put forward or back on this day."""
    begin, end = bounds(day, day, zone)
    return end - begin != timedelta(days=1)


def time_text(minute: int) -> str:
    """09:20."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def stretches(day: date, start: int, end: int, zone: tzinfo) -> list[tuple[int, int, datetime]]:
    """A stretch of a civil day as parts in which the clock does not jump: from, until, and the instant it begins at."""
    if not has_jump(day, zone):
        begins = instant(day, start, zone)
        return [(start, end, begins)] if begins else []
    found: list[tuple[int, int, datetime]] = []
    for minute in range(start, end, _LOOK):
        at = instant(day, minute, zone)
        if at is None:
            continue
        until = min(minute + _LOOK, end)
        if found and found[-1][2] + timedelta(minutes=minute - found[-1][0]) == at:
            found[-1] = (found[-1][0], until, found[-1][2])
        else:
            found.append((minute, until, at))
    return found
