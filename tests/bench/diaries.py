"""A clinic of fifty doctors with a million appointments to measure on: written by SQL, with four stretches of weeks.

What was fills the file; then come weeks by how full they are, each with a morning from which one asks. The doctors' own
time is what differs from one to the next: nothing else in the file does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from hms_desktop.data import migrate
from hms_desktop.data.engine import open_file
from hms_desktop.features.staff.domain import DoctorFacts, Hours
from hms_desktop.features.staff.service import AddDoctor, AddRoom, SetHours
from hms_desktop.kernel.clock import to_ms
from tests.bench.clinics import CACHE, KEY, Desk, fresh, load, opened

DOCTORS: Final = 50
PATIENTS: Final = 20_000
HOURS: Final = ((480, 720), (780, 1080))
SLOT: Final = 20
SLOTS: Final = tuple(minute for start, end in HOURS for minute in range(start, end, SLOT))

COLUMNS: Final = (
    "uid", "version", "rev", "patient", "doctor", "room", "day", "minute", "minutes", "zone", "starts", "ends", "state",
    "is_overbooked", "reason", "note", "series", "is_own", "cancelled_by", "cancelled_why",
)  # fmt: skip
INSERT: Final = f"INSERT INTO appointment ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


@dataclass(frozen=True)
class Stretch:
    """Weeks from this Monday on, and the share of every doctor's times that is booked in them."""

    name: str
    first: date
    days: int
    share: float

    @property
    def morning(self) -> datetime:
        """An hour before anybody is seen."""
        return datetime.combine(self.first, time(7), UTC)


WEEK: Final = Stretch("a week of 2,000", date(2029, 6, 4), 7, 2_000 / (DOCTORS * len(SLOTS) * 6))
EASY: Final = Stretch("free tomorrow", date(2030, 1, 7), 98, 0.6)
TIGHT: Final = Stretch("95 % full", date(2031, 1, 6), 98, 0.95)
FULL: Final = Stretch("nothing free in 90 days", date(2032, 1, 5), 98, 1.0)
WAS: Final = Stretch("what was", date(2026, 1, 5), 570, 0.95)


def scheduled(count: int = 1_000_000) -> Path:
    """The file, built once and kept."""
    path = CACHE / f"diaries-{count}-{migrate.HEAD}.db"
    if path.exists():
        return path
    new = fresh(CACHE / "new-diaries.db")
    with opened(new) as desk:
        load(desk, PATIENTS)
        _hire(desk)
    _fill(new, count)
    for end in (".witness", ".db"):
        new.with_suffix(end).rename(path.with_suffix(end))
    return path


def _hire(desk: Desk) -> None:
    week = tuple(Hours(weekday=day, start=start, end=end) for day in range(6) for start, end in HOURS)
    for at in range(DOCTORS):
        room = desk.bus.execute(AddRoom(id=desk.ids.new(), name=f"Room {at}"), desk.actor).answer
        facts = DoctorFacts(title="Dr", family=f"Doctor{at:02d}", speciality="General practice", room=room,
                            slot_minutes=SLOT)  # fmt: skip
        doctor = desk.bus.execute(AddDoctor(id=desk.ids.new(), facts=facts), desk.actor).answer
        desk.bus.execute(SetHours(id=desk.ids.new(), doctor=doctor, version=1, hours=week), desk.actor)


def _fill(path: Path, count: int) -> None:
    """By SQL past the triggers, which are put back as they were."""
    raw = open_file(path, KEY)
    triggers = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'appointment'"
    ).fetchall()
    for name, _ in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("BEGIN IMMEDIATE")
    stretches = (WEEK, EASY, TIGHT, FULL)
    rest = count - sum(round(_size(one)) for one in stretches)
    was = Stretch(WAS.name, WAS.first, WAS.days, rest / _size(Stretch("", WAS.first, WAS.days, 1.0)))
    for stretch in (was, *stretches):
        raw.executemany(INSERT, _rows(raw, stretch))
    raw.execute("COMMIT")
    for _, sql in triggers:
        raw.execute(sql)
    raw.execute("ANALYZE")
    raw.close()


def _size(stretch: Stretch) -> float:
    open_days = sum((stretch.first + timedelta(days=at)).weekday() < 6 for at in range(stretch.days))
    return open_days * DOCTORS * len(SLOTS) * stretch.share


def _rows(raw: Any, stretch: Stretch) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - the driver has no types
    doctors = raw.execute("SELECT uid, room FROM doctor ORDER BY local_no").fetchall()
    patients = [uid for (uid,) in raw.execute("SELECT uid FROM patient ORDER BY local_no")]
    draw, serial = Random(stretch.name), stretch.first.toordinal() * 1_000_000
    for at in range(stretch.days):
        day = stretch.first + timedelta(days=at)
        if day.weekday() == 6:
            continue
        midnight = to_ms(datetime.combine(day, time(), UTC))
        for minute in SLOTS:
            begin = midnight + minute * 60_000
            for doctor, room in doctors:
                serial += 1
                if draw.random() < stretch.share:
                    whom = patients[serial % len(patients)]
                    yield (
                        serial.to_bytes(16), 1, 0, whom, doctor, room, day.isoformat(), minute, SLOT, "UTC", begin,
                        begin + SLOT * 60_000, "booked", 0, "Blood pressure", "", None, 0, None, "",
                    )  # fmt: skip


@dataclass
class StillClock:
    """It is this instant; how long something takes is told by the machine."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return 0.0


@contextmanager
def on(path: Path, stretch: Stretch) -> Iterator[Desk]:
    """The file as it is opened on the first morning of these weeks."""
    with opened(path, StillClock(stretch.morning)) as desk:
        yield desk
