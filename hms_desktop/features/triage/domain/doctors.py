"""Who could see this patient: by fit, presence, load and acquaintance, each with its reason as a sentence. Pure.

Points only order; what is shown are the reasons. A doctor who is not here cannot see somebody who cannot wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hms_desktop.features.triage.domain.kinds import Kind, Urgency
from hms_desktop.features.triage.domain.places import kind_of

MOST: Final = 3

_FIT, _SAME_PLACE, _GENERALIST = 3.0, 2.0, 1.0
_WAITING, _AHEAD, _NOT_YET = 0.4, 0.1, 1.5
_MOST_LOAD: Final = 3.0
_KNOWN: Final = {Urgency.EMERGENCY: 0.0, Urgency.URGENT: 0.4, Urgency.SOON: 1.2, Urgency.ROUTINE: 1.6}


@dataclass(frozen=True)
class Reason:
    """A sentence with places, and what stands in them; the screen translates it first."""

    text: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A doctor today: hours still to come as minutes of the day, and what waits for him."""

    uid: UUID
    name: str
    speciality: str = ""
    department: UUID | None = None
    department_name: str = ""
    hours: tuple[tuple[int, int], ...] = ()
    waiting: int = 0
    seated: int = 0
    booked_ahead: int = 0
    knows_since: str = ""
    """The day on which he was last given this patient, ready to be read; empty when he never was."""


@dataclass(frozen=True)
class Wish:
    """What is looked for."""

    kind: Kind
    department: UUID | None
    urgency: Urgency
    minute: int


@dataclass(frozen=True)
class Proposed:
    """A doctor who is proposed, and why."""

    uid: UUID
    name: str
    reasons: tuple[Reason, ...]
    points: float = 0.0


def ranked(candidates: Iterable[Candidate], wish: Wish) -> tuple[Proposed, ...]:
    """At most three, the best first; the same people in any order give the same answer."""
    found = [made for one in candidates if (made := _proposed(one, wish))]
    return tuple(sorted(found, key=lambda one: (-one.points, one.name, str(one.uid)))[:MOST])


def _proposed(one: Candidate, wish: Wish) -> Proposed | None:
    fit, why_fit = _fit(one, wish)
    presence = _presence(one, wish)
    if not fit or presence is None:
        return None
    there, why_there = presence
    load = min(_MOST_LOAD, _WAITING * (one.waiting + one.seated) + _AHEAD * one.booked_ahead)
    known = _KNOWN[wish.urgency] if one.knows_since else 0.0
    reasons = [why_fit, why_there, _load(one)]
    if one.knows_since:
        reasons.append(Reason("Was given this patient on {day}", (("day", one.knows_since),)))
    return Proposed(one.uid, one.name, tuple(reasons), round(fit + there + known - load, 3))


def _fit(one: Candidate, wish: Wish) -> tuple[float, Reason]:
    kind = kind_of(one.speciality)
    here = one.department is not None and one.department == wish.department
    if kind is wish.kind:
        points = _FIT + (_SAME_PLACE if here else 0)
        return points, Reason("{speciality}", (("speciality", one.speciality),))
    if here:
        return _SAME_PLACE, Reason("{department}", (("department", one.department_name),))
    if kind is Kind.GENERAL:
        return _GENERALIST, Reason("General practice")
    return 0.0, Reason("")


def _presence(one: Candidate, wish: Wish) -> tuple[float, Reason] | None:
    now = next(((start, end) for start, end in one.hours if start <= wish.minute < end), None)
    if now:
        return 0.0, Reason("In until {time}", (("time", _time(now[1])),))
    later = next((start for start, _ in sorted(one.hours) if start > wish.minute), None)
    if later is not None and wish.urgency is not Urgency.EMERGENCY:
        return -_NOT_YET, Reason("Comes in at {time}", (("time", _time(later)),))
    return None


def _load(one: Candidate) -> Reason:
    if not one.waiting and not one.seated:
        if one.booked_ahead:
            return Reason("Nobody waits, {count} booked", (("count", str(one.booked_ahead)),))
        return Reason("Nobody waits")
    if one.waiting:
        return Reason("{count} waiting", (("count", str(one.waiting)),))
    return Reason("Has a patient in the room")


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
