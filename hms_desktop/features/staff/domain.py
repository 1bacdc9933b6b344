"""Who sees patients and when: hours of the week, leave, closed days, and how somebody writes them. Pure.

All times are minutes since midnight of the clinic's civil day; what they are in UTC is asked when something is booked.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

DAY: Final = 24 * 60
SLOTS: Final = range(5, 241)
LONGEST_TEXT: Final = 120
LONGEST_ABSENCE: Final = 1_100
"""Days: three years of parental leave, and no typing mistake of a century."""

SPECIALITIES: Final = (
    "Anaesthesia", "Cardiology", "Dentistry", "Dermatology", "Ear, nose and throat", "Emergency medicine",
    "Endocrinology", "Eye", "General practice", "Gynaecology", "Internal medicine", "Neurology", "Nursing",
    "Obstetrics", "Oncology", "Orthopaedics", "Paediatrics", "Physiotherapy", "Psychiatry", "Radiology", "Surgery",
    "Urology",
)  # fmt: skip
"""What is offered while one types; anything else may be written as well."""


class ExceptionKind(StrEnum):
    """Why a day is unlike the others of its weekday."""

    LEAVE = "leave"
    SICK = "sick"
    AWAY = "away"
    CLOSED = "closed"
    EXTRA = "extra"


@dataclass(frozen=True)
class DepartmentRow:
    """A department; its code is the letter on the tokens of its queue."""

    uid: UUID
    version: int
    name: str
    code: str
    floor: str
    phone: str
    is_active: bool


@dataclass(frozen=True)
class RoomRow:
    """A room where patients are seen."""

    uid: UUID
    version: int
    name: str
    department: UUID | None
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class DoctorFacts:
    """What is said of somebody who sees patients by appointment: a doctor, or a nurse's station."""

    family: str
    title: str = ""
    given: str = ""
    speciality: str = ""
    qualification: str = ""
    registration: str = ""
    department: UUID | None = None
    room: UUID | None = None
    phone: str = ""
    email: str = ""
    account: UUID | None = None
    slot_minutes: int = 20


@dataclass(frozen=True, kw_only=True)
class DoctorRow(DoctorFacts):
    """The same as it is kept, with the names of department and room."""

    uid: UUID
    version: int
    signature: UUID | None = None
    is_active: bool = True
    department_name: str = ""
    room_name: str = ""

    @property
    def name(self) -> str:
        """Dr Haile; somebody without a title by both names."""
        first = self.title or self.given
        return f"{first} {self.family}".strip()


@dataclass(frozen=True, kw_only=True)
class Hours:
    """One stretch of a weekday (Monday is 0), in a room of its own where that is not the doctor's usual one."""

    weekday: int
    start: int
    end: int
    room: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewException:
    """Days unlike the others: leave, a closed clinic (no doctor), or hours beside the usual ones. No times: all day."""

    first: date
    last: date
    kind: ExceptionKind
    doctor: UUID | None = None
    start: int | None = None
    end: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ExceptionRow(NewException):
    """The same as it is kept."""

    uid: UUID
    version: int


@dataclass(frozen=True)
class Opening:
    """A stretch of a day in which somebody sees patients."""

    doctor: UUID
    day: date
    start: int
    end: int
    room: UUID | None = None


def facts_problems(facts: DoctorFacts) -> dict[str, str]:
    """Field → sentence, for somebody who cannot be."""
    found = {}
    if not facts.family or len(facts.family) > LONGEST_TEXT:
        found["family"] = "A name is needed, of at most 120 letters"
    for name in ("title", "given", "speciality", "qualification", "registration", "phone", "email"):
        if len(getattr(facts, name)) > LONGEST_TEXT:
            found[name] = "At most 120 letters"
    if facts.email and not _EMAIL.fullmatch(facts.email):
        found["email"] = "This is no e-mail address"
    if facts.slot_minutes not in SLOTS:
        found["slot_minutes"] = "A visit takes 5 to 240 minutes"
    return found


def name_problem(name: str) -> str | None:
    """What is wrong with the name of a department or a room."""
    return None if 0 < len(name) <= LONGEST_TEXT else "A name is needed, of at most 120 letters"


def code_problem(code: str) -> str | None:
    """What is wrong with the letters on a token."""
    return None if _CODE.fullmatch(code) else "Use one to three letters"


def hours_problem(hours: Iterable[Hours]) -> str | None:
    """What is wrong with somebody's week."""
    of_day = defaultdict(list)
    for one in hours:
        if not (0 <= one.weekday < 7 and 0 <= one.start < one.end <= DAY):
            return "Hours begin before they end, within one day"
        of_day[one.weekday].append((one.start, one.end))
    clashing = any(_overlap(spans) for spans in of_day.values())
    return "Two stretches of one day overlap" if clashing else None


def exception_problems(asked: NewException) -> dict[str, str]:
    """Field → sentence, for days that cannot be."""
    found = {}
    if asked.last < asked.first:
        found["last"] = "The last day comes before the first"
    elif (asked.last - asked.first).days > LONGEST_ABSENCE:
        found["last"] = "This is longer than three years"
    if (asked.start is None) != (asked.end is None):
        found["start"] = "Say both times, or none for the whole day"
    elif asked.start is not None and asked.end is not None and not 0 <= asked.start < asked.end <= DAY:
        found["start"] = "Hours begin before they end, within one day"
    if asked.kind is ExceptionKind.EXTRA and (asked.start is None or asked.doctor is None):
        found["start"] = "Extra hours are somebody's, and have times"
    if asked.kind is ExceptionKind.CLOSED and asked.doctor is not None:
        found["kind"] = "The clinic is closed for everybody; a doctor is on leave"
    if asked.kind is not ExceptionKind.CLOSED and asked.doctor is None:
        found["kind"] = "Say whose this is"
    if len(asked.note) > LONGEST_TEXT:
        found["note"] = "At most 120 letters"
    return found


def without_why(row: ExceptionRow) -> ExceptionRow:
    """The same days for whoever only has to know that somebody is not there: neither illness nor a word about it."""
    is_off = row.kind in (ExceptionKind.LEAVE, ExceptionKind.SICK)
    return replace(row, kind=ExceptionKind.AWAY if is_off else row.kind, note="")


def openings(
    usual: Mapping[UUID, Sequence[Hours]], exceptions: Iterable[NewException], first: date, last: date
) -> tuple[Opening, ...]:
    """When each of these people sees patients: the week's hours and the extra ones, less leave and closed days."""
    of_day: dict[tuple[UUID | None, date], list[NewException]] = defaultdict(list)
    for one in exceptions:
        for at in range(max((one.last - one.first).days, 0) + 1):
            day = one.first + timedelta(days=at)
            if first <= day <= last:
                of_day[one.doctor, day].append(one)
    weeks = {doctor: _by_weekday(hours) for doctor, hours in usual.items()}
    found: list[Opening] = []
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        closed = of_day.get((None, day), [])
        for doctor, week in weeks.items():
            own = of_day.get((doctor, day), [])
            spans = week[day.weekday()]
            if own or closed:
                spans = _less(spans, own, closed)
            found += [Opening(doctor, day, start, end, room) for start, end, room in spans]
    return tuple(found)


_Span = tuple[int, int, UUID | None]


def _by_weekday(hours: Iterable[Hours]) -> tuple[tuple[_Span, ...], ...]:
    week: list[list[_Span]] = [[] for _ in range(7)]
    for one in sorted(hours, key=lambda one: one.start):
        week[one.weekday].append((one.start, one.end, one.room))
    return tuple(map(tuple, week))


def _less(spans: Iterable[_Span], own: Iterable[NewException], closed: Iterable[NewException]) -> tuple[_Span, ...]:
    """A day's stretches with the extra ones, and without what is taken off them."""
    extra = [(one.start, one.end, None) for one in own
             if one.kind is ExceptionKind.EXTRA and one.start is not None and one.end is not None]  # fmt: skip
    off = [(one.start or 0, DAY if one.end is None else one.end) for one in (*own, *closed)
           if one.kind is not ExceptionKind.EXTRA]  # fmt: skip
    left = _joined([*spans, *extra])
    for start, end in off:
        left = [part for span in left for part in _without(span, start, end)]
    return tuple(left)


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    """Stretches that overlap or touch in one room become one; nobody is in two rooms at once: the first one holds."""
    found: list[_Span] = []
    for start, end, room in sorted(spans, key=lambda span: span[:2]):
        last = found[-1] if found else None
        if last and start <= last[1] and (last[2] == room or end <= last[1]):
            found[-1] = (last[0], max(last[1], end), last[2])
        else:
            found.append((max(start, last[1]) if last else start, end, room))
    return found


def _without(span: _Span, start: int, end: int) -> Iterator[_Span]:
    begins, ends, room = span
    if end <= begins or start >= ends:
        yield span
        return
    if begins < start:
        yield begins, start, room
    if end < ends:
        yield end, ends, room


def _overlap(spans: Iterable[tuple[int, int]]) -> bool:
    ordered = sorted(spans)
    return any(one[1] > other[0] for one, other in itertools.pairwise(ordered))


_EMAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,120}\.[^@\s.,;<>\"]{2,}")
_CODE: Final = re.compile(r"[A-Z]{1,3}")
_TIME: Final = re.compile(r"([01]?\d|2[0-4])(?:[:.h]?([0-5]\d))?")
_STRETCH: Final = re.compile(r"(\S+?)\s*(?:-|–|—|to)\s*(\S+)")


def read_time(typed: str) -> int | None:
    """8, 08:30, 8.30, 830, 13h15 as minutes of the day, or None."""
    found = _TIME.fullmatch(typed.strip().lower())
    if not found:
        return None
    minute = int(found[1]) * 60 + int(found[2] or 0)
    return minute if minute <= DAY else None


def read_hours(typed: str) -> tuple[tuple[int, int], ...] | None:
    """«08:00-12:00 13-17» as stretches of a day; nothing for a free day; None if it is not understood."""
    text = re.sub(r"\s*(-|–|—|\bto\b)\s*", "-", typed.strip().lower())
    found = []
    for part in re.split(r"[\s,;]+", text) if text else ():
        ends = _STRETCH.fullmatch(part)
        start, end = (read_time(ends[1]), read_time(ends[2])) if ends else (None, None)
        if start is None or end is None or start >= end:
            return None
        found.append((start, end))
    return None if _overlap(found) else tuple(sorted(found))


def time_text(minute: int) -> str:
    """08:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def hours_text(spans: Iterable[tuple[int, int]]) -> str:
    """08:00-12:00 13:00-17:00, which `read_hours` reads again."""
    return " ".join(f"{time_text(start)}-{time_text(end)}" for start, end in spans)
