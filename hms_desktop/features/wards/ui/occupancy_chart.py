"""How full a ward was, as bars day by day. Who hears rather than sees has the days in words, the last ones first."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hms_desktop.features.wards.domain import DayOccupancy
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.theme import colour_of, small, strong
from hms_desktop.ui.words import tr

_LEFT, _TOP, _FOOT = 52.0, 34.0, 30.0
_LEVELS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_FULL: Final = 0.9
"""From here on a bar says «nearly full» by its pattern too."""
_DAY_AND_MONTH: Final = 6


class OccupancyChart(QWidget):
    """Bars from nothing to all beds. Left and Right choose a day, and its figures stand above."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(220)
        self.setAccessibleName(tr("How full the ward was"))
        self._days: tuple[DayOccupancy, ...] = ()
        self._at = 0

    def show_days(self, days: tuple[DayOccupancy, ...]) -> None:
        """These days; the last one is chosen."""
        self._days, self._at = days, max(len(days) - 1, 0)
        self._tell()

    def told(self) -> str:
        """The chosen day in a sentence."""
        return _told(self._days[self._at]) if self._days else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Levels, bars, and the days below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = self._field()
        painter.setFont(strong(self.font()))
        painter.setPen(colour_of("text"))
        painter.drawText(QRectF(_LEFT, 6, field.width(), _TOP - 8), self.told())
        painter.setFont(small(self.font()))
        for level in _LEVELS:
            y = field.bottom() - level * field.height()
            painter.setPen(colour_of("hairline"))
            painter.drawLine(int(field.left()), int(y), int(field.right()), int(y))
            painter.setPen(colour_of("muted"))
            room = QRectF(0, y - 10, _LEFT - 8, 20)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{level:.0%}")
        for at, day in enumerate(self._days):
            self._bar(painter, at, day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._days:
            super().keyPressEvent(event)
        else:
            self._choose(self._at + step)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The day under the mouse."""
        if self._days:
            self._choose(int((event.position().x() - self._field().left()) // self._step()))

    def changeEvent(self, event: QEvent) -> None:
        """Another theme, other colours."""
        super().changeEvent(event)
        self.update()

    def _bar(self, painter: QPainter, at: int, day: DayOccupancy) -> None:
        field, step = self._field(), self._step()
        x, share = field.left() + at * step, day.share or 0.0
        high = share * field.height()
        bar = QRectF(x + step * 0.14, field.bottom() - high, step * 0.72, high)
        painter.fillRect(bar, colour_of("accent" if at == self._at else "border"))
        if share >= _FULL:
            painter.setPen(QPen(colour_of("warn"), 3))
            painter.drawLine(bar.topLeft(), bar.topRight())
        if at == self._at and self.hasFocus():
            painter.setPen(QPen(colour_of("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(x + 1, field.top(), step - 2, field.height()))
        if at % 7 == (len(self._days) - 1) % 7:
            text = day_text(day.day)[:_DAY_AND_MONTH]
            wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4
            left = min(x + step / 2 - wide / 2, self.width() - wide)
            painter.setPen(colour_of("muted"))
            painter.drawText(QRectF(left, field.bottom() + 4, wide, _FOOT - 6), text)

    def _choose(self, at: int) -> None:
        chosen = min(max(at, 0), len(self._days) - 1)
        if chosen != self._at:
            self._at = chosen
            self._tell()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.told())
        self.update()

    def _field(self) -> QRectF:
        return QRectF(_LEFT, _TOP, max(self.width() - _LEFT - 8, 1), max(self.height() - _TOP - _FOOT, 1))

    def _step(self) -> float:
        return self._field().width() / max(len(self._days), 1)


def _told(day: DayOccupancy) -> str:
    if day.share is None:
        return tr("{day}: no beds", day=day_text(day.day))
    return tr("{day}: {share} of the bed time was used", day=day_text(day.day), share=f"{day.share:.0%}")
