"""The wards' page over the demo clinic: what it shows, what its keys do, and every way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.patients.service import PatientList
from hms_desktop.features.patients.ui.chart_page import ChartPage
from hms_desktop.features.wards.domain import BedRow, BedState
from hms_desktop.features.wards.service import AdmissionOf, BedCalled
from hms_desktop.features.wards.ui.bed_dialogs import (
    BedsDialog,
    ChangeBedDialog,
    CloseDialog,
    ReserveDialog,
    RetireDialog,
    WardDialog,
)
from hms_desktop.features.wards.ui.stay_dialogs import (
    AdmitDialog,
    CancelDialog,
    DischargeDialog,
    MarksDialog,
    TransferDialog,
)
from hms_desktop.features.wards.ui.summary_dialog import SignedDialog, SummaryDialog
from hms_desktop.features.wards.ui.wards_page import WardsPage
from hms_desktop.kernel.access import Role
from hms_desktop.ui.command_dialog import CommandDialog
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.somebody import Somebody
from tests.features.patients.ui.people import acts_of, demo_clinic
from tests.ui.shown import dialog_of, fill, nameless, settled, window_of

Seat = tuple[MainWindow, WardsPage]
Opens = Callable[[str], Seat]


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with demo_clinic(tmp_path) as made:
        yield made


@pytest.fixture
def opens(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> Opens:
    def opened(role: str) -> Seat:
        window = window_of(qtbot, jobs, acts_of(clinic, role), "wards")
        page = window.page
        assert isinstance(page, WardsPage)
        qtbot.waitUntil(lambda: page.shown is not None and page.map.current() is not None)
        settled(qtbot, jobs)
        page.map.setFocus()
        return window, page

    return opened


def bed_in(page: WardsPage, state: BedState) -> BedRow:
    """The first bed in this state, chosen."""
    assert page.shown is not None
    bed = next(bed for bed in page.shown.beds if bed.state is state)
    page.map.choose(bed.uid)
    return bed


def now(page: WardsPage, bed: BedRow) -> BedRow:
    assert page.shown is not None
    return next(one for one in page.shown.beds if one.uid == bed.uid)


def press(page: WardsPage, letters: str) -> None:
    QTest.keyClicks(page._front(), letters)


def dialog(qtbot: QtBot, window: MainWindow, kind: type[CommandDialog]) -> CommandDialog:
    qtbot.waitUntil(lambda: isinstance(window.side.dialog, kind))
    return dialog_of(window)


def carried_out(qtbot: QtBot, jobs: Jobs, window: MainWindow) -> None:
    dialog_of(window).carry_out()
    qtbot.waitUntil(lambda: window.side.dialog is None)
    settled(qtbot, jobs)


def test_the_head_counts_the_beds_and_every_state_has_its_word(opens: Opens) -> None:
    window, page = opens(Role.NURSE)
    assert page.shown is not None
    row = page.shown.ward
    assert f"{row.occupied} of {row.beds} taken" in page.panel.beside.text()
    for state in (BedState.FREE, BedState.TO_CLEAN, BedState.RESERVED, BedState.OCCUPIED):
        bed_in(page, state)
        assert page.bed.state.text().lower() == state.value
        assert state.value in page.map.accessibleDescription().lower()
    assert nameless(window) == []


def test_arrows_walk_over_every_bed_and_end_and_home_to_the_last_and_first(opens: Opens) -> None:
    _, page = opens(Role.NURSE)
    assert page.shown is not None
    QTest.keyClick(page.map, Qt.Key.Key_Home)
    seen = [page.map.current()]
    for _ in page.shown.beds[1:]:
        QTest.keyClick(page.map, Qt.Key.Key_Right)
        seen.append(page.map.current())
    assert [bed.code for bed in seen if bed] == [bed.code for bed in page.shown.beds]
    QTest.keyClick(page.map, Qt.Key.Key_Home)
    QTest.keyClick(page.map, Qt.Key.Key_Down)
    below = page.map.current()
    assert below is not None
    assert below.room == page.shown.beds[3].room
    QTest.keyClick(page.map, Qt.Key.Key_Up)
    assert page.map.current() == page.shown.beds[0]
    QTest.keyClick(page.map, Qt.Key.Key_End)
    assert page.map.current() == page.shown.beds[-1]


@pytest.mark.parametrize("typed", ["M11", "11"])
def test_a_capital_letter_or_a_figure_jumps_to_the_bed_with_that_code(opens: Opens, typed: str) -> None:
    window, page = opens(Role.NURSE)
    press(page, typed)
    bed = page.map.current()
    assert bed is not None
    assert bed.code == "M11"
    assert window.side.dialog is None


def test_enter_opens_the_chart_of_who_lies_there(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.DOCTOR)
    bed = bed_in(page, BedState.OCCUPIED)
    QTest.keyClick(page.map, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page, ChartPage) and window.page.chart is not None)
    settled(qtbot, jobs)
    assert isinstance(window.page, ChartPage)
    assert bed.occupant is not None
    assert window.page.patient == bed.occupant.patient
    assert f"bed {bed.code}" in window.page.banner.text()


def test_somebody_is_admitted_to_a_free_bed_and_it_is_taken_back(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.RECEPTIONIST)
    row = next(row for row in page.place.person.ask(PatientList()).rows if _is_out(page, row.uid, row.is_restricted))
    bed = bed_in(page, BedState.FREE)
    press(page, "a")
    form = dialog(qtbot, window, AdmitDialog)
    form.carry_out()
    assert "patient" in form.fields["patient"].remark.text()
    fill(form, patient=Somebody(row.uid, row.name), why="Observation")
    carried_out(qtbot, jobs, window)
    who = now(page, bed).occupant
    assert who is not None
    assert who.patient == row.uid
    window.undo()
    qtbot.waitUntil(lambda: now(page, bed).state is BedState.FREE)
    settled(qtbot, jobs)


def test_a_code_that_no_bed_has_is_told_beside_the_field(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.NURSE)
    bed_in(page, BedState.OCCUPIED)
    press(page, "m")
    form = dialog(qtbot, window, TransferDialog)
    form.carry_out()
    assert "code" in form.fields["bed"].remark.text()
    fill(form, bed="zz9")
    form.carry_out()
    qtbot.waitUntil(lambda: form.fields["bed"].editor.property("is_wrong") is True)
    settled(qtbot, jobs)
    assert window.side.dialog is form
    fill(form, moved_at="noon")
    form.carry_out()
    assert "08:30" in form.fields["moved_at"].remark.text()


def test_a_move_by_code_shows_who_is_where_and_is_taken_back(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.NURSE)
    target = bed_in(page, BedState.FREE)
    bed = bed_in(page, BedState.OCCUPIED)
    press(page, "m")
    form = dialog(qtbot, window, TransferDialog)
    fill(form, bed=target.code.lower())
    qtbot.waitUntil(lambda: target.room in form.fields["bed"].remark.text())
    carried_out(qtbot, jobs, window)
    assert (now(page, bed).state, now(page, target).state) == (BedState.TO_CLEAN, BedState.OCCUPIED)
    window.undo()
    qtbot.waitUntil(lambda: now(page, bed).state is BedState.OCCUPIED)
    settled(qtbot, jobs)
    assert now(page, target).state is BedState.FREE


def test_a_discharge_leaves_the_bed_to_clean_and_cleaning_leaves_it_free(
    qtbot: QtBot, jobs: Jobs, opens: Opens
) -> None:
    window, page = opens(Role.NURSE)
    bed = bed_in(page, BedState.OCCUPIED)
    press(page, "d")
    dialog(qtbot, window, DischargeDialog)
    carried_out(qtbot, jobs, window)
    assert now(page, bed).state is BedState.TO_CLEAN
    page.map.choose(bed.uid)
    press(page, "c")
    qtbot.waitUntil(lambda: now(page, bed).state is BedState.FREE)
    settled(qtbot, jobs)
    window.undo()
    qtbot.waitUntil(lambda: now(page, bed).state is BedState.TO_CLEAN)
    settled(qtbot, jobs)


def test_a_bed_is_kept_given_back_taken_out_of_use_and_mended(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.NURSE)
    bed = bed_in(page, BedState.FREE)
    press(page, "r")
    fill(dialog(qtbot, window, ReserveDialog), note="By ambulance", until="+1d 12:00")
    carried_out(qtbot, jobs, window)
    assert now(page, bed).state is BedState.RESERVED
    assert "By ambulance" in page.bed.facts.text()
    press(page, "r")
    qtbot.waitUntil(lambda: now(page, bed).state is BedState.FREE)
    settled(qtbot, jobs)
    press(page, "o")
    fill(dialog(qtbot, window, CloseDialog), note="Rail is loose")
    carried_out(qtbot, jobs, window)
    assert now(page, bed).state is BedState.OUT_OF_ORDER
    press(page, "o")
    qtbot.waitUntil(lambda: now(page, bed).state is BedState.TO_CLEAN)
    settled(qtbot, jobs)


def test_marks_are_changed_shown_and_taken_back(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.DOCTOR)
    bed = bed_in(page, BedState.OCCUPIED)
    press(page, "e")
    fill(dialog(qtbot, window, MarksDialog), isolation="airborne", is_fall_risk=True)
    carried_out(qtbot, jobs, window)
    assert "Airborne isolation" in page.bed.facts.text()
    assert "Airborne isolation" in page.map.accessibleDescription()
    window.undo()
    qtbot.waitUntil(lambda: "Airborne" not in page.bed.facts.text())
    settled(qtbot, jobs)
    assert now(page, bed).state is BedState.OCCUPIED


def test_a_mistaken_admission_is_cancelled_with_a_reason(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.NURSE)
    bed = bed_in(page, BedState.OCCUPIED)
    page.cancel()
    form = dialog(qtbot, window, CancelDialog)
    form.carry_out()
    qtbot.waitUntil(lambda: form.fields["reason"].editor.property("is_wrong") is True)
    settled(qtbot, jobs)
    fill(form, reason="The wrong patient")
    carried_out(qtbot, jobs, window)
    assert now(page, bed).state is BedState.FREE


def test_a_summary_is_written_signed_and_then_only_taken_back(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.DOCTOR)
    bed_in(page, BedState.OCCUPIED)
    press(page, "s")
    form = dialog(qtbot, window, SummaryDialog)
    fill(form, diagnoses="Pneumonia", course="Better", is_signed=True)
    papers: list[object] = []
    page.place.papered.connect(papers.append)
    window.place.papered.disconnect(window._preview)
    carried_out(qtbot, jobs, window)
    assert len(papers) == 1
    press(page, "s")
    dialog(qtbot, window, SignedDialog)
    settled(qtbot, jobs)


def test_who_may_not_is_shown_no_button_and_his_letters_do_nothing(opens: Opens) -> None:
    window, page = opens(Role.MANAGER)
    for state in (BedState.FREE, BedState.OCCUPIED, BedState.TO_CLEAN):
        bed_in(page, state)
        assert [name for name, one in page.bed.buttons.items() if not one.isHidden()] == []
        press(page, "amdcroes")
        assert window.side.dialog is None


def test_the_list_is_the_map_in_lines_and_the_history_its_month(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.NURSE)
    assert page.shown is not None
    bed = bed_in(page, BedState.OCCUPIED)
    press(page, "l")
    assert page.list.model().rowCount() == len(page.shown.beds)
    assert page.current() == bed
    press(page, "d")
    dialog(qtbot, window, DischargeDialog).discard()
    page.list.setFocus()
    press(page, "l")
    assert page._front() is page.map
    press(page, "h")
    qtbot.waitUntil(lambda: len(page.chart._days) == 30)
    assert "%" in page.chart.accessibleDescription()
    before = page.chart.told()
    QTest.keyClick(page.chart, Qt.Key.Key_Left)
    assert page.chart.told() != before
    assert page.escape()
    assert page._front() is page.map
    assert not page.escape()
    settled(qtbot, jobs)


def test_another_ward_is_shown_when_it_is_chosen(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    _, page = opens(Role.NURSE)
    page._chose_ward(1)
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.ward.name == "Surgical")
    settled(qtbot, jobs)
    assert page.panel.title.text() == "Surgical"
    assert bed_in(page, BedState.OUT_OF_ORDER).code == "S7"


def test_a_manager_sets_a_ward_up_from_nothing(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.MANAGER)
    page.add_ward()
    fill(dialog(qtbot, window, WardDialog), name="Day ward", kind="day", floor="0")
    carried_out(qtbot, jobs, window)
    page._chose_ward([row.name for row in page.wards].index("Day ward"))
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.ward.name == "Day ward")
    settled(qtbot, jobs)
    assert "No beds yet" in page.quiet.text()
    page.add_beds()
    fill(dialog(qtbot, window, BedsDialog), room="Bay", codes="D1-D4")
    carried_out(qtbot, jobs, window)
    assert page.shown is not None
    assert [bed.code for bed in page.shown.beds] == ["D1", "D2", "D3", "D4"]
    page.change_bed()
    fill(dialog(qtbot, window, ChangeBedDialog), code="Window")
    carried_out(qtbot, jobs, window)
    assert page.shown.beds[0].code == "Window"
    page.retire_bed()
    dialog(qtbot, window, RetireDialog)
    carried_out(qtbot, jobs, window)
    assert [bed.code for bed in page.shown.beds] == ["D2", "D3", "D4"]
    page.change_ward()
    fill(dialog(qtbot, window, WardDialog), name="Short stay")
    carried_out(qtbot, jobs, window)
    assert page.panel.title.text() == "Short stay"


def test_a_bed_that_changes_elsewhere_is_repainted_where_it_stands(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    from hms_desktop.features.wards.keeping import CleanBed

    _, page = opens(Role.NURSE)
    dirty = bed_in(page, BedState.TO_CLEAN)
    chosen = bed_in(page, BedState.OCCUPIED)
    page.place.person.execute(CleanBed(id=page.place.new_id(), uid=dirty.uid, version=dirty.version))
    qtbot.waitUntil(lambda: now(page, dirty).state is BedState.FREE)
    settled(qtbot, jobs)
    assert page.current() == chosen


def test_a_chart_leads_to_a_bed_with_its_patient_and_three_keys(qtbot: QtBot, jobs: Jobs, opens: Opens) -> None:
    window, page = opens(Role.DOCTOR)
    free = bed_in(page, BedState.FREE)
    row = next(row for row in page.place.person.ask(PatientList()).rows if _is_out(page, row.uid, row.is_restricted))
    window.open("chart", row.uid)
    qtbot.waitUntil(lambda: isinstance(window.page, ChartPage) and window.page.chart is not None)
    settled(qtbot, jobs)
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    form = dialog(qtbot, window, AdmitDialog)
    editor = form.fields["bed"].editor
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClicks(editor, free.code.lower())
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.side.dialog is None)
    settled(qtbot, jobs)
    found = page.place.person.ask(AdmissionOf(patient=row.uid))
    assert found is not None
    assert found.bed_code == free.code
    called = page.place.person.ask(BedCalled(typed=free.code))
    assert called is not None
    assert called.state is BedState.OCCUPIED


def _is_out(page: WardsPage, uid: object, is_restricted: bool) -> bool:
    """Somebody alive, whom this person may open, and who is in no bed."""
    from hms_desktop.features.patients.service import PatientsNamed

    if is_restricted:
        return False
    (row,) = page.place.person.ask(PatientsNamed(uids=(uid,)))  # type: ignore[arg-type]
    return not row.is_deceased and page.place.person.ask(AdmissionOf(patient=row.uid)) is None
