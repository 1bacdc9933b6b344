"""The flows of PRODUCT that stand so far, within their budgets of keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from hms_desktop.features.patients.domain import PatientRow
from hms_desktop.features.patients.service import PatientList
from hms_desktop.features.patients.ui.chart_page import ChartPage
from hms_desktop.features.patients.ui.register_dialog import RegisterDialog
from hms_desktop.features.scheduling.board import BoardOf
from hms_desktop.features.scheduling.calendar import AppointmentsOf
from hms_desktop.features.scheduling.domain import State, VisitState
from hms_desktop.features.scheduling.ui.book_dialog import BookDialog
from hms_desktop.features.scheduling.ui.today_page import TodayPage
from hms_desktop.features.scheduling.ui.walk_in_dialog import WalkInDialog
from hms_desktop.features.wards.domain import BedState
from hms_desktop.features.wards.service import AdmissionOf, MapOf, Wards
from hms_desktop.features.wards.ui.stay_dialogs import AdmitDialog
from hms_desktop.ui.fields import Field
from hms_desktop.ui.lock_screen import LockScreen
from tests.klm.hands import Hands

FIND, REGISTER, WALK_IN, BOOK, NEXT_FREE, STEP, ADMIT = 6, 9, 9, 4, 5, 1, 6
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def chart(hands: Hands) -> ChartPage:
    hands.until(lambda: isinstance(hands.window.page, ChartPage) and hands.window.page.chart is not None)
    page = hands.window.page
    assert isinstance(page, ChartPage)
    return page


def somebody(hands: Hands, at: int = 3) -> PatientRow:
    """Somebody of the list, whose name a receptionist has before her on paper: alive, open to her, and in no bed.

    Which row he is depends on whom the flows before have registered; that he can be booked and admitted must not."""
    ask = hands.window.place.person.ask
    able = (row for row in ask(PatientList()).rows if not row.is_deceased and not row.is_restricted)
    return next(islice((row for row in able if ask(AdmissionOf(patient=row.uid)) is None), at, None))


def first_patient(hands: Hands) -> tuple[str, str]:
    row = somebody(hands)
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


def test_somebody_is_registered_on_one_screen_with_at_most_nine_fields(hands: Hands) -> None:
    hands.press(Qt.Key.Key_P, CTRL_SHIFT)
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
    row = somebody(hands)
    family, given, born = row.family, row.given, row.born_text
    hands.press(Qt.Key.Key_P, CTRL_SHIFT)
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
    hands.press(Qt.Key.Key_P, CTRL_SHIFT)
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
    hands.press(Qt.Key.Key_P, CTRL_SHIFT)
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


# The front desk.


def today(hands: Hands) -> TodayPage:
    page = hands.window.page
    assert isinstance(page, TodayPage)
    hands.until(lambda: page.today is not None and not hands.program.jobs.running())
    return page


def test_a_walk_in_is_registered_and_in_the_queue_from_one_screen(hands: Hands) -> None:
    page = today(hands)
    hands.press(Qt.Key.Key_F7)
    hands.until(lambda: isinstance(hands.window.side.dialog, WalkInDialog))
    form = hands.window.side.dialog
    assert isinstance(form, WalkInDialog)
    assert len([field for field in form.findChildren(Field) if field.isVisible()]) <= 9
    for text in ("Lanternkeeper", "Odalys", "12041986", "f", "07700 900456"):
        hands.type(text)
        hands.press(Qt.Key.Key_Tab)
    hands.until(form.fields["why"].editor.hasFocus)
    hands.type("Sore throat")
    hands.chord(Qt.Key.Key_Return)
    hands.until(lambda: (row := page.current()) is not None and row.whose.name.startswith("LANTERNKEEPER"))
    row = page.current()
    assert row is not None
    assert row.visit is not None
    assert row.visit.reason == "Sore throat"
    assert len(hands.keys) <= WALK_IN


def test_the_follow_up_is_booked_from_the_chart_within_four_keys(hands: Hands) -> None:
    today(hands)
    row = somebody(hands, 20)
    hands.window.open("chart", row.uid)
    chart(hands)
    hands.press(Qt.Key.Key_F8)
    hands.until(lambda: isinstance(hands.window.side.dialog, BookDialog))
    form = hands.window.side.dialog
    assert isinstance(form, BookDialog)
    assert form.who.value() == row.uid
    hands.until(form.wish.line.hasFocus)
    hands.type("+2w")
    hands.press(Qt.Key.Key_Return)
    hands.until(form.slots.hasFocus)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: "Booked" in hands.window.toast.text())
    assert any(one.is_ahead for one in mine(hands, row))
    assert len(hands.keys) <= BOOK


def test_the_next_free_time_of_a_speciality_is_seen_within_five_keys(hands: Hands) -> None:
    today(hands)
    hands.press(Qt.Key.Key_F8)
    hands.until(lambda: isinstance(hands.window.side.dialog, BookDialog))
    form = hands.window.side.dialog
    assert isinstance(form, BookDialog)
    hands.until(form.wish.line.hasFocus)
    hands.type("cardiology")
    hands.press(Qt.Key.Key_Return)
    hands.until(form.slots.hasFocus)
    slot = form.slots.current()
    assert slot is not None
    assert "Lindqvist" in form.slots.currentItem().text()
    assert len(hands.keys) <= NEXT_FREE
    form.discard()


def test_check_in_call_seat_and_finish_are_one_key_each(hands: Hands) -> None:
    page = today(hands)
    for at in range(page.model.rowCount()):
        row = page.model.row(at)
        if row is not None and row.visit is None and row.state is State.BOOKED:
            page.view.choose(at)
            break
    chosen = page.current()
    assert chosen is not None
    key = chosen.key
    steps = (VisitState.ARRIVED, VisitState.CALLED, VisitState.SEATED, VisitState.FINISHED)
    for number, then in enumerate(steps, start=1):
        hands.chord(Qt.Key.Key_Return)
        hands.until(partial(is_in, hands, key, then))
        assert len(hands.keys) == number * STEP


def test_somebody_is_admitted_to_a_bed_within_six_keys(hands: Hands) -> None:
    today(hands)
    row = somebody(hands, 30)
    hands.window.open("chart", row.uid)
    chart(hands)
    hands.chord(Qt.Key.Key_K)
    hands.until(hands.window.box.hasFocus)
    hands.type(">adm")
    hands.until(lambda: bool(hands.window.box.list.hits()))
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: isinstance(hands.window.side.dialog, AdmitDialog))
    form = hands.window.side.dialog
    assert form is not None
    hands.until(lambda: form.isAncestorOf(hands._focused()) and not hands.program.jobs.running())
    hands.type(free_bed(hands))
    hands.chord(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.side.dialog is None)
    assert len(hands.keys) <= ADMIT


@dataclass(frozen=True)
class Ahead:
    """One of a patient's appointments."""

    is_ahead: bool


def mine(hands: Hands, row: PatientRow) -> list[Ahead]:
    found = hands.window.place.person.ask(AppointmentsOf(patient=row.uid))
    return [Ahead(one.starts > hands.window.place.now() and one.state is State.BOOKED) for one in found]


def state_of(hands: Hands, key: object) -> VisitState | None:
    board = hands.window.place.person.ask(BoardOf(day=hands.window.place.today()))
    found = [row.visit.state for row in board.rows if row.key == key and row.visit]
    return found[0] if found else None


def is_in(hands: Hands, key: object, then: VisitState) -> bool:
    page = hands.window.page
    assert isinstance(page, TodayPage)
    rows = [page.model.row(at) for at in range(page.model.rowCount())]
    shown = [row.visit.state for row in rows if row is not None and row.key == key and row.visit]
    if then is VisitState.FINISHED:  # its group is folded
        return state_of(hands, key) is then
    return shown == [then] and not hands.program.jobs.running()


def free_bed(hands: Hands) -> str:
    for ward in hands.window.place.person.ask(Wards()):
        for bed in hands.window.place.person.ask(MapOf(ward=ward.uid)).beds:
            if bed.state is BedState.FREE:
                return bed.code
    raise AssertionError("no bed is free")


def _drafts(hands: Hands) -> list[QLabel]:
    from hms_desktop.ui.parked import ParkedSheet

    sheets = [one for one in hands.window.findChildren(ParkedSheet) if one.isVisible()]
    return [one.list.item(at) for one in sheets for at in range(one.list.count())]  # type: ignore[misc]
