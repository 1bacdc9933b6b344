"""Appointments, visits and whoever waits, as lists, calendars and papers get them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from hms_desktop.features.scheduling.domain.booking import State
from hms_desktop.features.scheduling.domain.foretelling import Share
from hms_desktop.features.scheduling.domain.queue import Urgency, VisitState, token_text
from hms_desktop.features.scheduling.domain.risk import risk_word
from hms_desktop.features.scheduling.domain.waiting import NewWaiting, WaitState


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom a row is about, in brief; a restricted record says no more than this anywhere."""

    uid: UUID
    name: str
    born: str = ""
    age: str = ""
    number: str = ""
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """One appointment in a calendar."""

    uid: UUID
    version: int
    whose: Whose
    doctor: UUID
    room: UUID | None
    day: date
    minute: int
    minutes: int
    starts: datetime
    ends: datetime
    state: State
    reason: str
    note: str = ""
    series: UUID | None = None
    is_overbooked: bool = False
    cancelled_why: str = ""

    @property
    def patient(self) -> UUID:
        return self.whose.uid


@dataclass(frozen=True, slots=True)
class VisitRow:
    """Somebody who came: where he is, since when, and the token in his hand."""

    uid: UUID
    version: int
    patient: UUID
    doctor: UUID | None
    department: UUID | None
    room: UUID | None
    appointment: UUID | None
    day: date
    queue: str
    number: int
    state: VisitState
    urgency: Urgency
    reason: str
    arrived_at: datetime
    called_at: datetime | None
    seated_at: datetime | None
    finished_at: datetime | None

    @property
    def token(self) -> str:
        """G-07."""
        return token_text(self.queue, self.number)


@dataclass(frozen=True)
class BoardRow:
    """A line of today's board: somebody expected, or somebody who came."""

    whose: Whose
    doctor: UUID | None
    doctor_name: str
    room_name: str
    minute: int | None
    """The minute of the appointment; who came without one has none."""
    reason: str
    appointment: UUID | None
    appointment_version: int
    state: State | None
    visit: VisitRow | None
    is_alike: bool = False
    """Somebody else today has nearly the same name."""
    is_new: bool = False

    @property
    def patient(self) -> UUID:
        return self.whose.uid

    @property
    def key(self) -> UUID | None:
        """What stays the same when an expected one comes."""
        return self.appointment or (self.visit.uid if self.visit else None)

    @property
    def version(self) -> int:
        return self.visit.version if self.visit else self.appointment_version


@dataclass(frozen=True)
class RoomNow:
    """A doctor's room as it is now: who is inside, since when, and who is next."""

    doctor: UUID
    doctor_name: str
    room_name: str
    inside: Whose | None = None
    since: datetime | None = None
    minutes: int = 20
    """How long this visit was planned for."""
    next: Whose | None = None
    waiting: int = 0


@dataclass(frozen=True)
class Today:
    """The board of one day."""

    day: date
    rows: tuple[BoardRow, ...]
    rooms: tuple[RoomNow, ...]


@dataclass(frozen=True)
class TokenRow:
    """A line of the board in the waiting room. There is no name in it, and no way to one."""

    token: str
    room: str
    state: VisitState
    called_at: datetime | None


@dataclass(frozen=True)
class DoctorLoad:
    """How busy somebody is on a day."""

    doctor: UUID
    waiting: int
    seated: int
    booked_ahead: int
    is_in: bool


@dataclass(frozen=True)
class WaitingRow:
    """Somebody who waits for a time, and how likely he comes."""

    uid: UUID
    version: int
    whose: Whose
    asked: NewWaiting
    state: WaitState
    since: datetime
    risk: float = 0.0
    birth_year: int | None = None
    """For the risk."""


@dataclass(frozen=True)
class FreedSlot:
    """A time that was called off and that nobody has yet, with who could take it, the best first."""

    appointment: UUID
    doctor: UUID
    doctor_name: str
    day: date
    minute: int
    minutes: int
    candidates: tuple[WaitingRow, ...]


@dataclass(frozen=True)
class Reminder:
    """An appointment that somebody may be reminded of."""

    appointment: UUID
    patient: UUID
    doctor: UUID
    doctor_name: str
    starts: datetime
    day: date
    minute: int
    minutes: int


class ForetoldBy(StrEnum):
    """Whose answer a risk is."""

    OWN = "own"
    """Learnt from this clinic's history."""
    BASE = "base"
    """What came with the program."""
    RULE = "rule"
    """The rule of the share missed before, where there is no model."""


@dataclass(frozen=True)
class NoShowRisk:
    """How likely an appointment is missed. The rule says neither an interval nor what drove it."""

    appointment: UUID
    patient: UUID
    risk: float
    by: ForetoldBy
    version: str = ""
    low: float | None = None
    high: float | None = None
    usual: float | None = None
    """Log odds of the mean appointment here; with the shares they are those of the risk."""
    shares: tuple[Share, ...] = ()

    @property
    def word(self) -> str:
        """In a word."""
        return risk_word(self.risk)


@dataclass(frozen=True, kw_only=True)
class FitFigures:
    """How a fit does on rows that it has not seen, of patients that it has not seen, beside base and rule."""

    judged: int
    missed: int
    log_loss: float
    base_log_loss: float
    rule_log_loss: float
    auc: float
    base_auc: float
    rule_auc: float
    auc_error: float
    """Standard error."""
    ece: float
    base_ece: float


@dataclass(frozen=True)
class FitRow:
    """What was learnt once: when, from how many appointments, how well, and whether it is in use."""

    uid: UUID
    version: int
    number: int
    at: datetime
    rows: int
    is_in_use: bool
    base: str
    """The version of the model that it began with."""
    figures: FitFigures
    reference: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """How inputs and answers lay then, in the shape of a model's `reference.json`."""


@dataclass(frozen=True)
class NoShowModel:
    """What foretells here now, and what was learnt so far, the newest first."""

    by: ForetoldBy
    version: str
    why_rule: str
    """Why there is only the rule, as a sentence; empty when there is a model."""
    fits: tuple[FitRow, ...]
