"""A demo clinic for the screens, and who sits before them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from hms_desktop.clinic import demo
from hms_desktop.clinic.opening import Clinic
from hms_desktop.desk.acts import DeskActs
from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.domain import PatientRow
from hms_desktop.features.patients.service import PatientList
from hms_desktop.features.patients.ui.chart_page import ChartPage
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.demo_copies import demo_clinic
from tests.ui.shown import settled, window_of

__all__ = ["acts_of", "chart_of", "demo_clinic", "fresh", "some"]


def acts_of(clinic: Clinic, role: str) -> DeskActs:
    """The desk of whoever holds this role."""
    login = next(login for login, _, held in demo.PEOPLE if held == role)
    return DeskActs(clinic, clinic.sign_in(login, Secret(demo.PASSWORD), Secret("")))


def some(acts: DeskActs, at: int = 3) -> PatientRow:
    """One of the list."""
    return acts.person.ask(PatientList()).rows[at]


def chart_of(qtbot: QtBot, jobs: Jobs, acts: DeskActs, row: PatientRow) -> tuple[MainWindow, ChartPage]:
    """His chart in front."""
    window = window_of(qtbot, jobs, acts, "patients")
    window.open("chart", row.uid)
    page = window.page
    assert isinstance(page, ChartPage)
    qtbot.waitUntil(lambda: page.chart is not None)
    settled(qtbot, jobs)
    return window, page


def fresh(acts: DeskActs, row: PatientRow) -> PatientRow:
    """As the record says now."""
    return acts.person.ask(Chart(uid=row.uid)).patient
