"""The clock as a parameter, so that a test can hold the time. Instants are UTC and kept to the millisecond."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

FARTHEST_EAST: Final = timedelta(hours=14)
"""The zone that sees each day first, UTC+14 (Line Islands); source: IANA time zone database, Pacific/Kiritimati."""


class Clock(Protocol):
    """What the time is, for the record and for measuring how long something took."""

    def now(self) -> datetime:
        """The instant in UTC, cut to the millisecond."""

    def ticks(self) -> float:
        """Seconds that only ever grow, whatever happens to the wall clock."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return from_ms(time.time_ns() // 1_000_000)

    def ticks(self) -> float:
        return time.monotonic()


def farthest_day(now: datetime) -> date:
    """The day that it is by now somewhere: a child born after midnight is not «still to come» because it is in UTC."""
    return (now + FARTHEST_EAST).date()


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970; an instant without a zone is refused, because it would be a guess."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return (instant - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The instant that many milliseconds after 1970."""
    return _EPOCH + milliseconds * _MILLISECOND
