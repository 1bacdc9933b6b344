"""Random calendars: whatever several desks do in whatever order and zone, nobody is in two places at once.

A calendar is a zone, three doctors of its own, some patients, and a row of acts drawn by chance around a day on which
the clock changes. Some acts are refused, as they should be. Afterwards no two appointments that hold their time share a
doctor (unless somebody overbooked), a room or a patient, and each stored instant is what its day, minute and zone say.
`HMS_CALENDARS=10000` runs more of them than a commit waits for; each failure tells its seed.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from hms_desktop.features.scheduling.domain import (
    CancelledBy,
    Every,
    NewAppointment,
    SeriesRule,
    VisitState,
    minute_of,
)
from hms_desktop.features.scheduling.queue import CheckIn, StepBack, StepVisit
from hms_desktop.features.scheduling.series import BookSeries, CancelFollowing, MoveFollowing
from hms_desktop.features.scheduling.service import (
    BookAppointment,
    CancelAppointment,
    ConfirmAppointment,
    KeepAppointment,
    MissAppointment,
    MoveAppointment,
    ReviveAppointment,
)
from hms_desktop.features.scheduling.tables import Appointment
from hms_desktop.features.staff.domain import DoctorFacts
from hms_desktop.features.staff.service import AddDoctor, AddRoom
from hms_desktop.features.workstation.service import ChangeSetting
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.clock import from_ms
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, NotFound
from tests.features.scheduling.surgery import Surgery
from tests.support import Desk

CALENDARS: Final = int(os.environ.get("HMS_CALENDARS", "12"))
ACTS: Final = 24
AT_ONCE: Final = 250
"""Calendars in one file: what is looked through for a clash stays small."""

CHANGES: Final = (
    ("Europe/Madrid", date(2026, 3, 29)), ("Europe/Madrid", date(2026, 10, 25)),
    ("America/New_York", date(2027, 3, 14)), ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)), ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2027, 3, 14)), ("America/Havana", date(2026, 11, 1)),
    ("Pacific/Auckland", date(2026, 9, 27)), ("Pacific/Auckland", date(2027, 4, 4)),
    ("America/St_Johns", date(2026, 11, 1)), ("Africa/Casablanca", date(2026, 3, 22)),
    ("Asia/Kathmandu", date(2026, 7, 1)), ("UTC", date(2026, 7, 1)),
)  # fmt: skip
"""Zones with a day on which the clock changes, and two without. Source: IANA time zone database."""

_WHO: Final = (Role.RECEPTIONIST, Role.NURSE, Role.DOCTOR, Role.MANAGER)
_HELD: Final = ("booked", "confirmed", "kept")


@dataclass(frozen=True)
class Held:
    """One stored appointment, read past the program."""

    uid: bytes
    doctor: bytes
    room: bytes | None
    patient: bytes
    day: str
    minute: int
    minutes: int
    zone: str
    starts: int
    ends: int
    state: str
    is_overbooked: int
    version: int
    series: bytes | None


_COLUMNS: Final = ", ".join(Held.__dataclass_fields__)


class Calendar:
    """One calendar and what is done to it."""

    def __init__(self, desk: Desk, people: list[UUID], seed: int) -> None:
        self.desk, self.chance = desk, random.Random(seed)
        self.zone, self.change = self.chance.choice(CHANGES)
        desk.do(ChangeSetting(id=desk.id(), key="clinic.zone", value=self.zone), Role.ADMINISTRATOR)
        self.doctors, self.rooms = [], []
        for at in range(3):
            room = desk.do(AddRoom(id=desk.id(), name=f"Room {seed}-{at}"), Role.MANAGER)
            facts = DoctorFacts(family=f"Doctor {seed}-{at}", room=room)
            self.doctors.append(desk.do(AddDoctor(id=desk.id(), facts=facts), Role.MANAGER))
            self.rooms.append(room)
        self.people = self.chance.sample(people, 4)
        day = self.change - timedelta(days=self.chance.choice((0, 0, 1, 2)))
        begins = datetime.combine(day, time(self.chance.choice((0, 4, 7))), ZoneInfo(self.zone))
        desk.clock.set(begins.astimezone(UTC))
        self.done: Counter[str] = Counter()

    def live(self) -> None:
        """Acts one after the other; time goes on between them."""
        acts = (self.book, self.book, self.book, self.overbook, self.series, self.move, self.move, self.confirm,
                self.cancel, self.revive, self.check_in, self.step, self.step_back, self.keep, self.miss,
                self.cancel_following, self.move_following)  # fmt: skip
        for _ in range(ACTS):
            act = self.chance.choice(acts)
            try:
                act()
            except (Invalid, Conflict, Denied, NotFound):
                self.done[f"refused {act.__name__}"] += 1
            else:
                self.done[act.__name__] += 1
            self.desk.clock.advance(self.chance.choice((0, 60, 1_800, 7_200)))

    # Acts.

    def book(self, **more: Any) -> None:  # noqa: ANN401 - fields of the command
        self._do(BookAppointment(id=self.desk.id(), asked=self._asked(), confirmed=True, **more))

    def overbook(self) -> None:
        self.book(is_overbooked=True)

    def series(self) -> None:
        rule = SeriesRule(every=self.chance.choice((Every.DAY, Every.WEEK)), times=self.chance.randint(2, 4))
        leave_out = self.chance.random() < 0.5
        self._do(BookSeries(id=self.desk.id(), asked=self._asked(), rule=rule, leave_out=leave_out, confirmed=True))

    def move(self) -> None:
        row, asked = self._some(), self._asked()
        self._do(MoveAppointment(
            id=self.desk.id(), uid=_id(row.uid), version=row.version, doctor=asked.doctor, day=asked.day,
            minute=asked.minute, minutes=asked.minutes, room=asked.room, confirmed=True,
            is_overbooked=self.chance.random() < 0.1,
        ))  # fmt: skip

    def confirm(self) -> None:
        row = self._some()
        self._do(ConfirmAppointment(id=self.desk.id(), uid=_id(row.uid), version=row.version))

    def cancel(self) -> None:
        row = self._some()
        by = self.chance.choice(list(CancelledBy))
        self._do(CancelAppointment(id=self.desk.id(), uid=_id(row.uid), version=row.version, by=by, why="By chance"))

    def revive(self) -> None:
        row = self._some("cancelled", "missed")
        self._do(ReviveAppointment(id=self.desk.id(), uid=_id(row.uid), version=row.version))

    def check_in(self) -> None:
        row = self._some("booked", "confirmed", "missed")
        self._do(CheckIn(id=self.desk.id(), appointment=_id(row.uid), version=row.version))

    def step(self) -> None:
        uid, version, _ = self._visit()
        to = self.chance.choice(list(VisitState))
        self._do(StepVisit(id=self.desk.id(), uid=uid, version=version, to=to))

    def step_back(self) -> None:
        uid, version, _ = self._visit()
        self._do(StepBack(id=self.desk.id(), uid=uid, version=version))

    def keep(self) -> None:
        row = self._some()
        self._do(KeepAppointment(id=self.desk.id(), uid=_id(row.uid), version=row.version))

    def miss(self) -> None:
        row = self._some()
        self._do(MissAppointment(id=self.desk.id(), uid=_id(row.uid), version=row.version))

    def cancel_following(self) -> None:
        row = self._some(in_series=True)
        self._do(CancelFollowing(id=self.desk.id(), uid=_id(row.uid), by=CancelledBy.CLINIC, why="By chance"))

    def move_following(self) -> None:
        row = self._some(in_series=True)
        minute = self.chance.randint(0, 287) * 5
        self._do(MoveFollowing(id=self.desk.id(), uid=_id(row.uid), days=self.chance.randint(-2, 2), minute=minute))

    # What holds.

    def rows(self) -> list[Held]:
        marks = ", ".join("?" * len(self.doctors))
        asked = f"SELECT {_COLUMNS} FROM appointment WHERE doctor IN ({marks}) ORDER BY starts, uid"
        return [Held(*row) for row in self.desk.sql(asked, [uid.bytes for uid in self.doctors])]

    def faults(self) -> list[str]:
        """What is not as it must be."""
        rows = self.rows()
        held = [row for row in rows if row.state in _HELD]
        found = [f"{row.day} {row.minute} is not its instant" for row in rows if not _is_its_instant(row)]
        for whose in ("doctor", "room", "patient"):
            of: dict[bytes, list[Held]] = {}
            for row in held:
                key = getattr(row, whose)
                if key is not None and not (whose != "patient" and row.is_overbooked):
                    of.setdefault(key, []).append(row)
            found += [f"two at once for one {whose}" for spans in of.values() for one, other in pairwise(spans)
                      if other.starts < one.ends]  # fmt: skip
        return found

    # Inside.

    def _asked(self) -> NewAppointment:
        at = self.chance.randrange(3)
        around = self.chance.choice((60, 120, 150, 180, 540, 600, 660, 1410))
        return NewAppointment(
            patient=self.chance.choice(self.people), doctor=self.doctors[at],
            day=self.change + timedelta(days=self.chance.choice((-1, 0, 0, 0, 1, 7))),
            minute=min(around + 5 * self.chance.randint(0, 8), 1439), minutes=self.chance.choice((5, 20, 30, 60, 480)),
            room=self.chance.choice((None, *self.rooms)),
        )  # fmt: skip

    def _do(self, command: Any) -> None:  # noqa: ANN401 - any command
        self.desk.do(command, self.chance.choice(_WHO))

    def _some(self, *states: str, in_series: bool = False) -> Held:
        rows = [row for row in self.rows() if (not states or row.state in states) and (row.series or not in_series)]
        if not rows:
            raise NotFound("Nothing", "There is nothing to do that to", "")
        return self.chance.choice(rows)

    def _visit(self) -> tuple[UUID, int, str]:
        marks = ", ".join("?" * len(self.doctors))
        asked = f"SELECT uid, version, state FROM visit WHERE doctor IN ({marks}) ORDER BY local_no"
        rows = self.desk.sql(asked, [uid.bytes for uid in self.doctors])
        if not rows:
            raise NotFound("Nobody", "Nobody is here", "")
        uid, version, state = self.chance.choice(rows)
        return _id(uid), version, state


def _id(uid: bytes) -> UUID:
    return UUID(bytes=bytes(uid))


def _is_its_instant(row: Held) -> bool:
    """Said by the clock on the wall at that instant, and of two the first."""
    starts = from_ms(row.starts)
    wall = starts.astimezone(ZoneInfo(row.zone))
    says = (wall.date().isoformat(), minute_of(wall)) == (row.day, row.minute) and wall.fold == 0
    return says and row.ends - row.starts == row.minutes * 60_000


@pytest.mark.timeout(max(120, CALENDARS * 2))
def test_no_calendar_has_anybody_in_two_places_at_once(staffed: Desk) -> None:
    staffed.lane().raw.execute("PRAGMA synchronous = OFF")  # nothing here is about power cuts
    people = _people(staffed)
    done: Counter[str] = Counter()
    for seed in range(CALENDARS):
        if seed % AT_ONCE == AT_ONCE - 1:
            _clear(staffed)
        calendar = Calendar(staffed, people, seed)
        calendar.live()
        assert calendar.faults() == [], f"calendar {seed} in {calendar.zone}"
        done += calendar.done
    assert staffed.faults() == []
    print(f"{CALENDARS} calendars: {sum(done.values())} acts, {dict(sorted(done.items()))}")
    if CALENDARS >= 10:
        for act in ("book", "overbook", "series", "move", "cancel", "revive", "check_in", "step", "refused book"):
            assert done[act], act


def test_a_calendar_with_two_at_once_would_be_found_out(staffed: Desk) -> None:
    calendar = Calendar(staffed, _people(staffed), 3)
    while len(calendar.rows()) < 2:
        calendar.live()
    assert calendar.faults() == []
    one, *_ = calendar.rows()
    with staffed.writing("Plant") as work:
        connection = work.rows.connection
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'appointment'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        columns = [column.name for column in Appointment.__table__.columns if column.name not in ("uid", "local_no")]
        said = ", ".join({"starts": "starts + 60000", "ends": "ends + 60000", "state": "'booked'",
                          "is_overbooked": "0"}.get(name, name) for name in columns)  # fmt: skip
        connection.exec_driver_sql(
            f"INSERT INTO appointment (uid, {', '.join(columns)}) SELECT ?, {said} FROM appointment WHERE uid = ?",
            (UUID(int=77).bytes, one.uid),
        )
        connection.exec_driver_sql(
            "UPDATE appointment SET state = 'booked', is_overbooked = 0 WHERE uid = ?", (one.uid,)
        )
    faults = calendar.faults()
    assert {"two at once for one doctor", "two at once for one patient"} <= set(faults)
    assert f"{one.day} {one.minute} is not its instant" in faults


def _people(desk: Desk) -> list[UUID]:
    here = Surgery(desk)
    return [here.patient(f"Family{letter}", "Ana") for letter in "ABCDEFGHIJ"]


def _clear(desk: Desk) -> None:
    """A new file, as far as looking for clashes goes; what was proved is proved."""
    with desk.writing("EraseAll") as work:
        for table in ("visit", "appointment", "doctor", "room"):
            work.rows.connection.exec_driver_sql(f"DELETE FROM {table}")
