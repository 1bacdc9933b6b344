"""Series of appointments: their rule, their days, and how somebody writes it. Pure.

A series is its occurrences: each is an appointment of its own from the beginning, so one can move or vanish and the
rest never hear of it. A month that lacks the day has none (the 31st does not slide to the 30th without being asked).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

MOST: Final = 120
LONGEST: Final = timedelta(days=2 * 366)


class Every(StrEnum):
    """The step of a series."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    WEEKDAY_OF_MONTH = "weekday of month"


@dataclass(frozen=True, kw_only=True)
class SeriesRule:
    """Every so many days, weeks or months, so many times. «Weekday of month» keeps «the second Tuesday»."""

    every: Every
    step: int = 1
    times: int = 2


def series_problem(rule: SeriesRule, first: date) -> str | None:
    """What is wrong with a rule."""
    if not 1 <= rule.step <= 52:
        return "A series goes on every 1 to 52 days, weeks or months"
    if not 2 <= rule.times <= MOST:
        return "A series has 2 to 120 appointments"
    days = occurrences(rule, first)
    is_short = len(days) == rule.times and days[-1] - first <= LONGEST
    return None if is_short else "A series ends within two years"


def occurrences(rule: SeriesRule, first: date) -> tuple[date, ...]:
    """Its days, the first one included."""
    found = [first]
    for day in _following(rule, first):
        if len(found) >= min(rule.times, MOST) or day - first > 2 * LONGEST:
            break
        found.append(day)
    return tuple(found)


def _following(rule: SeriesRule, first: date) -> Iterator[date]:
    if rule.every in (Every.MONTH, Every.WEEKDAY_OF_MONTH):
        yield from _months(rule, first)
        return
    step = timedelta(days=rule.step * (7 if rule.every is Every.WEEK else 1))
    day = first
    while True:
        day += step
        while rule.every is Every.WORKDAY and day.weekday() > 4:
            day += timedelta(days=1)
        yield day


def _months(rule: SeriesRule, first: date) -> Iterator[date]:
    month = first.year * 12 + first.month - 1
    while True:
        month += rule.step
        year, at = divmod(month, 12)
        found = _nth(year, at + 1, first) if rule.every is Every.WEEKDAY_OF_MONTH else _same(year, at + 1, first.day)
        if found:
            yield found


def _same(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _nth(year: int, month: int, first: date) -> date | None:
    number = (first.day - 1) // 7
    shift = (first.weekday() - date(year, month, 1).weekday()) % 7
    return _same(year, month, 1 + shift + 7 * number)


_WRITTEN: Final = re.compile(
    r"(?:every\s+)?(?:(\d{1,3})\s*)?(d|day|days|w|week|weeks|m|month|months|workday|workdays)\s*(?:x|\*|times)\s*(\d{1,6})"
)
_KINDS: Final = {"d": Every.DAY, "w": Every.WEEK, "m": Every.MONTH}


def read_series(typed: str) -> SeriesRule | None:
    """«every 2 weeks x 6», «2w x6», «workday x 5», or None. How many is judged by `series_problem`."""
    found = _WRITTEN.fullmatch(" ".join(typed.lower().split()))
    if not found:
        return None
    kind = Every.WORKDAY if found[2].startswith("workday") else _KINDS[found[2][0]]
    return SeriesRule(every=kind, step=int(found[1] or 1), times=int(found[3]))
