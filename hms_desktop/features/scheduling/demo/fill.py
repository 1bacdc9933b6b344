"""Brings the front desk's days into the demo clinic, by the commands that people have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.scheduling.demo.course import Course
from hms_desktop.features.scheduling.demo.weeks import OF_SUNDAY, Weeks
from hms_desktop.features.scheduling.domain import (
    Every,
    NewAppointment,
    NewWaiting,
    Part,
    SeriesRule,
    Urgency,
    VisitState,
)
from hms_desktop.features.scheduling.queue import CheckedIn, StepVisit, WalkIn
from hms_desktop.features.scheduling.series import BookSeries
from hms_desktop.features.scheduling.waiting import AddWaiting
from hms_desktop.features.staff.domain import ExceptionKind, NewException
from hms_desktop.features.staff.service import AddException, Doctors
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans

_SERIES: Final = (
    ("Nurse station", 450, "Dressing, burn on the forearm", SeriesRule(every=Every.WORKDAY, times=9)),
    ("Brandt", 810, "Physiotherapy, asthma", SeriesRule(every=Every.WEEK, times=6)),
)
_WAITING: Final[tuple[tuple[int, str, dict[str, Any]], ...]] = (
    (16, "", {"note": "Repeat prescription", "speciality": "General practice"}),
    (12, "Haile", {"note": "Results of the X-ray", "part": Part.AFTERNOON}),
    (5, "", {"note": "Headaches are getting worse", "urgency": Urgency.SOON}),
    (3, "Petrova", {"note": "Gallstones", "part": Part.MORNING}),
)
"""Days ago, for whom, and what else was said."""


def fill(means: DemoMeans) -> None:
    """Everything is thought of first and then lived through in order."""
    _open_on_sunday(means)
    weeks = Weeks(means)
    weeks.is_now()
    weeks.were()
    _overbook(weeks, weeks.will_be())
    _book_series(weeks)
    _walk_in(weeks)
    _wait(weeks)
    weeks.diary.live()


def _open_on_sunday(means: DemoMeans) -> None:
    """A demo that is opened on a Sunday finds those in who would be in on any other day."""
    if means.today.weekday() != 6:
        return
    for row in means.ask(Doctors(), Role.MANAGER):
        if row.family in OF_SUNDAY:
            days = NewException(first=means.today, last=means.today, kind=ExceptionKind.EXTRA, doctor=row.uid,
                                start=450, end=1080, note="Open Sunday")  # fmt: skip
            means.do(AddException(id=means.ids.new(), days=days), Role.MANAGER)


def _overbook(weeks: Weeks, ahead: list[Course]) -> None:
    """Somebody whom Dr Haile squeezes in beside another one."""
    haile = weeks.doctors["Haile"]
    beside = next(one.asked for one in ahead if one.asked.doctor == haile.uid)
    row = weeks.people.draw(beside.day, haile, "else")
    asked = replace(beside, patient=row.uid, reason="Tablets that he cannot take")
    weeks.diary.at(weeks.today, 570, Course(weeks.means, asked, is_overbooked=True).book)


def _book_series(weeks: Weeks) -> None:
    """A dressing each working day, and a child's exercises each week."""
    means = weeks.means
    for family, minute, why, rule in _SERIES:
        doctor = weeks.doctors[family]
        day = weeks.next_open(doctor, minute)
        patient = weeks.people.draw(day, doctor, "else").uid
        asked = NewAppointment(
            patient=patient, doctor=doctor.uid, day=day, minute=minute, minutes=doctor.slot_minutes, reason=why
        )
        command = BookSeries(id=means.ids.new(), asked=asked, rule=rule, leave_out=True)
        said = weeks.today - timedelta(days=2)
        weeks.diary.at(said, 600 + minute // 10, partial(means.do, command, Role.RECEPTIONIST))


def _walk_in(weeks: Weeks) -> None:
    """Three without an appointment: one left again, one is urgent, and one was never here before."""
    means, diary, today = weeks.means, weeks.diary, weeks.today
    haile = weeks.doctors["Haile"]
    left, urgent = (weeks.people.draw(today, haile, "now").uid for _ in range(2))
    came: list[CheckedIn] = []

    def come(**who: Any) -> None:  # noqa: ANN401 - the fields of the command
        came.append(means.do(WalkIn(id=means.ids.new(), **who), Role.RECEPTIONIST))

    def leave() -> None:
        means.do(StepVisit(id=means.ids.new(), uid=came[0].visit, version=1, to=VisitState.LEFT), Role.RECEPTIONIST)

    new = Particulars(family="Marchetti", given="Bianca", sex=Sex.FEMALE, born=date(today.year - 27, 5, 9))
    needs = {"why": "Chest pain since this morning", "urgency": Urgency.URGENT}
    diary.at(today, 512, partial(come, patient=left, doctor=haile.uid, why="Repeat prescription"))
    diary.at(today, 574, leave)
    diary.at(today, 626, partial(come, patient=urgent, doctor=haile.uid, **needs))
    diary.at(today, 634, partial(come, facts=new, doctor=weeks.doctors["Nurse station"].uid, why="Sprained ankle"))


def _wait(weeks: Weeks) -> None:
    """Four who wait for a time; the one that Dr Haile's patient called off this morning fits three of them."""
    means = weeks.means
    for ago, family, more in _WAITING:
        doctor = weeks.doctors[family or "Haile"]
        row = weeks.people.draw(weeks.today, doctor, "else")
        asked = NewWaiting(patient=row.uid, doctor=doctor.uid if family else None, minutes=doctor.slot_minutes, **more)
        command = AddWaiting(id=means.ids.new(), asked=asked)
        since = weeks.today - timedelta(days=ago)
        weeks.diary.at(since, 560 + ago, partial(means.do, command, Role.RECEPTIONIST))
