"""The first run: from no clinic to signed in, with every refusal beside its field and nothing half made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.desk.program import Desk
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.errors import Conflict, Locked, Storage
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.acts import NewClinic
from hms_desktop.ui.app import Look, Program
from hms_desktop.ui.first_run import FirstRun, write_sheet
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.sign_in import DoorPlate, SignIn
from hms_desktop.ui.zones import guessed_zone
from tests.ui.doors import PASSWORD, SHEET, FakeDoor
from tests.ui.keys import press
from tests.ui.shown import nameless

NOTHING = DoorPlate("", (), can_found=True)
NO_KEYRING = Locked("No safe keyring", "This system offers no keyring that keeps a secret safely", "Go on without")


@dataclass
class HalfDoor(FakeDoor):
    """A door whose founding fails after the sheet was handed over."""

    def found(self, new: NewClinic, hand_over: Callable[[bytes], None]) -> None:
        super().found(new, hand_over)
        raise Storage("The disk is full", "Nothing can be written", "Make room")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "sheet.pdf"


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication) -> Iterator[Program[str]]:
    made = Program(qapp, FakeDoor(NOTHING), Look())
    made.window.resize(1280, 720)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()
    made.close()


def shown(qtbot: QtBot, jobs: Jobs, door: FakeDoor, sheet: Path) -> FirstRun[str]:
    window: FirstRun[str] = FirstRun(door, jobs)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    qtbot.waitExposed(window)
    fill(window, name="St Anne", person="Ana Costa", login="ana", password=PASSWORD, again=PASSWORD, sheet=str(sheet))
    return window


def fill(window: FirstRun[str], **values: object) -> None:
    for name, value in values.items():
        window.fields[name].fill(value)


def begun(program: Program[str]) -> FirstRun[str]:
    first = program.window
    assert isinstance(first, SignIn)
    first.found.click()
    window: QWidget = program.window
    assert isinstance(window, FirstRun)
    return window


def is_at(window: FirstRun[str], step: int) -> bool:
    return window.steps.currentIndex() == step


def go_to(qtbot: QtBot, window: FirstRun[str], step: int) -> None:
    for at in range(window.steps.currentIndex(), step):
        window.step_on()
        qtbot.waitUntil(partial(is_at, window, at + 1))


def test_without_a_clinic_one_button_leads_to_setting_one_up(qtbot: QtBot, program: Program[str]) -> None:
    window = program.window
    assert isinstance(window, SignIn)
    assert not window.password.isVisible()
    assert nameless(window) == []
    press(qtbot, begun(program), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(program.window, SignIn))


def test_four_steps_lead_from_nothing_to_the_main_window(qtbot: QtBot, program: Program[str], sheet: Path) -> None:
    window = begun(program)
    fill(window, name="St Anne", person="Ana Costa", login="ana", password=PASSWORD, again=PASSWORD, sheet=str(sheet))
    fill(window, zone="Europe/Madrid", **{"clinic.address": " 1 Harbour Lane "})
    go_to(qtbot, window, 3)
    door = program._doors
    assert isinstance(door, FakeDoor)
    (new,) = door.founded
    assert (new.name, new.zone, new.login, new.without_keyring) == ("St Anne", "Europe/Madrid", "ana", False)
    assert new.letterhead == {"clinic.address": "1 Harbour Lane", "clinic.phone": ""}
    assert sheet.read_bytes() == SHEET
    window.step_on()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow))
    assert door.tried == [("ana", PASSWORD, "")]


@pytest.mark.parametrize("step", range(4))
def test_every_step_fits_the_least_screen_and_names_its_fields(
    qtbot: QtBot, jobs: Jobs, sheet: Path, step: int
) -> None:
    window = shown(qtbot, jobs, FakeDoor(NOTHING), sheet)
    go_to(qtbot, window, step)
    assert nameless(window) == []
    assert window.minimumSizeHint().height() <= 720
    assert window.minimumSizeHint().width() <= 1280


def test_a_slip_stands_beside_its_field_and_keeps_the_step(qtbot: QtBot, jobs: Jobs, sheet: Path) -> None:
    window = shown(qtbot, jobs, FakeDoor(NOTHING), sheet)
    fill(window, name="")
    window.step_on()
    qtbot.waitUntil(lambda: window.fields["name"].remark.text() == "A name is needed")
    assert window.steps.currentIndex() == 0
    fill(window, name="St Anne", password="short", again="other")
    go_to(qtbot, window, 1)
    window.step_on()
    assert window.fields["again"].remark.text() == "The two are not the same"
    fill(window, again="short")
    window.step_on()
    qtbot.waitUntil(lambda: "15 characters" in window.fields["password"].remark.text())
    assert window.steps.currentIndex() == 1


def test_back_keeps_what_was_typed(qtbot: QtBot, jobs: Jobs, sheet: Path) -> None:
    window = shown(qtbot, jobs, FakeDoor(NOTHING), sheet)
    go_to(qtbot, window, 2)
    window.step_back()
    window.step_back()
    assert window.steps.currentIndex() == 0
    assert window.fields["name"].raw() == "St Anne"
    assert window.fields["password"].raw() == PASSWORD


def test_a_file_that_is_there_is_never_written_over_and_nothing_is_founded(
    qtbot: QtBot, jobs: Jobs, sheet: Path
) -> None:
    sheet.write_bytes(b"somebody's")
    door = FakeDoor(NOTHING)
    window = shown(qtbot, jobs, door, sheet)
    go_to(qtbot, window, 2)
    window.step_on()
    qtbot.waitUntil(window.problem.isVisible)
    assert "There is a file of this name already" in window.problem.text()
    assert sheet.read_bytes() == b"somebody's"
    assert door.founded == []


def test_a_founding_that_fails_takes_its_sheet_back(qtbot: QtBot, jobs: Jobs, sheet: Path) -> None:
    window = shown(qtbot, jobs, HalfDoor(NOTHING), sheet)
    go_to(qtbot, window, 2)
    window.step_on()
    qtbot.waitUntil(window.problem.isVisible)
    assert not sheet.exists()
    assert window.steps.currentIndex() == 2


def test_without_a_keyring_the_mode_without_one_has_to_be_wanted(qtbot: QtBot, jobs: Jobs, sheet: Path) -> None:
    door = FakeDoor(NOTHING, refusal=NO_KEYRING)
    window = shown(qtbot, jobs, door, sheet)
    go_to(qtbot, window, 2)
    assert not window.keyring.isVisible()
    window.step_on()
    qtbot.waitUntil(window.keyring.isVisible)
    assert not sheet.exists()
    door.refusal = None
    window.keyring.fill(True)
    go_to(qtbot, window, 3)
    assert [new.without_keyring for new in door.asked] == [False, True]


def test_the_sheet_is_this_accounts_alone(sheet: Path) -> None:
    write_sheet(sheet, SHEET)
    assert os.name == "nt" or sheet.stat().st_mode & 0o077 == 0
    with pytest.raises(Conflict):
        write_sheet(sheet, SHEET)
    with pytest.raises(Storage):
        write_sheet(sheet / "under a file.pdf", SHEET)


def test_the_guessed_zone_is_one_that_the_settings_take() -> None:
    new = NewClinic("St Anne", guessed_zone(), "Ana", "ana", Secret(PASSWORD))
    assert "zone" not in Desk(Path("nowhere")).problems(new)


def test_the_desk_founds_a_clinic_that_its_administrator_comes_into(tmp_path: Path, sheet: Path) -> None:
    desk = Desk(tmp_path / "clinic")
    assert desk.plate().can_found
    letterhead = {"clinic.address": "1 Harbour Lane", "clinic.phone": ""}
    new = NewClinic("St Anne", "Europe/Madrid", "Ana Costa", "ana", Secret(PASSWORD), letterhead, without_keyring=True)
    desk.found(new, lambda content: write_sheet(sheet, content))
    assert sheet.read_bytes().startswith(b"%PDF")
    assert not desk.plate().can_found
    session = desk.sign_in("ana", Secret(PASSWORD), Secret(""))
    settings = session.ask(SettingsNow())
    assert (settings["clinic.zone"], settings["clinic.address"]) == ("Europe/Madrid", "1 Harbour Lane")
    desk.leave()


def test_a_desk_whose_sheet_nobody_takes_founds_nothing(tmp_path: Path) -> None:
    def refuse(_: bytes) -> None:
        raise Storage("Not set up", "The recovery sheet cannot be written there", "Choose another place for it")

    desk = Desk(tmp_path)
    new = NewClinic("St Anne", "UTC", "Ana Costa", "ana", Secret(PASSWORD), without_keyring=True)
    with pytest.raises(Storage):
        desk.found(new, refuse)
    assert desk.plate().can_found
    assert isinstance(desk._opened_clinic(), Clinic)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"person": ""}, "person"),
        ({"login": "a b"}, "login"),
        ({"password": Secret("st anne st anne")}, "password"),
        ({"letterhead": {"clinic.address": "x" * 301}}, "clinic.address"),
    ],
)
def test_the_desk_says_what_the_house_would_refuse(wrong: dict[str, object], field: str) -> None:
    right = {"name": "St Anne", "zone": "UTC", "person": "Ana", "login": "ana", "password": Secret(PASSWORD)}
    desk = Desk(Path("nowhere"))
    assert desk.problems(NewClinic(**right)) == {}  # type: ignore[arg-type]
    assert set(desk.problems(NewClinic(**{**right, **wrong}))) == {field}  # type: ignore[arg-type]
