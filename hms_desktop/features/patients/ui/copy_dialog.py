"""A copy of one record for the patient or another house: on paper, as FHIR, as a table. Making it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from hms_desktop.features.patients.domain import ChartRow
from hms_desktop.features.patients.exchange import CopyOfPatient, Form
from hms_desktop.features.patients.ui.words import name_of
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.act_dialog import ActDialog
from hms_desktop.ui.command_dialog import Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField
from hms_desktop.ui.new_file import new_file_problem
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_FORMS: Final = {Form.PDF: "Paper (PDF)", Form.FHIR: "Another system (FHIR R4)", Form.CSV: "Table (CSV)"}
_ENDS: Final = {Form.PDF: "pdf", Form.FHIR: "json", Form.CSV: "csv"}


def _about(chart: ChartRow) -> dict[str, Any]:
    return {"subject": chart.patient.uid, "hints": tr("Esc closes"), "whose": name_of(chart.patient)}


class CopyDialog(ActDialog):
    """The file's name holds the record number and no name, because file names are read by others."""

    def __init__(self, place: Workplace, chart: ChartRow) -> None:
        super().__init__(place, Purpose(tr("Copy of this record"), tr("Save the copy"), **_about(chart)))
        self._chart = chart
        self.form = ChoiceField("form", tr("For"), [(form.value, tr(word)) for form, word in _FORMS.items()])
        self.file = LineField("file", tr("File"))
        self.choose = QPushButton(tr("Choose a place"))
        self.choose.clicked.connect(self._choose)
        self.form.edited.connect(self._rename)
        self.build({"form": Form.PDF.value})
        self._rename()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """What for, and where to."""
        told = tr("Whoever holds the copy can read it. Save it where only the patient gets it.")
        return (self.form,), (self.file,), (self.choose,), (label(told, "notice", wraps=True),)

    def problems(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Nothing that is there is written over."""
        problem = new_file_problem(values["file"])
        return {"file": problem} if problem else {}

    def work(self, values: Mapping[str, Any]) -> Callable[[], Any]:
        """Asks for the copy, which records it, and saves it."""
        query = CopyOfPatient(uid=self._chart.patient.uid, form=Form(values["form"]))
        path = Path(values["file"]).expanduser()
        person, acts = self.place.person, self.place.acts
        return lambda: acts.save_file(path, person.ask(query))

    def done(self, _done: Done[Any]) -> None:
        """Says where it is."""
        self.place.say(tr("The copy is saved: {file}", file=Path(self.file.raw()).name))

    def _rename(self) -> None:
        folder = Path(self.file.raw()).parent if self.file.raw() else Path.home()
        self.file.fill(str(folder / f"record-{self._chart.patient.number}.{_ENDS[Form(self.form.raw())]}"))

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Save the copy"), self.file.raw())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # a file that is there is never written over
        dialog.fileSelected.connect(self.file.fill)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
