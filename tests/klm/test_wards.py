"""The wards' flows of PRODUCT, within their budgets of keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hms_desktop.features.patients.service import PatientList, PatientsNamed
from hms_desktop.features.patients.ui.chart_page import ChartPage
from hms_desktop.features.wards.domain import BedState
from hms_desktop.features.wards.service import AdmissionOf, MapOf, Wards
from hms_desktop.features.wards.ui.stay_dialogs import AdmitDialog
from tests.klm.hands import Hands

ADMIT = 6


def test_whose_chart_is_open_is_in_a_bed_within_six_keys(hands: Hands) -> None:
    person = hands.window.place.person
    rows = [row for row in person.ask(PatientList()).rows if not row.is_restricted]
    alive = {row.uid for row in person.ask(PatientsNamed(uids=tuple(row.uid for row in rows))) if not row.is_deceased}
    who = next(row.uid for row in rows if row.uid in alive and person.ask(AdmissionOf(patient=row.uid)) is None)
    free = next(
        bed.code
        for ward in person.ask(Wards())
        for bed in person.ask(MapOf(ward=ward.uid)).beds
        if bed.state is BedState.FREE
    )
    hands.window.open("chart", who)
    hands.until(lambda: isinstance(hands.window.page, ChartPage) and hands.window.page.chart is not None)
    hands.chord(Qt.Key.Key_K)
    hands.until(hands.window.box.hasFocus)
    hands.type(">admit to")
    hands.until(lambda: bool(hands.window.box.list.hits()))
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: isinstance(hands.window.side.dialog, AdmitDialog))
    hands.type(free.lower())
    hands.chord(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.side.dialog is None)
    found = person.ask(AdmissionOf(patient=who))
    assert found is not None
    assert found.bed_code == free
    assert len(hands.keys) <= ADMIT
