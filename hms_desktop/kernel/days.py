"""Days as a clinic writes and types them: one way out, whatever the system's language, and many ways in.

A day is written 14-Jul-1985, because 04/03 is April to some and March to others. What is typed may be short, a name of
a month, ISO, or counted from today; what is not known of a birth date is kept as not known.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WHOLE_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_COUNTED: Final = re.compile(r"([+-])\s*(\d{1,4})\s*([dwmy])")
_ABOUT: Final = re.compile(r"(?:about|around|ca?\.?|~)\s*(\d{4})")
_AGE: Final = re.compile(r"(?:age|aged)\s*(\d{1,3})|(\d{1,3})\s*(?:y|yrs?|years?)")
_NAMED: Final = re.compile(r"(?:(\d{1,2})[\s./-]*)?([a-z]{3,9})[\s./,-]*(\d{4}|\d{2})?")
_PARTS: Final = re.compile(r"(\d{1,4})[\s./-]+(\d{1,2})[\s./-]+(\d{1,4})")
_MONTH_OF: Final = re.compile(r"(\d{1,2})[\s./-]+(\d{4})")
_OLDEST: Final = 130


class DayKind(StrEnum):
    """How much of a day is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day as it was typed; of what is not known of it, the first."""

    day: date
    kind: DayKind = DayKind.DAY


def day_text(day: date, kind: str = DayKind.DAY) -> str:
    """The day in the clinic's one way: 14-Jul-1985, Jul-1985, 1985, about 1985."""
    if kind == DayKind.DAY:
        return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"
    if kind == DayKind.MONTH:
        return f"{MONTHS[day.month - 1]}-{day.year:04d}"
    return f"{day.year:04d}" if kind == DayKind.YEAR else f"about {day.year:04d}"


def age_text(born: date, on: date) -> str:
    """An age as a clinic says it: days for the newborn, then weeks, months, and years; nothing before birth."""
    days = (on - born).days
    if days < 0:
        return ""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if days < 28:
        return f"{days}d"
    if months < 6:
        return f"{days // 7}w"
    return f"{months}m" if months < 24 else f"{months // 12}y"


def read_day(typed: str, today: date, *, is_day_first: bool = True) -> ReadDay | None:
    """What somebody means who typed this, or None. A year of two figures is the last one that is not to come."""
    text = _plain(typed)
    if not text:
        return None
    if text in ("today", "t"):
        return ReadDay(today)
    for reader in (_counted, _estimated):
        found = reader(text, today)
        if found:
            return found
    return _named(text, today) or _numbers(text, today, is_day_first)


def _plain(typed: str) -> str:
    """Lower case, with every script's figures as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in typed[:40]).strip().lower()


def _counted(text: str, today: date) -> ReadDay | None:
    found = _COUNTED.fullmatch(text)
    if not found:
        return None
    count = int(found[2]) * (1 if found[1] == "+" else -1)
    try:
        if found[3] in "dw":
            return ReadDay(today + timedelta(days=count * (7 if found[3] == "w" else 1)))
        return ReadDay(_months_on(today, count * (12 if found[3] == "y" else 1)))
    except (OverflowError, ValueError):
        return None


def _months_on(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _estimated(text: str, today: date) -> ReadDay | None:
    about, age = _ABOUT.fullmatch(text), _AGE.fullmatch(text)
    if about and int(about[1]):
        return ReadDay(date(int(about[1]), 1, 1), DayKind.ESTIMATED)
    if age and int(age[1] or age[2]) <= _OLDEST:
        return ReadDay(date(today.year - int(age[1] or age[2]), 1, 1), DayKind.ESTIMATED)
    return None


def _named(text: str, today: date) -> ReadDay | None:
    found = _NAMED.fullmatch(text)
    month = _month(found[2]) if found else None
    if not found or not month or not found[3]:
        return None
    year = _year(found[3], today)
    if not found[1]:
        return _made(year, month, 1, DayKind.MONTH)
    return _made(year, month, int(found[1]))


def _month(name: str) -> int | None:
    matching = [at for at, month in enumerate(_WHOLE_MONTHS, start=1) if month.startswith(name)]
    return matching[0] if len(matching) == 1 else None


def _numbers(text: str, today: date, is_day_first: bool) -> ReadDay | None:
    if text.isascii() and text.isdigit():
        return _run(text, today, is_day_first)
    month_of, found = _MONTH_OF.fullmatch(text), _PARTS.fullmatch(text)
    if month_of:
        return _made(int(month_of[2]), int(month_of[1]), 1, DayKind.MONTH)
    if not found:
        return None
    if len(found[1]) == 4:
        return _made(int(found[1]), int(found[2]), int(found[3]))
    return _ordered(found[1], found[2], _year(found[3], today), is_day_first)


def _run(text: str, today: date, is_day_first: bool) -> ReadDay | None:
    """Figures without anything between them: 12041986, 19860412, 120486, 1986."""
    if len(text) == 4 and 1800 <= int(text) <= today.year:
        return ReadDay(date(int(text), 1, 1), DayKind.YEAR)
    if len(text) == 8:
        found = _ordered(text[:2], text[2:4], int(text[4:]), is_day_first)
        if found and found.day.year >= 1800:
            return found
        return _made(int(text[:4]), int(text[4:6]), int(text[6:]))
    return _ordered(text[:2], text[2:4], _year(text[4:], today), is_day_first) if len(text) == 6 else None


def _ordered(first: str, second: str, year: int, is_day_first: bool) -> ReadDay | None:
    day, month = (first, second) if is_day_first else (second, first)
    return _made(year, int(month), int(day))


def _year(text: str, today: date) -> int:
    if len(text) != 2:
        return int(text)
    century = today.year // 100 * 100
    return century + int(text) if century + int(text) <= today.year else century - 100 + int(text)


def _made(year: int, month: int, day: int, kind: DayKind = DayKind.DAY) -> ReadDay | None:
    try:
        return ReadDay(date(year, month, day), kind)
    except ValueError:
        return None
