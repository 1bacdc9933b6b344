"""Bars of an answer: how likely and from where to where, and what spoke for and against.

Each says in words what it shows, and none says by its colour alone: what speaks against is hatched and goes the other
way.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hms_desktop.ui.theme import colour_of

_HIGH: Final = 8
_WIDE: Final = 60
_MARK: Final = 3.0


class Bar(QWidget):
    """A part of the whole, from the side where lines begin; with a `reach` also from where to where it may lie."""

    def __init__(self, part: float, said: str, reach: tuple[float, float] | None = None) -> None:
        super().__init__()
        self._part = min(max(part, 0.0), 1.0)
        self._reach = reach
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The track, and the part of it; or the reach, with a mark where the part ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _pill(painter, QRectF(0, 0, self.width(), self.height()), "hairline")
        if self._reach is None:
            if self.width() * self._part >= 1:
                _pill(painter, self._span(0.0, self._part), "accent")
            return
        low, high = self._reach
        painter.setOpacity(0.35)
        if self.width() * low >= 1:
            _pill(painter, self._span(0.0, low), "accent")
        painter.setOpacity(0.6)
        _pill(painter, self._span(low, max(high, low + 0.01)), "accent")
        painter.setOpacity(1.0)
        half = _MARK / 2 / max(self.width(), 1)
        _pill(painter, self._span(max(self._part - half, 0.0), min(self._part + half, 1.0)), "accent")

    def _span(self, low: float, high: float) -> QRectF:
        left, wide = self.width() * low, self.width() * (high - low)
        return QRectF(self.width() - left - wide if self.isRightToLeft() else left, 0, wide, self.height())


class Balance(QWidget):
    """For to the one side of the middle, against to the other and hatched; the longest of a group fills its half."""

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
        place = QRectF(middle if to_right else middle - wide, 0, wide, self.height())
        _pill(painter, place, "accent" if self._part > 0 else "warn")
        if self._part < 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour_of("panel"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(place)
        painter.fillRect(QRectF(middle - 1, 0, 2, self.height()), colour_of("border"))


def _pill(painter: QPainter, place: QRectF, token: str) -> None:
    painter.setPen(colour_of(token))
    painter.setBrush(colour_of(token))
    round_ = min(place.height(), place.width()) / 2
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), round_, round_)
