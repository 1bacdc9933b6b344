"""The calendar over the demo's weeks: keys, dragging, the pinboard, the list twin, and blocks side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.patients.service import PatientList
from hms_desktop.features.scheduling.calendar import AppointmentOf, AppointmentsOf
from hms_desktop.features.scheduling.domain import AppointmentRow, State, Whose
from hms_desktop.features.scheduling.domain.times import bounds
from hms_desktop.features.scheduling.ui.book_dialog import BookDialog
from hms_desktop.features.scheduling.ui.calendar_layout import By, side_by_side
from hms_desktop.features.scheduling.ui.calendar_page import CalendarPage
from hms_desktop.features.scheduling.ui.walk_in_dialog import WalkInDialog
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.page import Somebody
from tests.features.patients.ui.people import acts_of, demo_clinic
from tests.features.scheduling.surgery import MONDAY
from tests.ui.shown import fill, settled, window_of

Shown = tuple[MainWindow, CalendarPage]
ZONE = bounds(MONDAY, MONDAY, ZoneInfo("UTC"))


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with demo_clinic(tmp_path) as opened:
        yield opened


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> Iterator[Shown]:
    window = window_of(qtbot, jobs, acts_of(clinic, "receptionist"), "calendar")
    page = window.page
    assert isinstance(page, CalendarPage)
    qtbot.waitUntil(lambda: page.calendar is not None)
    settled(qtbot, jobs)
    yield window, page
    settled(qtbot, jobs)  # the clinic is closed next, and a reading must not be cut off by that


def ahead(page: CalendarPage) -> AppointmentRow:
    """Somebody who is still to come today, under the keyboard."""
    for column in page.view.columns:
        for block in column.blocks:
            if block.row.state in (State.BOOKED, State.CONFIRMED) and block.row.starts > page.place.now():
                assert page.view.go_to_appointment(block.row.uid)
                return block.row
    raise AssertionError("the demo's day has nobody ahead")


def fresh(window: MainWindow, uid: UUID) -> AppointmentRow:
    return window.place.person.ask(AppointmentOf(uid=uid))


def empty_place(page: CalendarPage, doctor: UUID) -> tuple[int, int]:
    """A free time of this doctor later today."""
    at = next(at for at, column in enumerate(page.view.columns) if column.doctor == doctor)
    column = page.view.columns[at]
    now = page.place.now()
    for start, end in column.open:
        for minute in range(max(start, now.hour * 60 + now.minute + 30) // 20 * 20, end - 20, 20):
            if all(column.at(one) is None for one in range(minute, minute + 20, 5)) and minute >= start:
                return at, minute
    raise AssertionError("nothing is free")


def test_the_arrows_go_from_time_to_time_and_from_column_to_column(shown: Shown) -> None:
    _, page = shown
    page.view.go_to(0, page.view.columns[0].blocks[0].row.minute)
    block = page.view.current()
    assert block is not None
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    assert page.view.minute == block.row.minute + block.row.minutes
    QTest.keyClick(page.view, Qt.Key.Key_Up)
    assert page.view.current() == block
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    assert page.view.column == 1
    assert page.view.accessibleDescription()


def test_what_is_pinned_is_put_down_elsewhere_and_the_pinboard_is_empty_again(
    qtbot: QtBot, jobs: Jobs, shown: Shown
) -> None:
    window, page = shown
    row = ahead(page)
    page.cut()
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: page.side.pinned() is not None)
    at, minute = empty_place(page, row.doctor)
    page.view.go_to(at, minute)
    page.paste()
    settled(qtbot, jobs)
    assert fresh(window, row.uid).minute == minute
    qtbot.waitUntil(lambda: page.side.pinned() is None)


def test_plus_and_minus_change_the_length_and_undo_takes_it_back(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = ahead(page)
    page.lengthen(-5)
    settled(qtbot, jobs)
    assert fresh(window, row.uid).minutes == row.minutes - 5
    window.undo()
    settled(qtbot, jobs)
    assert fresh(window, row.uid).minutes == row.minutes


def test_a_block_is_dragged_to_a_free_time(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = ahead(page)
    at = page.view.column
    to, minute = empty_place(page, row.doctor)
    page.view.go_to(to, minute)
    page.view.show_around(min(minute, row.minute))
    start = page.view.block_rect(at, next(b for b in page.view.columns[at].blocks if b.row.uid == row.uid))
    left, wide = page.view.across_of(to)
    begin = start.center().toPoint()
    end = QPoint(round(left + wide / 2), round(page.view.top_of(minute)) + 2)
    port = page.view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    settled(qtbot, jobs)
    assert fresh(window, row.uid).minute == minute


def test_a_move_onto_somebody_else_is_refused_and_nothing_moves(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = ahead(page)
    other = next(
        block.row for column in page.view.columns for block in column.blocks
        if block.row.doctor == row.doctor and block.row.uid != row.uid and block.row.starts > page.place.now()
    )  # fmt: skip
    told: list[object] = []
    jobs.trouble.connect(told.append)
    page._move(row, (row.doctor, row.day, other.minute), row.minutes)
    settled(qtbot, jobs)
    assert told
    assert fresh(window, row.uid).minute == row.minute


def test_days_weeks_and_columns_change_by_keys(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    _, page = shown
    today = page.day
    page.go(1)
    settled(qtbot, jobs)
    assert page.day == today + timedelta(days=1)
    page.today()
    settled(qtbot, jobs)
    seen = []
    for _ in By:
        page.next_by()
        seen.append(page.by)
        assert page.view.columns
    assert seen == [By.ROOM, By.DEPARTMENT, By.DOCTOR]
    page.toggle_week()
    settled(qtbot, jobs)
    assert {column.day.weekday() for column in page.view.columns} >= set(range(5))
    assert len({column.doctor for column in page.view.columns}) == 1


def test_a_day_is_typed(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    _, page = shown
    day = page.day
    page.go_to_day()
    QTest.keyClicks(page.day_line, "+2w")
    QTest.keyClick(page.day_line, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert page.day == day + timedelta(days=14)
    assert not page.day_line.isVisible()


def test_the_list_says_the_same_as_the_picture(shown: Shown) -> None:
    _, page = shown
    painted = {block.row.uid for column in page.view.columns for block in column.blocks}
    found = [page.model.row(at) for at in range(page.model.rowCount())]
    listed = {row.uid for row in found if row is not None}
    assert painted <= listed
    page.toggle_list()
    assert page.stack.currentWidget() is page.list


def test_the_follow_up_is_booked_from_a_wish_with_two_enters(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    patient = window.place.person.ask(PatientList()).rows[7]
    dialog = BookDialog(page.place, Somebody(patient.uid, patient.name))
    page.place.offer(dialog)
    settled(qtbot, jobs)
    QTest.keyClicks(dialog.wish.line, "+2w haile am")
    QTest.keyClick(dialog.wish.line, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.slots.hasFocus)
    slot = dialog.slots.current()
    assert slot is not None
    assert slot.minute < 720
    QTest.keyClick(dialog.slots, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    found = window.place.person.ask(AppointmentsOf(patient=patient.uid))
    assert (slot.day, slot.minute) in {(row.day, row.minute) for row in found if row.state is State.BOOKED}


def test_what_is_not_understood_or_not_free_is_said_beside_the_wish(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    _, page = shown
    dialog = BookDialog(page.place)
    page.place.offer(dialog)
    settled(qtbot, jobs)
    QTest.keyClicks(dialog.wish.line, "+2w whenever")
    qtbot.waitUntil(lambda: "whenever" in dialog.wish.remark.text())
    settled(qtbot, jobs)
    dialog.carry_out()
    assert dialog.fields["patient"].editor.property("is_wrong")


def test_a_series_is_booked_in_one_go(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    patient = window.place.person.ask(PatientList()).rows[9]
    dialog = BookDialog(page.place, Somebody(patient.uid, patient.name))
    page.place.offer(dialog)
    settled(qtbot, jobs)
    QTest.keyClicks(dialog.wish.line, "+3w okafor after 16")
    fill(dialog, series="every week x 3")
    qtbot.waitUntil(lambda: dialog.slots.count() > 0 and not dialog._look.isActive())
    settled(qtbot, jobs)
    dialog.carry_out()
    settled(qtbot, jobs)
    found = window.place.person.ask(AppointmentsOf(patient=patient.uid))
    assert len([row for row in found if row.series]) == 3


def test_a_walk_in_takes_the_record_that_is_there_and_keeps_the_reason(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = window.place.person.ask(PatientList()).rows[11]
    dialog = WalkInDialog(page.place)
    page.place.offer(dialog)
    fill(dialog, family=row.family, given=row.given, born=row.born_text, why="Cough")
    dialog._look_for_doubles()
    qtbot.waitUntil(dialog.already.isVisible)
    dialog.already.list.setCurrentRow(0)
    QTest.keyClick(dialog.already.list, Qt.Key.Key_Return)
    assert not dialog.names[0].isVisible()
    dialog.carry_out()
    settled(qtbot, jobs)
    assert window.page is not None
    assert window.page.objectName() == "today"
    assert "token" in window.toast.text()


def appointment(minute: int, minutes: int) -> AppointmentRow:
    begin = ZONE[0]
    return AppointmentRow(
        UUID(int=minute * 1000 + minutes), 1, Whose(UUID(int=1), "A"), UUID(int=2), None, MONDAY, minute, minutes,
        begin, begin, State.BOOKED, "",
    )  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 1300), st.integers(5, 120)), max_size=30))
def test_blocks_of_one_lane_never_overlap_and_all_are_shown(spans: list[tuple[int, int]]) -> None:
    rows = [appointment(minute, minutes) for minute, minutes in spans]
    blocks = side_by_side(rows)
    assert sorted(block.row.uid for block in blocks) == sorted(row.uid for row in rows)
    for one in blocks:
        assert 0 <= one.lane < one.lanes
        for other in blocks:
            if one is not other and one.lane == other.lane:
                apart = one.row.minute + one.row.minutes <= other.row.minute
                assert apart or other.row.minute + other.row.minutes <= one.row.minute
