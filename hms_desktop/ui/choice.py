"""A box to choose from that shows it can be opened: a style sheet's border takes Fusion's arrow away."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox

_EDGE, _WIDE, _HIGH = 14.0, 4.5, 2.5


class Choice(QComboBox):
    """A combo box with a chevron at its trailing end."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style paints the box; the chevron stands where its drop-down is."""
        super().paintEvent(event)
        if not self.count():
            return
        x = _EDGE if self.isRightToLeft() else self.width() - _EDGE
        y = self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText().color(), 1.5))
        tip = QPointF(x, y + _HIGH)
        painter.drawLine(QPointF(x - _WIDE, y - _HIGH), tip)
        painter.drawLine(tip, QPointF(x + _WIDE, y - _HIGH))
