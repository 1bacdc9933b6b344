"""Which backups to keep and when the next one is due. Pure: times in, times out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

HALF_HOUR: Final = timedelta(minutes=30)
HOUR: Final = timedelta(hours=1)
CHEAP: Final = timedelta(seconds=20)
"""A backup that takes longer than this is made hourly instead of half-hourly."""


@dataclass(frozen=True)
class Keep:
    """How many of each: the newest of every half-hour, day, week and month."""

    half_hours: int = 6
    days: int = 7
    weeks: int = 4
    months: int = 3


@dataclass(frozen=True)
class Kept:
    """A backup as thinning sees it."""

    at: datetime
    size: int


def is_due(last: datetime | None, now: datetime, took: timedelta, *, changed: bool) -> bool:
    """Half-hourly if it is cheap, else hourly, and only after a change; a clock set back makes it due as well."""
    if last is None:
        return True
    if not changed:
        return False
    return not timedelta() <= now - last < (HALF_HOUR if took <= CHEAP else HOUR)


def kept(backups: Iterable[Kept], keep: Keep, budget: int, now: datetime) -> frozenset[datetime]:
    """The times of the backups that stay. The newest always does, whatever it weighs.

    What a clock that ran ahead dated later than `now` comes last: else a clinic would throw away each backup that it
    makes until the day is reached.
    """
    newest_first = sorted(backups, key=lambda one: (one.at <= now, one.at), reverse=True)
    stays: set[datetime] = set()
    spans: Sequence[tuple[int, Callable[[datetime], object]]] = (
        (keep.half_hours, lambda at: at.timestamp() // HALF_HOUR.total_seconds()),
        (keep.days, lambda at: at.date()),
        (keep.weeks, lambda at: at.isocalendar()[:2]),
        (keep.months, lambda at: (at.year, at.month)),
    )
    for count, span in spans:
        stays |= _newest_of_each(newest_first, count, span)
    within: set[datetime] = set()
    weight = 0
    for one in newest_first:
        if one.at in stays and (not within or weight + one.size <= budget):
            within.add(one.at)
            weight += one.size
    return frozenset(within)


def _newest_of_each(newest_first: Sequence[Kept], count: int, span: Callable[[datetime], object]) -> set[datetime]:
    found: dict[object, datetime] = {}
    for one in newest_first:
        if len(found) < count or span(one.at) in found:
            found.setdefault(span(one.at), one.at)
    return set(found.values())
