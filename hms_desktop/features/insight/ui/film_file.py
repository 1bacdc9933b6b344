"""A film out of somebody's file: looked at before it is decoded, decoded whole or not at all, and made grey.

Runs beside the window, never on its thread. What is refused is refused with its reason and, where a file is torn, with
the place in it; nothing of it is shown. A DICOM file is recognised, and opening it is not yet known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from hms_desktop.features.insight.domain.film import MOST_POINTS, SIDE
from hms_desktop.features.insight.domain.picture_file import LARGEST, OPENED, FileKind, has_more, kind_of, torn_at
from hms_desktop.kernel.errors import Invalid

_TITLE: Final = "This film was not opened"
_FINE: Final = 1_200
"""Points of the longer side down to which smaller copies are made, for a film that is shown smaller than it is."""
_REFUSED: Final = {
    FileKind.DICOM: "This is a DICOM file; these cannot be opened here yet. Save the film as PNG or JPEG where it is "
    "stored and open that",
    FileKind.PDF: "This is a PDF document and no picture. Save the film as PNG or JPEG and open that",
    FileKind.UNKNOWN: "This is no PNG, JPEG, BMP or TIFF picture, whatever its name says",
}


@dataclass(frozen=True, eq=False)
class OpenedFilm:
    """A whole film in grey. `copies` begins with the film itself; each is half as large as the one before."""

    copies: tuple[QImage, ...]
    is_first_of_more: bool = False
    """Whether the file holds more pictures after this one: other pages, or an animation."""

    @property
    def size(self) -> QSize:
        """In points."""
        return self.copies[0].size()

    def grey(self) -> bytes:
        """Row after row, without what Qt puts at the end of rows."""
        image, wide = self.copies[0], self.copies[0].width()
        bits, step = image.constBits(), image.bytesPerLine()
        if step == wide:
            return bytes(bits)
        return b"".join(bytes(bits[at * step : at * step + wide]) for at in range(image.height()))


def open_path(path: Path) -> OpenedFilm:
    """The film in a file."""
    try:
        is_there, size = path.is_file(), path.stat().st_size
    except OSError:
        is_there, size = False, 0
    if not is_there:
        raise _refused("There is no such file, or it cannot be read")
    if size > LARGEST:
        raise _refused("The file is larger than 50 MB")
    data = b""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        is_there = False
    if not is_there:
        raise _refused("There is no such file, or it cannot be read")
    return open_bytes(data)


def open_bytes(data: bytes) -> OpenedFilm:
    """The film in a file's content."""
    if not data:
        raise _refused("The file is empty")
    if len(data) > LARGEST:
        raise _refused("The file is larger than 50 MB")
    kind = kind_of(data)
    if kind not in OPENED:
        raise _refused(_REFUSED[kind])
    torn = torn_at(data, kind)
    if torn is not None:
        raise _refused("The file is damaged or not whole, from byte {place} of {size} on", place=torn, size=len(data))
    return _decoded(data, kind)


def open_image(image: QImage) -> OpenedFilm:
    """A film that is a picture in memory already, such as one that was copied."""
    if image.isNull():
        raise _refused("There is no picture to take")
    _demand_size(image.size())
    return OpenedFilm(_copies(_grey(image)))


def _decoded(data: bytes, kind: FileKind) -> OpenedFilm:
    content = QByteArray(data)
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    return OpenedFilm(_copies(_grey(_whole(buffer, kind))), has_more(data, kind))


def _whole(buffer: QBuffer, kind: FileKind) -> QImage:
    """By Qt's reader of just this kind: nothing else may try its luck with the bytes. The reader must die before its
    buffer does, for it looks into it once more (seen: a crash)."""
    reader = QImageReader(buffer, QByteArray(kind.value.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        raise _refused("The file is damaged: it does not say how large the picture is")
    _demand_size(size)
    image = reader.read()
    if image.isNull() or image.width() * image.height() != size.width() * size.height():
        raise _refused("The file is damaged: the picture cannot be decoded")
    return image


def _demand_size(size: QSize) -> None:
    if size.width() * size.height() > MOST_POINTS:
        raise _refused("The picture has more than 40 million points")
    if min(size.width(), size.height()) < SIDE:
        raise _refused("The picture is smaller than 28 points; there is nothing to be read")


def _grey(image: QImage) -> QImage:
    """Over black, where it is seen through."""
    if image.hasAlphaChannel():
        image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # black shows through by itself
        image.reinterpretAsFormat(QImage.Format.Format_RGB32)
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def _copies(image: QImage) -> tuple[QImage, ...]:
    made = [image]
    while max(made[-1].width(), made[-1].height()) > _FINE:
        half = QSize((made[-1].width() + 1) // 2, (made[-1].height() + 1) // 2)
        ways = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        made.append(made[-1].scaled(half, *ways).convertToFormat(QImage.Format.Format_Grayscale8))
    return tuple(made)


def _refused(why: str, **values: object) -> Invalid:
    return Invalid({"film": why}, _TITLE, **values)
