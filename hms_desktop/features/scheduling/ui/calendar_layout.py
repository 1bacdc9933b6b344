"""A calendar as columns of blocks: who stands in which column, and side by side where two are booked at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from hms_desktop.features.scheduling.calendar import Calendar
from hms_desktop.features.scheduling.domain import AppointmentRow, State, joined
from hms_desktop.features.scheduling.ui.words import WEEKDAYS
from hms_desktop.features.staff.domain import DepartmentRow, DoctorRow, RoomRow
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.words import tr


class By(StrEnum):
    """What the columns of a day are."""

    DOCTOR = "doctor"
    ROOM = "room"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Block:
    """One appointment in its column: in which lane of how many."""

    row: AppointmentRow
    lane: int = 0
    lanes: int = 1


@dataclass(frozen=True)
class Column:
    """A column: what stands at its head, its day, whose it is, when it is open, and its blocks in order."""

    title: str
    subtitle: str
    day: date
    doctor: UUID | None
    step: int
    open: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]

    def at(self, minute: int) -> Block | None:
        """The block that covers this minute."""
        return next((one for one in self.blocks if one.row.minute <= minute < one.row.minute + one.row.minutes), None)


@dataclass(frozen=True)
class Places:
    """Where patients are seen."""

    rooms: tuple[RoomRow, ...] = ()
    departments: tuple[DepartmentRow, ...] = ()


def day_columns(calendar: Calendar, day: date, by: By, places: Places) -> tuple[Column, ...]:
    """The columns of a day, by doctor, room or department. Whoever neither works nor has anybody that day has none."""
    rows = [row for row in calendar.appointments if row.day == day and row.state is not State.CANCELLED]
    if by is By.DOCTOR:
        columns = [_of_doctor(calendar, one, day, rows) for one in calendar.doctors]
        shown = [column for column in columns if column.open or column.blocks]
        return tuple(shown or columns[:4])
    if by is By.ROOM:
        return tuple(_of_room(calendar, one, day, rows) for one in places.rooms)
    return tuple(_of_department(calendar, one, day, rows) for one in places.departments)


def week_columns(calendar: Calendar, monday: date, doctor: DoctorRow) -> tuple[Column, ...]:
    """Seven days of one doctor; a weekend on which nobody works and nobody is booked is left out."""
    found = []
    for at in range(7):
        day = monday + timedelta(days=at)
        rows = [row for row in calendar.appointments if row.day == day and row.state is not State.CANCELLED]
        column = _of_doctor(calendar, doctor, day, rows)
        if at < 5 or column.open or column.blocks:
            found.append(replace(column, title=tr(WEEKDAYS[at]), subtitle=day_text(day)))
    return tuple(found)


def hours_of(columns: Iterable[Column]) -> tuple[int, int]:
    """From which to which whole hour there is something to see."""
    ready = tuple(columns)
    spans = [span for column in ready for span in column.open]
    spans += [(one.row.minute, one.row.minute + one.row.minutes) for column in ready for one in column.blocks]
    if not spans:
        return 8 * 60, 18 * 60
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return max(first // 60 * 60, 0), min(-(-last // 60) * 60, 24 * 60)


def _of_doctor(calendar: Calendar, doctor: DoctorRow, day: date, rows: list[AppointmentRow]) -> Column:
    own = [row for row in rows if row.doctor == doctor.uid]
    spans = joined((one.start, one.end) for one in calendar.openings if (one.doctor, one.day) == (doctor.uid, day))
    room = tr("room {room}", room=doctor.room_name) if doctor.room_name else ""
    beside = " · ".join(part for part in (doctor.speciality, room) if part)
    return Column(doctor.name, beside, day, doctor.uid, doctor.slot_minutes, spans, side_by_side(own))


def _of_room(calendar: Calendar, room: RoomRow, day: date, rows: list[AppointmentRow]) -> Column:
    usual = {one.uid: one.room for one in calendar.doctors}
    here = [row for row in rows if (row.room or usual.get(row.doctor)) == room.uid]
    own = [doctor for doctor in calendar.doctors if doctor.room == room.uid]
    return _shared(calendar, day, (tr("Room {room}", room=room.name), ""), here, own)


def _of_department(calendar: Calendar, one: DepartmentRow, day: date, rows: list[AppointmentRow]) -> Column:
    own = [doctor for doctor in calendar.doctors if doctor.department == one.uid]
    ids = {doctor.uid for doctor in own}
    return _shared(calendar, day, (one.name, one.floor), [row for row in rows if row.doctor in ids], own)


def _shared(
    calendar: Calendar, day: date, head: tuple[str, str], rows: list[AppointmentRow], own: list[DoctorRow]
) -> Column:
    ids = {doctor.uid for doctor in own}
    spans = joined((one.start, one.end) for one in calendar.openings if one.doctor in ids and one.day == day)
    names = ", ".join(doctor.name for doctor in own)
    first = own[0].uid if own else None
    step = min((doctor.slot_minutes for doctor in own), default=20)
    return Column(head[0], names or head[1], day, first, step, spans, side_by_side(rows))


def side_by_side(rows: Iterable[AppointmentRow]) -> tuple[Block, ...]:
    """Blocks in order; those that overlap share the width in as few lanes as it takes."""
    found: list[Block] = []
    cluster: list[tuple[AppointmentRow, int]] = []
    lanes: list[int] = []
    until = -1

    def close() -> None:
        found.extend(Block(row, lane, len(lanes)) for row, lane in cluster)

    for row in sorted(rows, key=lambda one: (one.minute, -one.minutes)):
        if row.minute >= until and cluster:
            close()
            cluster, lanes = [], []
        lane = next((at for at, end in enumerate(lanes) if end <= row.minute), len(lanes))
        if lane == len(lanes):
            lanes.append(0)
        lanes[lane] = row.minute + row.minutes
        cluster.append((row, lane))
        until = max(lanes)
    close()
    return tuple(found)
