"""The journal's page over a real clinic, and the backups' page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hms_desktop.desk.acts import DeskActs
from hms_desktop.features.workstation.ui.backups_page import BackupsPage, size_text
from hms_desktop.features.workstation.ui.journal_page import JournalPage, spaced
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Storage
from hms_desktop.ui.acts import BackupLine
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.clinic.acts import ANA, World, enter, register, world
from tests.clinic.conftest import PASSWORD
from tests.ui.keys import press
from tests.ui.shown import fake_acts, nameless, settled, window_of
from tests.ui.stays import NOW, FakeActs

OFFICER = type(ANA)("pia", "Pia Nair", (Role.PRIVACY_OFFICER,), PASSWORD)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    made = world(tmp_path, ANA, OFFICER)
    yield made
    made.clinic.close()


def journal(qtbot: QtBot, jobs: Jobs, here: World) -> tuple[MainWindow, JournalPage]:
    register(here.clinic, enter(here.clinic), "Haile")
    window = window_of(qtbot, jobs, DeskActs(here.clinic, enter(here.clinic, "pia")), "journal")
    settled(qtbot, jobs)
    assert isinstance(window.page, JournalPage)
    return window, window.page


def lines(page: JournalPage) -> list[tuple[str, ...]]:
    model = page.list.model
    cells = range(1, model.columnCount())
    return [tuple(str(model.index(at, cell).data()) for cell in cells) for at in range(model.rowCount())]


def test_the_newest_line_stands_first_with_names_that_people_know(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    window, page = journal(qtbot, jobs, here)
    assert ("Ana Costa", "Patient · added", "Register patient") in lines(page)
    assert [line[1] for line in lines(page)][-1] == "The clinic's file · founded"
    assert window.focusWidget() is page.list.view
    assert nameless(window) == []


def test_kind_and_person_leave_out_all_others(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    _, page = journal(qtbot, jobs, here)
    page.kind.setCurrentIndex(page.kind.findData("patient"))
    page.reload()
    settled(qtbot, jobs)
    assert [line[1] for line in lines(page)] == ["Patient · added"]
    page.who.setCurrentIndex(page.who.findText("Pia Nair"))
    page.reload()
    settled(qtbot, jobs)
    assert lines(page) == []
    assert "No entry fits" in page.list.quiet.text()


def test_an_entry_tells_which_fields_changed_and_no_value_of_them(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    _, page = journal(qtbot, jobs, here)
    page.kind.setCurrentIndex(page.kind.findData("patient"))
    page.reload()
    settled(qtbot, jobs)
    press(qtbot, page.list.view, Qt.Key.Key_Return)
    qtbot.waitUntil(page.entry.isVisible)
    assert "family" in page.facts.text()
    assert "Haile" not in page.facts.text()


def test_the_proofs_are_shown_and_esc_leads_back_to_the_lines(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    window, page = journal(qtbot, jobs, here)
    before = page.head.text()
    window.primary()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.proofs)
    settled(qtbot, jobs)
    assert page.proofs.model.rowCount() >= 8
    assert page.proofs.model.row(0) == ("There is a backup", "no backup yet", False) or not page.proofs._proofs[0][2]
    assert page.head.text() != before  # that they were proved is an entry itself
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list


def test_a_backup_made_now_stands_first_and_is_told_as_the_last(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    window = window_of(qtbot, jobs, DeskActs(here.clinic, enter(here.clinic)), "backups")
    settled(qtbot, jobs)
    page = window.page
    assert isinstance(page, BackupsPage)
    assert "No backup yet" in page.list.quiet.text()
    window.primary()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    settled(qtbot, jobs)
    assert page.panel.beside.text().startswith("last verified ")
    assert window.status.backup.text() != "No backup yet"
    assert nameless(window) == []


def backups(qtbot: QtBot, jobs: Jobs, acts: FakeActs) -> BackupsPage:
    window = window_of(qtbot, jobs, acts, "backups")
    settled(qtbot, jobs)
    assert isinstance(window.page, BackupsPage)
    return window.page


def test_a_backup_that_fails_says_why_and_can_be_tried_again(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = fake_acts("backup.make")

    def fail() -> BackupLine:
        raise Storage("The disk is full", "Nothing can be written", "Make room")

    monkeypatch.setattr(acts, "back_up", fail)
    page = backups(qtbot, jobs, acts)
    page.primary()
    assert not page.go.isEnabled()
    qtbot.waitUntil(page.problem.isVisible)
    assert "The disk is full" in page.problem.text()
    assert page.go.isEnabled()


def test_a_backup_that_cannot_be_read_says_so(qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = fake_acts("backup.make")
    monkeypatch.setattr(acts, "backups", lambda: (BackupLine("a", NOW, 1, "due"), BackupLine("b", None, 1, "")))
    page = backups(qtbot, jobs, acts)
    assert "cannot be read" in page.list.model.index(1, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1_000, "1.0 KB"), (2_720_000, "2.7 MB"), (178_000_000, "178 MB")]
)
def test_a_size_is_told_in_the_unit_that_reads_well(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_messages_name_reads_as_words() -> None:
    assert spaced("RegisterPatient") == "Register patient"
