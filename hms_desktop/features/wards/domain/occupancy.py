"""How full a ward was, day by day: bed time that was used, out of bed time that there was. Pure.

A day is the clinic's own, from its midnight to the next one, so a day on which the clocks change has 23 or 25 hours,
and the hours of all days together are those of the whole time, none twice and none left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

_DAY: Final = timedelta(days=1)
_NOTHING: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Span:
    """A time from an instant to another one, or until now."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayOccupancy:
    """One day of a ward: the bed time that was used, and the bed time that there was."""

    day: date
    used: timedelta
    available: timedelta

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there was no bed."""
        return self.used / self.available if self.available else None


def start_of(day: date, zone: tzinfo) -> datetime:
    """The day's first instant. Where the clocks skip midnight, the day begins when they do."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def days_between(first: date, last: date) -> Iterator[date]:
    """Both included."""
    for count in range((last - first).days + 1):
        yield first + count * _DAY


def occupancy(
    stays: Iterable[Span], beds: Iterable[Span], days: tuple[date, date], zone: tzinfo, now: datetime
) -> tuple[DayOccupancy, ...]:
    """Each day from the first to the last. Nothing after `now` counts: today is measured as far as it has gone.

    `stays` are times of beds, each in one bed; `beds` are the times during which beds were there.
    """
    known, there = tuple(stays), tuple(beds)
    found = []
    for day in days_between(*days):
        since, until = start_of(day, zone), min(start_of(day + _DAY, zone), now)
        used = sum((overlap(one, since, until) for one in known), _NOTHING)
        available = sum((overlap(one, since, until) for one in there), _NOTHING)
        found.append(DayOccupancy(day, used, available))
    return tuple(found)


def overlap(span: Span, since: datetime, until: datetime) -> timedelta:
    """How much of a span lies between two instants."""
    end = until if span.until is None else min(span.until, until)
    return max(end - max(span.since, since), _NOTHING)
