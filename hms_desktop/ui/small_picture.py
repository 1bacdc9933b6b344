"""A picture from somebody's file, looked at for what it is and made small, before it is kept with a record."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from hms_desktop.kernel.errors import Invalid

_SIDE: Final = 480
_LARGEST: Final = 20_000_000
_MOST_PIXELS: Final = 60_000_000
_KINDS: Final = (b"jpeg", b"png")
_QUALITY: Final = 85


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
