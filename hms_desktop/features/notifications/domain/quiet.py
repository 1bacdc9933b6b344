"""Quiet hours, and when a reminder is due: in the clinic's civil time, also on the two days that have another length.

Instants come and go in UTC. A wall-clock time that a spring night skips is the instant behind the gap; of one that an
autumn night has twice, the night begins with the first and ends with the second. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_DAY: Final = timedelta(days=1)
MOST_LEADS: Final = 4
LONGEST_LEAD: Final = 24 * 14
LEAST_NOTICE: Final = timedelta(hours=1)
"""A reminder that comes later than this before its appointment helps nobody any more."""


@dataclass(frozen=True)
class Quiet:
    """From this minute of the day to that one, over midnight if the second is the smaller; equal ones are none."""

    start: int
    end: int


def clock_problem(typed: str) -> str | None:
    """What is wrong with a time of day, or nothing; none at all is an answer."""
    return None if not typed or _CLOCK.fullmatch(typed) else "A time of day looks like 21:00"


def quiet_of(start: str, end: str) -> Quiet:
    """Quiet hours as they are set; without both there are none."""
    first, last = _CLOCK.fullmatch(start), _CLOCK.fullmatch(end)
    if not first or not last:
        return Quiet(0, 0)
    return Quiet(int(first[1]) * 60 + int(first[2]), int(last[1]) * 60 + int(last[2]))


def is_quiet(at: datetime, quiet: Quiet, zone: tzinfo) -> bool:
    """Whether this instant lies in a quiet night."""
    return any(begins <= at < ends for begins, ends in _nights(at, quiet, zone))


def loud_from(at: datetime, quiet: Quiet, zone: tzinfo) -> datetime:
    """The first instant from this one on that is not quiet."""
    return max((ends for begins, ends in _nights(at, quiet, zone) if begins <= at < ends), default=at)


def loud_until(at: datetime, quiet: Quiet, zone: tzinfo) -> datetime:
    """The last instant up to this one at which it was not quiet yet."""
    begun = min((begins for begins, ends in _nights(at, quiet, zone) if begins <= at < ends), default=None)
    return at if begun is None else begun - timedelta(milliseconds=1)


def leads_of(typed: str) -> tuple[int, ...]:
    """Hours before an appointment at which it is reminded of, the longest first."""
    found = {int(part) for part in re.findall(r"\d{1,4}", typed)}
    return tuple(sorted(found, reverse=True))


def leads_problem(typed: str) -> str | None:
    """What is wrong with the hours of reminders."""
    leads = leads_of(typed)
    if not re.fullmatch(r"[\d\s,;]*", typed) or not 1 <= len(leads) <= MOST_LEADS:
        return "One to four numbers of hours, such as 48, 3"
    return None if all(1 <= lead <= LONGEST_LEAD for lead in leads) else "Between 1 hour and 14 days before"


def due_at(starts: datetime, lead: int, quiet: Quiet, zone: tzinfo) -> datetime:
    """When a reminder so many hours before should go out: not at night, so in the morning if that is early enough, or
    else in the evening before."""
    exact = starts - timedelta(hours=lead)
    morning = loud_from(exact, quiet, zone)
    return morning if morning <= starts - LEAST_NOTICE else loud_until(exact, quiet, zone)


def lead_due(starts: datetime, now: datetime, leads: Iterable[int], quiet: Quiet, zone: tzinfo) -> int | None:
    """Of the reminders that should have gone out by now only the last one: two at once are one too many."""
    if starts <= now:
        return None
    due = [lead for lead in leads if due_at(starts, lead, quiet, zone) <= now]
    return min(due, default=None)


def _nights(at: datetime, quiet: Quiet, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    if quiet.start == quiet.end:
        return
    today = at.astimezone(zone).date()
    for day in (today - _DAY, today, today + _DAY):
        last = day if quiet.end > quiet.start else day + _DAY
        yield _instant(day, quiet.start, zone, fold=0), _instant(last, quiet.end, zone, fold=1)


def _instant(day: date, minute: int, zone: tzinfo, *, fold: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60, fold=fold), zone).astimezone(UTC)
