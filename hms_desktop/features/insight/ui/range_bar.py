"""A value against its usual range, as a small bar: the band is the range, the mark is the value."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hms_desktop.ui.theme import colour_of

_WIDE: Final = 84
_HIGH: Final = 12


def place(value: float, low: float | None, high: float | None) -> tuple[float, float, float]:
    """Where the band begins and ends and where the value stands, each from 0 to 1; under 0 or over 1 it is beyond.

    A range of two limits takes the middle half; one limit stands in the middle.
    """
    if low is not None and high is not None and high > low:
        wide = 2 * (high - low)
        return 0.25, 0.75, (value - low) / wide + 0.25
    limit = high if high is not None else low
    if not limit:
        return 0.0, 1.0, 0.5
    band = (0.0, 0.5) if high is not None else (0.5, 1.0)
    return *band, value / (2 * limit)


class RangeBar(QWidget):
    """The band, and a mark; beyond the ends the mark is an arrow. It says nothing that the words beside it do not."""

    def __init__(self, spot: tuple[float, float, float], token: str) -> None:
        super().__init__()
        self._spot, self._token = spot, token
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """From low to high in reading direction of figures: left to right in every language."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, middle = self.width() - 2.0, self.height() / 2
        first, last, at = self._spot
        painter.fillRect(QRectF(1, middle - 1, wide, 2), colour_of("hairline"))
        painter.fillRect(QRectF(1 + wide * first, middle - 3, wide * (last - first), 6), colour_of("border"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(self._token))
        if 0 <= at <= 1:
            painter.drawRoundedRect(QRectF(1 + wide * at - 2.5, 0, 5, self.height()), 2, 2)
            return
        tip, foot = (wide + 1, wide - 7) if at > 1 else (1.0, 9.0)
        painter.drawPolygon(QPolygonF([QPointF(tip, middle), QPointF(foot, 0), QPointF(foot, self.height())]))
