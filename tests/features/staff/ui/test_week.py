"""The week: typed a line a day, said back, drawn, and never guessed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.staff.domain import Hours
from hms_desktop.features.staff.service import AddRoom, SetHours, WeekOf
from hms_desktop.features.staff.ui.hours_dialog import HoursDialog
from hms_desktop.features.staff.ui.week_strip import WeekStrip
from hms_desktop.kernel.access import Role
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.theme import colour_of
from tests.features.patients.ui.people import acts_of, demo_clinic
from tests.features.staff.ui.people import choose, done, opened, somebody, staff_of
from tests.ui.keys import press, type_text
from tests.ui.shown import settled


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("week")) as made:
        yield made


def test_a_week_is_typed_short_said_back_long_and_saved(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    row = somebody(acts, "Weekly")
    window, page = staff_of(qtbot, jobs, acts)
    choose(qtbot, jobs, page, "Weekly")
    page.set_hours()
    dialog = opened(qtbot, jobs, window)
    assert isinstance(dialog, HoursDialog)
    monday = dialog.days[0]
    monday.line.setFocus()
    type_text(qtbot, monday.line, "8-12 13.30-17")
    assert (monday.remark.text(), monday.total.text()) == ("08:00-12:00 13:30-17:00", "7 h 30")
    press(qtbot, monday.line, Qt.Key.Key_Return)
    assert dialog.days[1].line.hasFocus()
    dialog.copy_monday()
    assert [day.total.text() for day in dialog.days] == ["7 h 30"] * 5 + ["free", "free"]
    assert "Fri 08:00-12:00 13:30-17:00" in dialog.strip.accessibleDescription()
    done(qtbot, jobs, dialog)
    week = acts.person.ask(WeekOf(doctor=row.uid))
    assert [(one.weekday, one.start, one.end) for one in week[:2]] == [(0, 480, 720), (0, 810, 1_020)]
    assert len(week) == 10
    qtbot.waitUntil(lambda: "Mon 08:00" in page.detail.strip.accessibleDescription())
    window.undo()
    qtbot.waitUntil(lambda: page.detail.strip.accessibleDescription() == "No weekly hours")
    settled(qtbot, jobs)
    assert acts.person.ask(WeekOf(doctor=row.uid)) == ()


def test_a_line_that_cannot_be_read_is_told_and_never_a_free_day(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    row = somebody(acts, "Unread")
    window, page = staff_of(qtbot, jobs, acts)
    choose(qtbot, jobs, page, "Unread")
    page.set_hours()
    dialog = opened(qtbot, jobs, window)
    assert isinstance(dialog, HoursDialog)
    assert dialog.panel.beside.text() == "Dr Ina Unread"
    for typed in ("8-", "8-12 11-14", "morning", "17-8"):
        dialog.days[2].fill(typed)
        assert dialog.days[2].total.text() == "?"
        dialog.carry_out()
        assert dialog.days[2].remark.text() == "Write it as 08:00-12:00 13:00-17:00"
        settled(qtbot, jobs)
        assert acts.person.ask(WeekOf(doctor=row.uid)) == ()
    dialog.discard()


def test_a_stretch_that_stays_keeps_its_room(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    row = somebody(acts, "Roomy")
    room = acts.person.execute(AddRoom(id=acts.new_id(), name="Annex")).answer
    week = (Hours(weekday=0, start=480, end=720, room=room), Hours(weekday=0, start=780, end=900))
    acts.person.execute(SetHours(id=acts.new_id(), doctor=row.uid, version=row.version, hours=week))
    window, page = staff_of(qtbot, jobs, acts)
    choose(qtbot, jobs, page, "Roomy")
    page.set_hours()
    dialog = opened(qtbot, jobs, window)
    assert isinstance(dialog, HoursDialog)
    dialog.days[0].fill("8-12 13-16")
    done(qtbot, jobs, dialog)
    assert [(one.end, one.room) for one in acts.person.ask(WeekOf(doctor=row.uid))] == [(720, room), (960, None)]


def inked(strip: WeekStrip) -> list[list[bool]]:
    """For each column from the left whether its hours 8 to 18 are drawn on."""
    image = strip.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    grounds = {colour_of("chosen").rgb(), colour_of("accent").rgb()}
    first, wide = (48, 40) if not strip.isRightToLeft() else (0, 40)
    return [
        [QColor(image.pixel(first + at * wide + 20, y)).rgb() in grounds for y in range(22, 120, 4)] for at in range(7)
    ]


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_the_drawing_has_ink_where_there_are_hours_and_nowhere_else(qtbot: QtBot, is_mirrored: bool) -> None:
    strip = WeekStrip()
    qtbot.addWidget(strip)
    strip.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight)
    strip.resize(48 + 7 * 40, 132)
    strip.show_week(())
    assert not any(any(column) for column in inked(strip))
    strip.show_week((Hours(weekday=1, start=8 * 60, end=13 * 60), Hours(weekday=4, start=8 * 60, end=18 * 60)))
    columns = inked(strip)
    shown = [6 - at if is_mirrored else at for at, column in enumerate(columns) if any(column)]
    assert sorted(shown) == [1, 4]
    half, whole = (columns[6 - day if is_mirrored else day] for day in (1, 4))
    assert 0.4 < sum(half) / sum(whole) < 0.6
    assert strip.accessibleDescription() == "Tue 08:00-13:00, Fri 08:00-18:00"


def test_hours_at_night_are_drawn_too(qtbot: QtBot) -> None:
    strip = WeekStrip()
    qtbot.addWidget(strip)
    strip.resize(48 + 7 * 40, 132)
    strip.show_week((Hours(weekday=6, start=0, end=24 * 60),))
    assert all(inked(strip)[6])
