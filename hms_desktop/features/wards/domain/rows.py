"""Wards as screens and papers get them: frozen rows. What a role may not read is None here. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from hms_desktop.features.wards.domain.beds import BedState
from hms_desktop.features.wards.domain.care import AdmissionState, DischargeKind, Marks, Sections, WardKind


@dataclass(frozen=True)
class WardRow:
    """A ward, with how many of its beds are in which state."""

    uid: UUID
    version: int
    name: str
    kind: WardKind
    floor: str
    department: UUID | None
    is_active: bool
    beds: int = 0
    occupied: int = 0
    free: int = 0
    """Free and clean: somebody may come at once."""


@dataclass(frozen=True)
class Occupant:
    """Who lies in a bed. Of a restricted record only its number is told; `marks` and `reason` are clinical."""

    admission: UUID
    version: int
    patient: UUID
    name: str
    number: str
    sex: str
    age: str
    admitted_at: datetime
    since: datetime
    """How long he is in this bed."""
    day: int
    expected: date | None
    doctor: UUID | None
    doctor_name: str = ""
    marks: Marks | None = None
    reason: str | None = None
    is_restricted: bool = False
    is_deceased: bool = False


@dataclass(frozen=True)
class Reservation:
    """For whom a bed is kept, and until when; without a patient for somebody who is not registered yet."""

    patient: UUID | None
    name: str
    until: datetime | None


@dataclass(frozen=True)
class BedRow:
    """One bed as it is now."""

    uid: UUID
    version: int
    ward: UUID
    room: str
    code: str
    state: BedState
    note: str = ""
    occupant: Occupant | None = None
    reservation: Reservation | None = None


@dataclass(frozen=True)
class WardMap:
    """A whole ward at one moment: its beds room by room, and who is expected."""

    ward: WardRow
    beds: tuple[BedRow, ...]
    expected_out: int
    expected_in: int


@dataclass(frozen=True)
class BedName:
    """A bed that was called by its code, for the echo below what is typed."""

    uid: UUID
    code: str
    room: str
    ward: str
    state: BedState
    reserved_for: UUID | None = None


@dataclass(frozen=True)
class AdmissionRow:
    """One admission: where he is or was last, and how it ended."""

    uid: UUID
    version: int
    patient: UUID
    state: AdmissionState
    admitted_at: datetime
    bed: UUID
    bed_code: str
    ward: UUID
    ward_name: str
    since: datetime
    """How long he is in this bed, or was it his."""
    expected: date | None
    doctor: UUID | None
    doctor_name: str = ""
    ended_at: datetime | None = None
    ended: DischargeKind | None = None
    marks: Marks | None = None
    reason: str | None = None


@dataclass(frozen=True)
class StayRow:
    """A time in one bed."""

    uid: UUID
    bed_code: str
    room: str
    ward_name: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class RoundRow:
    """One bed of a round: who lies there and what to know of him. `lines` is where further features add theirs."""

    bed: BedRow
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class SummaryRow:
    """The discharge summary of an admission. `edition` counts how often it was signed."""

    admission: UUID
    version: int
    sections: Sections = field(default_factory=Sections)
    edition: int = 0
    signed_at: datetime | None = None
    signed_by: UUID | None = None
    signed_name: str = ""
