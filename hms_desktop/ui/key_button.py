"""A button with its key on it: keys are written where the hand looks for them, weaker than the words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter

from hms_desktop.ui.theme import GAP, small, weaker


class KeyButton(QPushButton):
    """Its text is the words alone, so that tests, screen readers and translators see no key in them."""

    def __init__(self, text: str, key: str, font: QFont | None = None) -> None:
        super().__init__(text)
        self._key = key
        if font:
            self.setFont(font)
        self.setAccessibleDescription(key)

    def sizeHint(self) -> QSize:
        """Room for the key beside the words."""
        hint = super().sizeHint()
        return QSize(hint.width() + GAP + round(self._key_width()), hint.height())

    def minimumSizeHint(self) -> QSize:
        """A key that is cut off is no help."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The style paints the button without text; words and key stand in its middle, in reading order."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        words = QFontMetricsF(self.font())
        wide = words.horizontalAdvance(self.text())
        beside = GAP + self._key_width() if self.isEnabled() else 0.0  # a key that does nothing now is not shown
        left = (self.width() - wide - beside) / 2
        base = (self.height() + words.ascent() - words.descent()) / 2
        at, key_at = (left + beside, left) if self.isRightToLeft() else (left, left + wide + GAP)
        ink, ground = self.palette().buttonText().color(), self.palette().button().color()
        _write(painter, self.font(), ink, QPointF(at, base), self.text())
        if beside:
            _write(painter, small(self.font()), weaker(ink, ground), QPointF(key_at, base), self._key)

    def _key_width(self) -> float:
        return QFontMetricsF(small(self.font())).horizontalAdvance(self._key)


def _write(painter: QStylePainter, font: QFont, ink: QColor, at: QPointF, text: str) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(at, text)
