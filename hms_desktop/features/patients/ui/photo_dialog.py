"""A patient's photo: taken from a file, looked at for what it is, made small, kept encrypted.

It stands at the side of the chart and never in the banner: a face is no proof of who somebody is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from hms_desktop.features.patients.domain import ChartRow
from hms_desktop.features.patients.states import SetPhoto
from hms_desktop.features.patients.ui.words import name_of
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.act_dialog import ActDialog
from hms_desktop.ui.command_dialog import Purpose
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.small_picture import small_picture
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace


class PhotoDialog(ActDialog):
    """A file with a face in it."""

    def __init__(self, place: Workplace, chart: ChartRow) -> None:
        subject, whose = chart.patient.uid, name_of(chart.patient)
        purpose = Purpose(tr("Photo"), tr("Keep the photo"), subject=subject, hints=tr("Esc closes"), whose=whose)
        super().__init__(place, purpose)
        self._chart = chart
        self.file = LineField("file", tr("File"), tr("JPEG or PNG"))
        self.choose = QPushButton(tr("Choose a file"))
        self.choose.clicked.connect(self._choose)
        self.build()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """The file."""
        return (self.file,), (self.choose,)

    def work(self, values: Mapping[str, Any]) -> Callable[[], Any]:
        """Reads the picture, keeps it small, and says whose it is."""
        path, patient, acts = Path(values["file"]).expanduser(), self._chart.patient, self.place.acts
        person, new_id = self.place.person, self.place.new_id

        def keep() -> object:
            photo = acts.keep_picture(small_picture(path))
            command = SetPhoto(id=new_id(), uid=patient.uid, version=patient.version, photo=photo)
            return person.execute(command)

        return keep

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        patient = self._chart.patient
        back = SetPhoto(id=self.place.new_id(), uid=patient.uid, version=patient.version + 1, photo=self._chart.photo)
        self.place.say(tr("The photo is kept"), back)

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Choose a file"), str(Path.home()), tr("Pictures (*.jpg *.jpeg *.png)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file.fill)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
