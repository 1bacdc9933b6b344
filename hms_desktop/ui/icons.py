"""Icons as line drawings in the theme's colours: Tabler's, read out of their package without importing it.

A drawing never speaks alone: whoever shows one gives it a word beside it or an accessible name.
"""

from __future__ import annotations

import zipfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, Qt
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QWidget

SIZE: Final = 18
_SHARP: Final = 2.0
"""Drawn at twice the size, so that a screen of high density shows no steps."""


def icon(name: str, colour: QColor) -> QIcon:
    """The drawing as an icon in this colour."""
    return QIcon(picture(name, colour))


def picture(name: str, colour: QColor, size: int = SIZE) -> QPixmap:
    """The drawing in this colour; a name that there is no drawing of is a mistake of ours and fails."""
    return _drawn(name, colour.name(), size)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int) -> QPixmap:
    source = _source(name).replace("currentColor", colour).replace('stroke-width="2"', 'stroke-width="1.75"')
    made = QPixmap(QSize(size, size) * _SHARP)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(_SHARP)
    return made


@lru_cache(maxsize=1)
def _archive() -> zipfile.ZipFile:
    package = find_spec("tabler_icons")
    if package is None or package.origin is None:
        raise FileNotFoundError("the icons' package is missing")
    return zipfile.ZipFile(Path(package.origin).with_name("archive.zip"))


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return _archive().read(f"{name}.svg").decode()


class IconLabel(QLabel):
    """A drawing beside words, decoration to a screen reader because the words say the same."""

    def __init__(self, name: str, colour: QColor, size: int = SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)
        self.draw(name, colour)

    def draw(self, name: str, colour: QColor) -> None:
        """Another drawing, or the same in another colour."""
        self.setPixmap(picture(name, colour, self.width()))
