"""Calendar files out of the calendar, and the list of a doctor's patients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.scheduling.ui.calendar_page import CalendarPage
from hms_desktop.features.scheduling.ui.file_dialog import CalendarFileDialog
from hms_desktop.features.scheduling.ui.patients_of_page import PatientsOfDoctorPage
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.features.patients.ui.people import acts_of, demo_clinic
from tests.ui.shown import fill, settled, window_of


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with demo_clinic(tmp_path) as opened:
        yield opened


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> Iterator[tuple[MainWindow, CalendarPage]]:
    window = window_of(qtbot, jobs, acts_of(clinic, "receptionist"), "calendar")
    page = window.page
    assert isinstance(page, CalendarPage)
    qtbot.waitUntil(lambda: page.calendar is not None)
    settled(qtbot, jobs)
    yield window, page
    settled(qtbot, jobs)  # the clinic is closed next, and a reading must not be cut off by that


def test_a_doctors_file_has_his_weeks_and_nobodys_name(
    qtbot: QtBot, jobs: Jobs, shown: tuple[MainWindow, CalendarPage], tmp_path: Path
) -> None:
    window, page = shown
    block = page.view.columns[0].blocks[0]
    page.view.go_to(0, block.row.minute)
    page.as_file()
    dialog = window.side.dialog
    assert isinstance(dialog, CalendarFileDialog)
    path = tmp_path / "weeks.ics"
    fill(dialog, whom="doctor", file=str(path))
    dialog.carry_out()
    settled(qtbot, jobs)
    said = path.read_text("utf-8")
    assert said.startswith("BEGIN:VCALENDAR")
    assert said.count("BEGIN:VEVENT") > 10
    assert block.row.whose.number in said
    family = block.row.whose.name.split(",")[0]
    assert family not in said.upper()


def test_a_patients_file_is_his_one_appointment_and_nothing_is_written_over(
    qtbot: QtBot, jobs: Jobs, shown: tuple[MainWindow, CalendarPage], tmp_path: Path
) -> None:
    window, page = shown
    page.view.go_to(0, page.view.columns[0].blocks[0].row.minute)
    page.as_file()
    dialog = window.side.dialog
    assert isinstance(dialog, CalendarFileDialog)
    path = tmp_path / "mine.ics"
    path.write_text("somebody's", "utf-8")
    fill(dialog, file=str(path))
    dialog.carry_out()
    assert dialog.fields["file"].editor.property("is_wrong")
    assert path.read_text("utf-8") == "somebody's"
    fill(dialog, file=str(tmp_path / "other.ics"))
    dialog.carry_out()
    settled(qtbot, jobs)
    assert (tmp_path / "other.ics").read_text("utf-8").count("BEGIN:VEVENT") == 1


def test_the_list_has_the_doctors_patients_and_enter_opens_a_chart(
    qtbot: QtBot, jobs: Jobs, shown: tuple[MainWindow, CalendarPage]
) -> None:
    window, page = shown
    page.patients()
    listed = window.page
    assert isinstance(listed, PatientsOfDoctorPage)
    qtbot.waitUntil(lambda: listed.list.model.rowCount() > 5)
    settled(qtbot, jobs)
    assert page.view.columns[0].title in listed.panel.title.text()
    found = (listed.list.model.row(at) for at in range(listed.list.model.rowCount()))
    rows = [row for row in found if row is not None]
    assert all(row.last is not None or row.next is not None for row in rows)
    assert len({row.whose.uid for row in rows}) == len(rows)
    somebody = listed.whose()
    assert somebody is not None
    QTest.keyClick(listed.list.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page is not listed)
    assert window.page is not None
    assert window.page.objectName() == "chart"
    settled(qtbot, jobs)
