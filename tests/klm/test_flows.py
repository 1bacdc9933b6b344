"""The flows of PRODUCT that stand so far, within their budgets of keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from hms_desktop.features.patients.ui.chart_page import ChartPage
from hms_desktop.features.patients.ui.patients_page import PatientsPage
from hms_desktop.features.patients.ui.register_dialog import RegisterDialog
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.fields import Field
from hms_desktop.ui.lock_screen import LockScreen
from tests.klm.hands import Hands

FIND, REGISTER = 6, 9


def chart(hands: Hands) -> ChartPage:
    hands.until(lambda: isinstance(hands.window.page, ChartPage) and hands.window.page.chart is not None)
    page = hands.window.page
    assert isinstance(page, ChartPage)
    return page


def first_patient(hands: Hands) -> tuple[str, str]:
    page = hands.window.page
    assert isinstance(page, PatientsPage)
    hands.until(lambda: page.model.rowCount() > 0)
    row = page.model.row(3)
    assert row is not None
    return row.family, row.given


def dialog(hands: Hands) -> RegisterDialog:
    hands.until(lambda: isinstance(hands.window.side.dialog, RegisterDialog))
    found = hands.window.side.dialog
    assert isinstance(found, RegisterDialog)
    return found


def test_a_patient_is_found_and_his_chart_opened_within_six_keys(hands: Hands) -> None:
    family, given = first_patient(hands)
    hands.chord(Qt.Key.Key_K)
    hands.until(hands.window.box.hasFocus)
    hands.type(f"{family} {given}")
    hands.until(lambda: bool(hands.window.box.list.hits()) and family.upper() in hands.window.box.list.hits()[0].title)
    hands.press(Qt.Key.Key_Return)
    page = chart(hands)
    assert page.chart is not None
    assert page.chart.patient.family == family
    assert len(hands.keys) <= FIND


def test_a_walk_in_is_registered_on_one_screen_with_at_most_nine_fields(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F7)
    form = dialog(hands)
    assert len([field for field in form.findChildren(Field) if field.isVisible()]) <= 9
    for text in ("Quintessa", "Harbourmaster", "12041986"):
        hands.type(text)
        hands.press(Qt.Key.Key_Tab)
    hands.type("f")
    hands.press(Qt.Key.Key_Tab)
    hands.type("07700 900123")
    hands.chord(Qt.Key.Key_Return)
    page = chart(hands)
    assert page.chart is not None
    assert (page.chart.facts.family, page.chart.facts.sex.value) == ("Quintessa", "female")
    assert page.chart.facts.born is not None
    assert len(hands.keys) <= REGISTER


def test_who_may_be_here_already_is_shown_with_reasons_before_anything_is_saved(hands: Hands) -> None:
    family, given = first_patient(hands)
    page = hands.window.page
    assert isinstance(page, PatientsPage)
    row = page.model.row(3)
    assert row is not None
    assert row.born is not None
    born = day_text(row.born, row.precision)
    hands.press(Qt.Key.Key_F7)
    form = dialog(hands)
    hands.type(family)
    hands.press(Qt.Key.Key_Tab)
    hands.type(given)
    hands.press(Qt.Key.Key_Tab)
    hands.type(born)
    hands.until(form.already.isVisible)
    hands.until(lambda: form.already.list.count() > 0)
    assert "\n" in form.already.list.item(0).text()


def test_half_a_registration_is_parked_and_gone_on_with(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F7)
    dialog(hands)
    hands.type("Interrupted")
    hands.press(Qt.Key.Key_Escape)
    hands.until(lambda: hands.window.side.dialog is None and "Parked" in hands.window.toast.text())
    hands.chord(Qt.Key.Key_J)
    hands.until(lambda: any("Interrupted" in one.text() for one in _drafts(hands)))
    hands.press(Qt.Key.Key_Return)
    form = dialog(hands)
    assert form.particulars.family.raw() == "Interrupted"
    form.discard()
    assert len(hands.keys) == 4


def test_a_change_is_taken_back_with_one_key(hands: Hands) -> None:
    family, given = first_patient(hands)
    hands.chord(Qt.Key.Key_K)
    hands.type(f"{family} {given}")
    hands.until(lambda: bool(hands.window.box.list.hits()) and family.upper() in hands.window.box.list.hits()[0].title)
    hands.press(Qt.Key.Key_Return)
    page = chart(hands)
    assert page.chart is not None
    before = page.chart.facts.given
    hands.chord(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.side.dialog is not None)
    hands.press(Qt.Key.Key_Tab)
    hands.type("Xaver")
    hands.chord(Qt.Key.Key_Return)
    hands.until(lambda: page.chart is not None and page.chart.facts.given != before and bool(hands.window.toast.text()))
    hands.chord(Qt.Key.Key_Z)
    hands.until(lambda: page.chart is not None and page.chart.facts.given == before)


def test_the_lock_is_one_key_and_the_work_is_there_again(hands: Hands) -> None:
    window = hands.window
    hands.press(Qt.Key.Key_F7)
    dialog(hands)
    hands.type("Behind the lock")
    hands.press(Qt.Key.Key_F12)
    hands.until(lambda: isinstance(hands.program.window, LockScreen))
    screen = hands.program.window
    assert isinstance(screen, LockScreen)
    shown = " ".join(one.text() for one in screen.findChildren(QLabel))
    assert "Behind" not in shown
    assert not window.isVisible()
    hands.type("lanterns along the harbour")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.program.window is window)
    form = dialog(hands)
    assert form.particulars.family.raw() == "Behind the lock"
    form.discard()


def _drafts(hands: Hands) -> list[QLabel]:
    from hms_desktop.ui.parked import ParkedSheet

    sheets = [one for one in hands.window.findChildren(ParkedSheet) if one.isVisible()]
    return [one.list.item(at) for one in sheets for at in range(one.list.count())]  # type: ignore[misc]
