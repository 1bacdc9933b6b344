"""What somebody wishes who types «+2w 20m dr smith am»: read word by word, in any order. Pure.

What is not understood is said back, never guessed: a word that could be two doctors is neither of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from hms_desktop.kernel.days import read_day
from hms_desktop.kernel.text import fold

NOON: Final = 12 * 60
EVENING: Final = 17 * 60
LONGEST: Final = 120


class Part(StrEnum):
    """A part of the day."""

    ANY = ""
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PARTS: Final = {
    Part.ANY: (0, 24 * 60), Part.MORNING: (0, NOON), Part.AFTERNOON: (NOON, 24 * 60), Part.EVENING: (EVENING, 24 * 60),
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """Somebody who can be wished for: his names and speciality as they are written."""

    doctor: UUID
    family: str
    given: str = ""
    speciality: str = ""
    department: str = ""


@dataclass(frozen=True)
class Wish:
    """What was understood. Without a day the next one counts; nobody named means anybody."""

    day: date | None = None
    is_exact: bool = False
    """Whether that day and no other was meant: a date, not «in two weeks»."""
    minutes: int | None = None
    doctors: tuple[UUID, ...] = ()
    part: Part = Part.ANY
    after: int | None = None
    before: int | None = None
    weekdays: tuple[int, ...] = ()
    odd: tuple[str, ...] = field(default=())
    """Words that nobody understood, or that could mean several."""

    @property
    def span(self) -> tuple[int, int]:
        """From which to which minute of a day it may begin."""
        start, end = PARTS[self.part]
        return max(start, self.after or 0), min(end, 24 * 60 if self.before is None else self.before)


_LENGTH: Final = re.compile(r"(\d{1,3})(m|min|mins|minutes|h|hour|hours)")
_TIME: Final = re.compile(r"(?:@|at)?([01]?\d|2[0-3])[:.h]([0-5]\d)|(?:@|at)([01]?\d|2[0-3])")
_TIED: Final = re.compile(r"(after|from|before|until|till|at):(\S+)")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PARTS: Final = {
    "am": Part.MORNING, "morning": Part.MORNING, "mornings": Part.MORNING, "pm": Part.AFTERNOON,
    "afternoon": Part.AFTERNOON, "afternoons": Part.AFTERNOON, "evening": Part.EVENING, "evenings": Part.EVENING,
}  # fmt: skip
_IDLE: Final = frozenset(
    {"dr", "dr.", "doctor", "with", "in", "on", "the", "a", "an", "for", "next", "any", "about", "prof", "or"}
)
_TIE: Final = re.compile(r"\b(after|from|before|until|till|at)\s+(?=\d)")
_MONTHS: Final = re.compile(
    r"\b(\d{1,2})[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:[ -](\d{4}))?\b"
)


def read_wish(typed: str, today: date, known: Sequence[Known]) -> Wish:
    """What these words mean."""
    text = " ".join(fold(typed[:LONGEST]).split())
    text = _TIE.sub(lambda tied: f"{tied[1]}:", text)
    text = _MONTHS.sub(lambda month: f"{month[1]}-{month[2]}-{month[3] or _year_of(month[1], month[2], today)}", text)
    wish = Wish()
    for word in re.split(r"[\s,;]+", text):
        if word and word not in _IDLE:
            wish = _with(wish, word, today, known)
    return wish


def _with(wish: Wish, word: str, today: date, known: Sequence[Known]) -> Wish:
    for reader in _READERS:
        found = reader(wish, word, today)
        if found is not None:
            return found
    return _doctor(wish, word, known)


def _part(wish: Wish, word: str, _today: date) -> Wish | None:
    return replace(wish, part=_PARTS[word]) if word in _PARTS else None


def _length(wish: Wish, word: str, _today: date) -> Wish | None:
    found = _LENGTH.fullmatch(word)
    if not found:
        return None
    return replace(wish, minutes=int(found[1]) * (60 if found[2].startswith("h") else 1))


def _time(wish: Wish, word: str, _today: date) -> Wish | None:
    tied = _TIED.fullmatch(word)
    way, rest = (tied[1], f"@{tied[2]}") if tied else ("", word)
    found = _TIME.fullmatch(rest)
    if not found:
        return None
    minute = int(found[1] or found[3]) * 60 + int(found[2] or 0)
    if way in ("before", "until", "till"):
        return replace(wish, before=minute)
    return replace(wish, after=minute) if way in ("after", "from") else replace(wish, after=minute, before=minute + 30)


def _weekday(wish: Wish, word: str, _today: date) -> Wish | None:
    name = word.removesuffix("s") if word.endswith("days") else word
    found = [at for at, day in enumerate(_WEEKDAYS) if len(name) >= 3 and day.startswith(name)]
    return replace(wish, weekdays=(*wish.weekdays, found[0])) if found else None


def _day(wish: Wish, word: str, today: date) -> Wish | None:
    if word in ("tomorrow", "tmr", "tom"):
        return replace(wish, day=today + timedelta(days=1), is_exact=True)
    if word == "now":
        return replace(wish, day=today)
    looks_like_day = word in ("today", "t") or word[0] in "+0123456789"
    found = read_day(word, today) if looks_like_day else None
    if found is None or found.kind != "day":
        return None
    return replace(wish, day=found.day, is_exact=not word.startswith("+"))


_READERS: Final[tuple[Callable[[Wish, str, date], Wish | None], ...]] = (_part, _length, _time, _weekday, _day)


def _doctor(wish: Wish, word: str, known: Iterable[Known]) -> Wish:
    """A doctor's name, else a speciality or department: everybody of it; what fits both is the name."""
    everybody = tuple(known)
    named = {one.doctor for one in everybody if _begins(word, one.family, one.given)}
    if len(named) > 1:
        exact = {one.doctor for one in everybody if word in fold(f"{one.family} {one.given}").split()}
        named = exact or named
    if wish.doctors and named & set(wish.doctors):
        return replace(wish, doctors=tuple(one for one in wish.doctors if one in named))
    if len(named) == 1:
        return replace(wish, doctors=(*wish.doctors, *named))
    if named:
        return replace(wish, odd=(*wish.odd, word))
    able = [one.doctor for one in everybody if len(word) > 2 and _begins(word, one.speciality, one.department)]
    if able:
        return replace(wish, doctors=tuple(dict.fromkeys((*wish.doctors, *able))))
    return replace(wish, odd=(*wish.odd, word))


def _begins(word: str, *texts: str) -> bool:
    return any(part.startswith(word) for text in texts for part in fold(text).split())


def _year_of(day: str, month: str, today: date) -> int:
    """The year in which this day comes next."""
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    here = (months.index(month) + 1, int(day)) >= (today.month, today.day)
    return today.year if here else today.year + 1
