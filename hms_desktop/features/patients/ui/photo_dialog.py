"""A patient's photo: taken from a file, looked at for what it is, made small, kept encrypted.

It stands at the side of the chart and never in the banner: a face is no proof of who somebody is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from hms_desktop.features.patients.domain import ChartRow
from hms_desktop.features.patients.states import SetPhoto
from hms_desktop.features.patients.ui.words import name_of
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.act_dialog import ActDialog
from hms_desktop.ui.command_dialog import Purpose
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_SIDE: Final = 480
_LARGEST: Final = 20_000_000
_MOST_PIXELS: Final = 60_000_000
_KINDS: Final = (b"jpeg", b"png")
_QUALITY: Final = 85


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


def small_picture(path: Path) -> bytes:
    """The picture as a small JPEG without anything else that its file said, such as where it was taken."""
    try:
        is_fit = 0 < path.stat().st_size <= _LARGEST
    except OSError:
        raise Invalid({"file": "This file cannot be read"}) from None
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not is_fit or reader.format().data() not in _KINDS or size.width() * size.height() > _MOST_PIXELS:
        raise Invalid({"file": "This is no JPEG or PNG picture of a usual size"})
    image = reader.read()
    if image.isNull():
        raise Invalid({"file": "This picture is damaged"})
    return _as_jpeg(image)


def _as_jpeg(image: QImage) -> bytes:
    if max(image.width(), image.height()) > _SIDE:
        kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(_SIDE, _SIDE, kept, smooth)
    plain = QImage(image.size(), QImage.Format.Format_RGB32)
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    painter.drawImage(0, 0, image)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(_QUALITY)
    writer.write(plain)
    return bytes(content.data())
