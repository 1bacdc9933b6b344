"""Moments as somebody at a ward writes them: «08:30», «-1d 22:15», «20-Nov-2026 8:05», «+1d 12:00». Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

from hms_desktop.kernel.days import DayKind, read_day

_TIME: Final = re.compile(r"(?P<day>.*?)\s*(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})")


def read_moment(typed: str, today: date, zone: tzinfo) -> datetime | None:
    """The instant in UTC, or None when it cannot be read. Without a day it is today's, in the clinic's zone."""
    found = _TIME.fullmatch(typed.strip())
    if not found:
        return None
    day = read_day(found["day"], today) if found["day"] else None
    if found["day"] and (day is None or day.kind is not DayKind.DAY):
        return None
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        return None
    return datetime.combine(day.day if day else today, time(hour, minute), zone).astimezone(UTC)
