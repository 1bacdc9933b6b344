"""The insight page over a real demo clinic, with an instrument in front."""

from __future__ import annotations

from typing import TypeVar

from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.insight.domain.subject import Subject
from hms_desktop.features.insight.ui.insight_page import InsightPage
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.features.patients.ui.people import acts_of
from tests.ui.shown import settled, window_of

I = TypeVar("I", bound=Instrument)  # noqa: E741 - an instrument


def page_of(qtbot: QtBot, jobs: Jobs, clinic: Clinic, which: str, kind: type[I]) -> tuple[MainWindow, InsightPage, I]:
    """The window, the page, and this instrument."""
    window = window_of(qtbot, jobs, acts_of(clinic, "doctor"), "insight")
    window.open("insight")
    page = window.page
    assert isinstance(page, InsightPage)
    settled(qtbot, jobs)
    page.turn_to(which)
    settled(qtbot, jobs)
    made = page.instrument
    assert isinstance(made, kind)
    return window, page, made


def somebody(page: InsightPage, age: float, sex: str) -> None:
    """Somebody not on file, of this age and sex."""
    page.bar.show_subject(Subject())
    page.bar.age.setText(f"{age:g}")
    page.bar.sex.setCurrentIndex(page.bar.sex.findData(sex))
    page._told()
