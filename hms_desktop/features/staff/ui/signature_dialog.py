"""A doctor's signature as a picture, for papers: taken from a file, made small, kept encrypted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import SetSignature
from hms_desktop.features.staff.ui.words import full_name
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.act_dialog import ActDialog
from hms_desktop.ui.command_dialog import Purpose
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.small_picture import small_picture
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace


class SignatureDialog(ActDialog):
    """A file with a signature on white."""

    def __init__(self, place: Workplace, row: DoctorRow) -> None:
        hints = tr("Esc closes")
        super().__init__(place, Purpose(tr("Signature"), tr("Keep the signature"), hints=hints, whose=full_name(row)))
        self._row = row
        self.file = LineField("file", tr("File"), tr("JPEG or PNG"))
        self.choose = QPushButton(tr("Choose a file"))
        self.choose.clicked.connect(self._choose)
        self.build()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """The file."""
        told = tr("A picture proves nothing: it stands on papers for those who expect one.")
        return (self.file,), (self.choose,), (label(told, "caption", wraps=True),)

    def work(self, values: Mapping[str, Any]) -> Callable[[], Any]:
        """Reads the picture, keeps it small, and says whose it is."""
        path, row, acts = Path(values["file"]).expanduser(), self._row, self.place.acts
        person, new_id = self.place.person, self.place.new_id

        def keep() -> object:
            kept = acts.keep_picture(small_picture(path))
            return person.execute(SetSignature(id=new_id(), uid=row.uid, version=row.version, signature=kept))

        return keep

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        row = self._row
        back = SetSignature(id=self.place.new_id(), uid=row.uid, version=row.version + 1, signature=row.signature)
        self.place.say(tr("The signature is kept"), back)

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Choose a file"), str(Path.home()), tr("Pictures (*.jpg *.jpeg *.png)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file.fill)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
