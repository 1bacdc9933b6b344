"""Bars of a suggestion: how likely, and what spoke for and against. Each says in words what it shows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hms_desktop.ui.theme import colour_of

_HIGH: Final = 8
_WIDE: Final = 60


class Bar(QWidget):
    """A part of the whole, from the side where lines begin."""

    def __init__(self, part: float, said: str) -> None:
        super().__init__()
        self._part = min(max(part, 0.0), 1.0)
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The track, and the part of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _pill(painter, QRectF(0, 0, self.width(), self.height()), "hairline")
        wide = self.width() * self._part
        left = self.width() - wide if self.isRightToLeft() else 0.0
        if wide >= 1:
            _pill(painter, QRectF(left, 0, wide, self.height()), "accent")


class Balance(QWidget):
    """For to the one side of the middle, against to the other; the longest of a group fills its half."""

    def __init__(self, share: float, most: float, said: str) -> None:
        super().__init__()
        self._part = share / most if most else 0.0
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The middle line, and the bar that leaves it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.width() / 2
        _pill(painter, QRectF(0, self.height() / 2 - 1, self.width(), 2), "hairline")
        wide = middle * min(abs(self._part), 1.0)
        to_right = (self._part > 0) is not self.isRightToLeft()
        _pill(painter, QRectF(middle if to_right else middle - wide, 0, wide, self.height()),
              "accent" if self._part > 0 else "warn")  # fmt: skip
        painter.fillRect(QRectF(middle - 1, 0, 2, self.height()), colour_of("border"))


def _pill(painter: QPainter, place: QRectF, token: str) -> None:
    painter.setPen(colour_of(token))
    painter.setBrush(colour_of(token))
    round_ = min(place.height(), place.width()) / 2
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), round_, round_)
