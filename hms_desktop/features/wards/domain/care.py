"""What is said of somebody in a bed: marks, admission, discharge, summary, and what cannot be accepted. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

LONGEST_REASON: Final = 500
LONGEST_WORD: Final = 200
LONGEST_SECTION: Final = 20_000
_LONG_STAY: Final = timedelta(days=365)
_LATE: Final = timedelta(days=2)
_TOO_LONG: Final = "This is longer than it can be"


class WardKind(StrEnum):
    """Who is cared for in a ward."""

    GENERAL = "general"
    MEDICAL = "medical"
    SURGICAL = "surgical"
    MATERNITY = "maternity"
    CHILDREN = "children"
    INTENSIVE = "intensive"
    DAY = "day"
    OTHER = "other"


class Isolation(StrEnum):
    """Precautions beyond the standard ones, after CDC, «Guideline for Isolation Precautions», 2007, part III."""

    NONE = "none"
    CONTACT = "contact"
    DROPLET = "droplet"
    AIRBORNE = "airborne"
    PROTECTIVE = "protective"


class Diet(StrEnum):
    """What somebody may eat."""

    NORMAL = "normal"
    SOFT = "soft"
    LIQUID = "liquid"
    DIABETIC = "diabetic"
    LOW_SALT = "salt-reduced"
    VEGETARIAN = "vegetarian"
    RENAL = "renal"
    TUBE = "tube feeding"
    NIL = "nil by mouth"


class AdmissionState(StrEnum):
    """Whether somebody is still here."""

    IN = "in"
    LEFT = "left"
    CANCELLED = "cancelled"


class DischargeKind(StrEnum):
    """How a stay ended."""

    HOME = "home"
    TRANSFERRED = "transferred"
    AGAINST_ADVICE = "against advice"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What everybody at the bed has to know."""

    diet: Diet = Diet.NORMAL
    isolation: Isolation = Isolation.NONE
    is_fall_risk: bool = False
    word: str = ""
    """A line for the ward, such as «interpreter on Tuesdays»."""


@dataclass(frozen=True, kw_only=True)
class Sections:
    """What a doctor writes of a stay; each is running text, and an empty one is left off the paper."""

    diagnoses: str = ""
    course: str = ""
    treatment: str = ""
    recommendations: str = ""
    follow_up: str = ""


def marks_problems(marks: Marks) -> dict[str, str]:
    """Field → sentence."""
    return {"word": _TOO_LONG} if len(marks.word) > LONGEST_WORD else {}


def admission_problems(why: str, admitted_at: datetime, expected: date | None, at: Moment) -> dict[str, str]:
    """Field → sentence, for what cannot be accepted of an admission."""
    found = {}
    if len(why) > LONGEST_REASON:
        found["why"] = _TOO_LONG
    if admitted_at > at.now:
        found["admitted_at"] = "This is still to come"
    if expected and expected < at.day_of(admitted_at):
        found["expected"] = "This day is before the admission"
    return found


def admission_doubts(admitted_at: datetime, expected: date | None, at: Moment) -> dict[str, str]:
    """Field → question, for what is possible and mostly a slip."""
    found = expected_doubts(expected, at)
    if at.now - admitted_at > _LATE:
        found["admitted_at"] = "More than two days ago: is that right?"
    return found


def expected_doubts(expected: date | None, at: Moment) -> dict[str, str]:
    """The same for the expected day alone."""
    today = at.day_of(at.now)
    if expected and expected < today:
        return {"expected": "This day is over: is that right?"}
    if expected and expected - today > _LONG_STAY:
        return {"expected": "More than a year from now: is that right?"}
    return {}


def end_problem(ended_at: datetime, admitted_at: datetime, since: datetime, now: datetime) -> str:
    """What is wrong with the moment of a discharge, or nothing. `since`: how long he is in his present bed."""
    if ended_at > now:
        return "This is still to come"
    if ended_at < admitted_at:
        return "This is before the admission"
    return "This is before the last move" if ended_at < since else ""


def move_problem(moved_at: datetime, since: datetime, now: datetime) -> str:
    """What is wrong with the moment of a transfer, or nothing."""
    if moved_at > now:
        return "This is still to come"
    return "This is before he came to his present bed" if moved_at < since else ""


def section_problems(sections: Sections) -> dict[str, str]:
    """Field → sentence, for what cannot be kept of a summary."""
    told = (field.name for field in fields(sections) if len(getattr(sections, field.name)) > LONGEST_SECTION)
    return dict.fromkeys(told, _TOO_LONG)


def signing_problems(sections: Sections) -> dict[str, str]:
    """Field → sentence, for what is missing before a summary can be signed."""
    needed = {"diagnoses": "A summary names at least one diagnosis", "course": "A summary says how the stay went"}
    return {name: sentence for name, sentence in needed.items() if not getattr(sections, name)}


def day_of_stay(admitted_on: date, on: date) -> int:
    """The day of admission is the first."""
    return max((on - admitted_on).days, 0) + 1


@dataclass(frozen=True)
class Moment:
    """Now, and the zone in which the clinic lives: a day is a day there."""

    now: datetime
    zone: tzinfo

    def day_of(self, instant: datetime) -> date:
        """The clinic's day of an instant."""
        return instant.astimezone(self.zone).date()

    @property
    def today(self) -> date:
        return self.day_of(self.now)
