"""The staff's page over a demo clinic, and who sits before it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from hms_desktop.desk.acts import DeskActs
from hms_desktop.features.staff.domain import DoctorFacts, DoctorRow
from hms_desktop.features.staff.service import AddDoctor, Doctors
from hms_desktop.features.staff.ui.staff_page import StaffPage
from hms_desktop.ui.command_dialog import CommandDialog
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.ui.shown import dialog_of, settled, window_of


def staff_of(qtbot: QtBot, jobs: Jobs, acts: DeskActs) -> tuple[MainWindow, StaffPage]:
    """The page in front, with everything read."""
    window = window_of(qtbot, jobs, acts, "staff")
    settled(qtbot, jobs)
    assert isinstance(window.page, StaffPage)
    return window, window.page


def somebody(acts: DeskActs, family: str, **facts: object) -> DoctorRow:
    """Somebody new for one test alone."""
    made = DoctorFacts(**{"title": "Dr", "given": "Ina", "family": family, **facts})  # type: ignore[arg-type]
    acts.person.execute(AddDoctor(id=acts.new_id(), facts=made))
    return doctor(acts, family)


def doctor(acts: DeskActs, family: str) -> DoctorRow:
    """As the record says now."""
    return next(row for row in acts.person.ask(Doctors(with_inactive=True)) if row.family == family)


def choose(qtbot: QtBot, jobs: Jobs, page: StaffPage, family: str) -> None:
    """Puts the keyboard on this one's row."""
    qtbot.waitUntil(lambda: family in families(page))
    page.list.view.choose(families(page).index(family))
    settled(qtbot, jobs)


def families(page: StaffPage) -> list[str]:
    """Everybody in the list."""
    model = page.list.model
    return [row.family if (row := model.row(at)) else "" for at in range(model.rowCount())]


def done(qtbot: QtBot, jobs: Jobs, dialog: CommandDialog) -> None:
    """Carries a dialog out, and waits until the page shows it."""
    with qtbot.waitSignal(dialog.carried_out):
        dialog.carry_out()
    settled(qtbot, jobs)


def opened(qtbot: QtBot, jobs: Jobs, window: MainWindow) -> CommandDialog:
    """The dialog that was asked for a moment ago."""
    settled(qtbot, jobs)
    return dialog_of(window)
