"""The weeks of the demo clinic's front desk as they are thought of, before anybody lives them.

Who comes is drawn by chance; what becomes of it follows from the hours: a doctor who has somebody inside takes the next
one later, so at the hour at which the demo opens some wait, as they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from hms_desktop.features.scheduling.demo.course import Course, Diary
from hms_desktop.features.scheduling.demo.people import People
from hms_desktop.features.scheduling.domain import CancelledBy, NewAppointment, VisitState
from hms_desktop.features.staff.domain import DoctorRow, Opening
from hms_desktop.features.staff.service import Doctors, Openings
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans

BACK: Final = 14
AHEAD: Final = 21
"""Days before and after the demo's own."""

_TODAY: Final = {
    "Haile": (480, 500, 520, 560, 580, 600, 620, 640, 660, 680, 720, 850, 910, 1000),
    "Brandt": (480, 500, 540, 580, 600, 620, 640, 680, 830, 890),
    "Okafor": (740, 800, 880),
    "Nurse station": (470, 520, 600, 630, 640, 650, 690, 840),
    "Petrova": (690, 840),
    "Lindqvist": (690,),
}
"""Family name → minutes of the day's appointments, where he has hours then."""

_MISSED: Final = ("Haile", 560)
_FREED: Final = ("Haile", 850)
_BUSY: Final = ("Haile", "Brandt")
OF_SUNDAY: Final = ("Haile", "Brandt", "Nurse station")

_OF_SERIES: Final = (450, 810)
"""Minutes that are left free for series."""

_SEEN, _KEPT, _LOST = 0.6, 0.82, 0.92
"""Shares of what was: with a visit, kept without anybody checking in, missed; the rest was called off."""

_CALLED_OFF: Final = (
    (CancelledBy.PATIENT, "Feels better"), (CancelledBy.PATIENT, "Has to work"), (CancelledBy.PATIENT, "Is away"),
    (CancelledBy.CLINIC, "Doctor called to an emergency"),
)  # fmt: skip


class Weeks:
    """Everything that was and will be, as it is thought of."""

    def __init__(self, means: DemoMeans) -> None:
        self.means, self.today, self._chance = means, means.today, means.chance
        self.diary = Diary(means, ZoneInfo(means.ask(SettingsNow(), Role.MANAGER)["clinic.zone"]))
        self.people = People(means)
        self.doctors = {row.family: row for row in means.ask(Doctors(), Role.MANAGER)}
        first, last = self.today - timedelta(days=BACK), self.today + timedelta(days=AHEAD)
        self._open: dict[tuple[UUID, date], list[Opening]] = {}
        for one in means.ask(Openings(first=first, last=last), Role.MANAGER):
            self._open.setdefault((one.doctor, one.day), []).append(one)

    def were(self) -> None:
        """Some of the days before: kept, most of them with a visit, a few missed or called off."""
        for doctor, day in self._days(range(-BACK, 0)):
            for minute in self._some(doctor, day, 2 if doctor.family in _BUSY else 1):
                fate = self._chance.random()
                course = self._course(doctor, day, minute, "seen" if fate < _SEEN else "else")
                self._past(course, fate)

    def is_now(self) -> None:
        """The day itself, each doctor's patients one after the other."""
        for doctor in self.doctors.values():
            free = 0
            for minute in _TODAY.get(doctor.family, ()):
                if self._is_open(doctor, self.today, minute):
                    course = self._course(doctor, self.today, minute, "now")
                    free = self._comes(course, (doctor.family, minute), free)

    def will_be(self) -> list[Course]:
        """The weeks to come, fuller where they are near."""
        found = []
        for doctor, day in self._days(range(1, AHEAD + 1)):
            ahead = (day - self.today).days
            for minute in self._some(doctor, day, max((5 if doctor.family in _BUSY else 2) - ahead // 3, 1)):
                course = self._course(doctor, day, minute, "else")
                if ahead < 5 and self._chance.random() < 0.4:
                    self.diary.at(self.today, self._chance.randint(490, 630), course.confirm)
                found.append(course)
        return found

    def next_open(self, doctor: DoctorRow, minute: int) -> date:
        """The next day on which he sees somebody then."""
        days = (self.today + timedelta(days=ahead) for ahead in range(1, AHEAD + 1))
        return next(day for day in days if self._is_open(doctor, day, minute))

    def _days(self, apart: Iterable[int]) -> Iterator[tuple[DoctorRow, date]]:
        for ahead in apart:
            day = self.today + timedelta(days=ahead)
            yield from ((row, day) for row in self.doctors.values() if (row.uid, day) in self._open)

    def _is_open(self, doctor: DoctorRow, day: date, minute: int) -> bool:
        spans = self._open.get((doctor.uid, day), ())
        return any(one.start <= minute <= one.end - doctor.slot_minutes for one in spans)

    def _some(self, doctor: DoctorRow, day: date, number: int) -> list[int]:
        spans = self._open[doctor.uid, day]
        long = doctor.slot_minutes
        slots = [minute for one in spans for minute in range(one.start, one.end - long + 1, long)]
        return sorted(self._chance.sample([minute for minute in slots if minute not in _OF_SERIES], number))

    def _course(self, doctor: DoctorRow, day: date, minute: int, turn: str) -> Course:
        """Booked a few days before, and before today: on a working day in the morning."""
        row = self.people.draw(day, doctor, turn)
        asked = NewAppointment(
            patient=row.uid, doctor=doctor.uid, day=day, minute=minute, minutes=doctor.slot_minutes,
            reason=self.people.reason(row, doctor),
        )  # fmt: skip
        course = Course(self.means, asked)
        said = min(day, self.today) - timedelta(days=self._chance.randint(1, 9))
        said -= timedelta(days=said.weekday() == 6)
        self.diary.at(said, self._chance.randint(485, 700), course.book)
        return course

    def _past(self, course: Course, fate: float) -> None:
        day, minute = course.asked.day, course.asked.minute
        if fate < _SEEN:
            self.diary.at(day, minute - self._chance.randint(4, 20), course.come)
            self.diary.at(day, minute + 3, lambda: course.step(VisitState.SEATED))
            self.diary.at(day, minute + 3 + course.asked.minutes, lambda: course.step(VisitState.FINISHED))
        elif fate < _KEPT:
            self.diary.at(day, minute + course.asked.minutes, course.keep)
        elif fate < _LOST:
            self.diary.at(day, minute + course.asked.minutes, course.miss)
        else:
            by, why = self._chance.choice(_CALLED_OFF)
            self.diary.at(day - timedelta(days=1), 720, lambda: course.cancel(by, why))

    def _comes(self, course: Course, plan: tuple[str, int], free: int) -> int:
        """When the doctor is free again. What is later than now is never lived."""
        minute = course.asked.minute
        if plan == _FREED:
            self.diary.at(self.today, 592, lambda: course.cancel(CancelledBy.PATIENT, "Has a cold"))
            return free
        if plan == _MISSED:
            self.diary.at(self.today, minute + 30, course.miss)
            return free
        arrives = minute - self._chance.randint(6, 28)
        sits = max(minute - 2, free + 1, arrives + 3)
        done = sits + course.asked.minutes + self._chance.randint(0, 6)
        self.diary.at(self.today, arrives, course.come)
        self.diary.at(self.today, sits, lambda: course.step(VisitState.SEATED))
        self.diary.at(self.today, done, lambda: course.step(VisitState.FINISHED))
        return done
