"""The demo clinic's front desk is in the middle of a morning, whatever the day, and the same one each time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.scheduling.board import BoardOf
from hms_desktop.features.scheduling.calendar import Calendar, CalendarOf
from hms_desktop.features.scheduling.demo.fill import fill
from hms_desktop.features.scheduling.domain import State, Today, Urgency, VisitState
from hms_desktop.features.scheduling.waiting import FreedSlots, WaitingList
from hms_desktop.features.staff.demo import fill as fill_staff
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import OPENS, DemoClock, DemoMeans, stays
from hms_desktop.kernel.messages import Command, Query
from tests.fakes import FakeClock
from tests.support import Desk, sqlcipher_desk

SATURDAY: Final = date(2026, 11, 21)
_NAMES: Final = (
    "Abara", "Bekele", "Castro", "Dimitrov", "Eriksen", "Farouk", "Gomes", "Hansen", "Ito", "Jansen", "Kimani",
    "Larsen", "Mbeki", "Nowak", "Ortiz", "Petit", "Quiroga", "Rossi", "Silva", "Tanaka",
)  # fmt: skip


@contextmanager
def lived(template: Path, folder: Path, today: date, seed: int = 7) -> Iterator[Desk]:
    """A small town's clinic whose demo day is this one."""
    folder.mkdir()
    with sqlcipher_desk(template, folder) as desk:
        desk.staff()
        opening = datetime.combine(today, OPENS, UTC)
        desk.clock.set(opening)
        for at in range(100):
            born = today - timedelta(days=365 * (at % 9 + 1) if at % 3 == 0 else 365 * (20 + at % 60))
            facts = Particulars(family=f"{_NAMES[at % 20]}{'abcde'[at // 20] * 3}", given="Alex", sex=list(Sex)[at % 2],
                                born=born)  # fmt: skip
            desk.do(RegisterPatient(id=desk.id(), facts=facts, confirmed=True), Role.RECEPTIONIST)
        means = DemoMeans(_do(desk), _ask(desk), desk.ids, today, random.Random(seed), desk.clock.set)
        fill_staff(means)
        fill(means)
        desk.clock.set(opening)
        yield desk


def _do(desk: Desk) -> Any:  # noqa: ANN401 - a function
    def do(command: Command[Any], role: str) -> Any:  # noqa: ANN401 - the command's own answer
        return desk.do(command, role)

    return do


def _ask(desk: Desk) -> Any:  # noqa: ANN401
    def ask(query: Query[Any], role: str) -> Any:  # noqa: ANN401 - the query's own answer
        return desk.ask(query, role)

    return ask


def board(desk: Desk, today: date) -> Today:
    return desk.ask(BoardOf(day=today), Role.RECEPTIONIST)


def calendar(desk: Desk, today: date, first: int, last: int) -> Calendar:
    days = CalendarOf(first=today + timedelta(days=first), last=today + timedelta(days=last))
    return desk.ask(days, Role.RECEPTIONIST)


@pytest.fixture(params=[0, 1, 3, 4], ids=["Saturday", "Sunday", "Tuesday", "Wednesday"])
def opened(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Iterator[tuple[Desk, date]]:
    today = SATURDAY + timedelta(days=request.param)
    with lived(template, tmp_path / "demo", today) as desk:
        yield desk, today


def test_the_morning_is_under_way_whatever_the_day(opened: tuple[Desk, date]) -> None:
    desk, today = opened
    rows = board(desk, today).rows
    visits = Counter(row.visit.state for row in rows if row.visit)
    waits = {desk.clock.now() - row.visit.arrived_at for row in rows
             if row.visit and row.visit.state is VisitState.ARRIVED}  # fmt: skip
    assert 28 <= len(rows) <= 42
    assert 4 <= visits[VisitState.ARRIVED] + visits[VisitState.CALLED] <= 9
    assert len(waits) >= 4
    assert 2 <= visits[VisitState.SEATED] <= 3
    assert visits[VisitState.FINISHED] >= 10
    assert visits[VisitState.LEFT] == 1
    assert sum(row.state is State.MISSED for row in rows) == 1
    assert sum(row.visit is None and row.state in (State.BOOKED, State.CONFIRMED) for row in rows) >= 7
    urgent = [row for row in rows if row.visit and row.visit.urgency is Urgency.URGENT]
    assert [row.visit.state for row in urgent if row.visit] == [VisitState.ARRIVED]


def test_nobody_was_seen_before_he_came_and_nothing_happens_later_than_now(opened: tuple[Desk, date]) -> None:
    desk, today = opened
    for row in board(desk, today).rows:
        if row.visit:
            stamps = [row.visit.arrived_at, row.visit.called_at, row.visit.seated_at, row.visit.finished_at]
            known = [stamp for stamp in stamps if stamp]
            assert known == sorted(known)
            assert known[-1] <= desk.clock.now()
    ((late,),) = desk.sql("SELECT count(*) FROM journal WHERE at > ?", [int(desk.clock.now().timestamp() * 1000)])
    assert late == 0


def test_most_who_wait_were_here_before_and_somebody_is_new(opened: tuple[Desk, date]) -> None:
    desk, today = opened
    came = [row for row in board(desk, today).rows if row.visit]
    assert 1 <= sum(row.is_new for row in came) <= len(came) / 2


def test_the_weeks_around_it_have_what_weeks_have(opened: tuple[Desk, date]) -> None:
    desk, today = opened
    were = Counter(one.state for one in calendar(desk, today, -14, -1).appointments)
    assert were[State.KEPT] > 30
    assert were[State.MISSED] > 1
    assert were[State.CANCELLED] > 1
    assert were[State.BOOKED] == were[State.CONFIRMED] == 0
    ahead = calendar(desk, today, 1, 21).appointments
    assert {one.state for one in ahead} == {State.BOOKED, State.CONFIRMED}
    assert len(ahead) > 80
    assert len({one.series for one in ahead if one.series}) == 2
    assert sum(one.is_overbooked for one in ahead) == 1
    assert len({one.reason for one in ahead}) > 20


def test_a_time_was_called_off_this_morning_and_three_of_those_who_wait_could_take_it(
    opened: tuple[Desk, date],
) -> None:
    desk, today = opened
    (freed,) = desk.ask(FreedSlots(first=today), Role.RECEPTIONIST)
    assert (freed.doctor_name, freed.day) == ("Dr Haile", today)
    assert len(freed.candidates) == 3
    assert len(desk.ask(WaitingList(), Role.RECEPTIONIST)) == 4
    assert desk.faults() == []


def test_the_same_chance_and_day_make_the_same_clinic(template: Path, tmp_path: Path) -> None:
    told = []
    for name in ("one", "two"):
        with lived(template, tmp_path / name, SATURDAY) as desk:
            rows = board(desk, SATURDAY).rows
            found = calendar(desk, SATURDAY, -14, 21).appointments
            told.append((
                [(row.whose.name, row.visit and (row.visit.token, row.visit.arrived_at)) for row in rows],
                [(one.whose.name, one.starts, one.reason, one.state) for one in found],
            ))  # fmt: skip
    assert sorted(told[0][0], key=str) == sorted(told[1][0], key=str)
    assert sorted(told[0][1], key=str) == sorted(told[1][1], key=str)


def test_a_demos_clock_stands_while_it_is_filled_and_then_goes_on() -> None:
    wall = FakeClock()
    morning, opening = wall.now() - timedelta(days=3), wall.now() + timedelta(hours=2)
    clock = DemoClock(wall, opening)
    clock.stand(morning)
    wall.advance(60)
    assert clock.now() == morning
    clock.stand(opening)
    clock.go()
    wall.advance(90)
    assert clock.now() == opening + timedelta(seconds=90)
    assert clock.ticks() == wall.ticks()


def test_a_clinic_whose_clock_is_real_cannot_be_set_back() -> None:
    with pytest.raises(LookupError):
        stays(FakeClock().now())
