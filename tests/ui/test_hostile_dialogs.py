"""Twenty thousand hostile strings through every field of the dialogs: plain text on the screen, text in the command."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from hms_desktop.features.patients.domain import ChartRow, Particulars, PatientRow, Precision, Sex
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.patients.ui.more_dialogs import IdentifierDialog, PhoneDialog, RelationDialog
from hms_desktop.features.patients.ui.register_dialog import RegisterDialog
from hms_desktop.kernel.text import cleaned
from hms_desktop.ui.command_dialog import CommandDialog
from hms_desktop.ui.fields import LineField, TextField
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.workplace import Workplace
from tests.data import nasty
from tests.ui.shown import fake_acts

STRINGS: Final = 20_000
_FIELDS: Final = 20
"""Texts in one round: those of registering, of a phone, an identity number and a relation."""


def place_of(jobs: Jobs) -> Workplace:
    acts = fake_acts("patient.change", RegisterPatient=lambda _: None, Chart=lambda _: None, Duplicates=lambda _: ())
    return Workplace(acts, acts.standing(), jobs)


@pytest.mark.timeout(300)
def test_whatever_is_typed_is_text_and_goes_out_as_text(qapp: QApplication, jobs: Jobs) -> None:
    place = place_of(jobs)
    row = PatientRow(place.new_id(), 1, "0000011", "Abel", "Bo", Sex.UNKNOWN, None, Precision.DAY)
    chart = ChartRow(row, Particulars(), None, None, (), (), (), (), (), ())
    dialogs: list[CommandDialog] = [
        RegisterDialog(place), PhoneDialog(place, chart), IdentifierDialog(place, chart),
        RelationDialog(place, chart),
    ]  # fmt: skip
    fields = [one for dialog in dialogs for one in dialog.fields.values() if isinstance(one, LineField | TextField)]
    assert len(fields) >= _FIELDS

    @settings(max_examples=STRINGS // _FIELDS, database=None)
    @given(st.lists(nasty.text(), min_size=len(fields), max_size=len(fields)))
    def type_them(texts: list[str]) -> None:
        for one, text in zip(fields, texts, strict=True):
            one.fill(text)
            one.object_to(text)
            one.object_to("")
        for dialog in dialogs:
            cleaned(dialog.make(dialog.values()))
        command = dialogs[0].make(dialogs[0].values())
        assert isinstance(command, RegisterPatient)
        assert isinstance(command.facts, Particulars)

    type_them()
    for dialog in dialogs:
        for label in dialog.findChildren(QLabel):
            assert label.textFormat() is Qt.TextFormat.PlainText
        dialog.deleteLater()
    qapp.sendPostedEvents()
