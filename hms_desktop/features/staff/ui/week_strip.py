"""A usual week drawn small: seven columns from the first hour to the last, one widget, no words but the days' names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hms_desktop.features.staff.domain import Hours, time_text
from hms_desktop.features.staff.ui.words import SHORT_DAYS, week_text
from hms_desktop.ui.theme import colour_of, small, strong
from hms_desktop.ui.words import tr

_HIGH: Final = 132
_GAP: Final = 4
_HOUR: Final = 60
_USUAL: Final = (8 * _HOUR, 18 * _HOUR)
"""The least that is shown, so that short weeks look short."""
_MARKS: Final = 4


class WeekStrip(QWidget):
    """When somebody usually sees patients. Its words for screen readers say the hours in full."""

    def __init__(self) -> None:
        super().__init__()
        self._week: tuple[Hours, ...] = ()
        self._today: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_week(())

    def show_week(self, week: Iterable[Hours], today: int | None = None) -> None:
        """This week, with today's column marked."""
        self._week, self._today = tuple(week), today
        self.setAccessibleName(tr("Weekly hours"))
        self.setAccessibleDescription(week_text(self._week))
        self.setToolTip(week_text(self._week))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its hours are told apart."""
        return QSize(200, _HIGH)

    def minimumSizeHint(self) -> QSize:
        """Seven columns that can still be told apart."""
        return QSize(160, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small(self.font()))
        first, last = self._bounds()
        scale = QFontMetrics(painter.font()).horizontalAdvance("00:00") + 2 * _GAP
        top = QFontMetrics(painter.font()).height() + _GAP
        below = QFontMetrics(painter.font()).height() / 2
        room = QRectF(0, top, self.width(), self.height() - top - below)
        days = room.adjusted(0, 0, -scale, 0) if self.isRightToLeft() else room.adjusted(scale, 0, 0, 0)
        self._paint_scale(painter, room, days, (first, last))
        for day in range(7):
            self._paint_day(painter, self._column(days, day), day, (first, last))

    def _bounds(self) -> tuple[int, int]:
        """Whole hours around all that is shown."""
        first = min((one.start for one in self._week), default=_USUAL[0])
        last = max((one.end for one in self._week), default=_USUAL[1])
        return min(first // _HOUR * _HOUR, _USUAL[0]), max(-(-last // _HOUR) * _HOUR, _USUAL[1])

    def _column(self, days: QRectF, day: int) -> QRectF:
        wide = days.width() / 7
        at = 6 - day if self.isRightToLeft() else day
        return QRectF(days.left() + at * wide + _GAP / 2, days.top(), wide - _GAP, days.height())

    def _paint_scale(self, painter: QPainter, room: QRectF, days: QRectF, bounds: tuple[int, int]) -> None:
        first, last = bounds
        step = max(_HOUR, (last - first) // _MARKS // _HOUR * _HOUR)
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        align = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        half = QFontMetrics(painter.font()).height() / 2
        for minute in range(first, last + 1, step):
            y = room.top() + (minute - first) / (last - first) * room.height()
            painter.setPen(colour_of("hairline"))
            painter.drawLine(QLineF(days.left(), y, days.right(), y))
            painter.setPen(colour_of("muted"))
            painter.drawText(QRectF(room.left(), y - half, room.width(), 2 * half), int(align), time_text(minute))

    def _paint_day(self, painter: QPainter, column: QRectF, day: int, bounds: tuple[int, int]) -> None:
        is_today = day == self._today
        head = QRectF(column.left() - _GAP, 0, column.width() + 2 * _GAP, column.top() - _GAP / 2)
        painter.setFont(strong(small(self.font())) if is_today else small(self.font()))
        painter.setPen(colour_of("accent" if is_today else "muted"))
        painter.drawText(head, int(Qt.AlignmentFlag.AlignCenter), tr(SHORT_DAYS[day]))
        first, last = bounds
        painter.setPen(QPen(colour_of("accent"), 1))
        painter.setBrush(colour_of("accent" if is_today else "chosen"))
        for one in self._week:
            if one.weekday == day:
                y = column.top() + (one.start - first) / (last - first) * column.height()
                high = (one.end - one.start) / (last - first) * column.height()
                painter.drawRoundedRect(QRectF(column.left(), y, column.width(), max(high, 2.0)), 2.5, 2.5)
