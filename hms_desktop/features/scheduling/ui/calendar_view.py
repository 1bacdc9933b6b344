"""The calendar, painted in one widget: columns, hours, blocks, the line of now, and where the keyboard stands.

There is no widget for a block: a week of two thousand would be two thousand of them. The arrows move a place through
the columns; whatever stands there is the chosen one. Dragging moves a block too, and is never the only way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from hms_desktop.features.scheduling.domain import State
from hms_desktop.features.scheduling.domain.times import time_text
from hms_desktop.features.scheduling.ui.calendar_layout import Block, Column, hours_of
from hms_desktop.features.scheduling.ui.words import STATES, who_text
from hms_desktop.ui.bidi import direction_of
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.theme import colour_of, small, strong
from hms_desktop.ui.words import tr

_HEAD: Final = 48
_LEAST_COLUMN: Final = 128
_PAD: Final = 6
_STEP: Final = 10
"""Minutes by which the keyboard's place moves where the column says nothing finer."""

_ZOOMS: Final = (0.0, 1.2, 1.8, 2.6, 4.0)
"""Pixels a minute; 0 fits the day into the window."""

_DRAG: Final = 6
_FIGURES: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Look:
    """Fonts with their measures and colours of one painting; made once for it and not for each block."""

    plain: QFont
    bold: QFont
    plain_metrics: QFontMetrics
    bold_metrics: QFontMetrics
    colours: dict[str, QColor]


_STATE_COLOURS: Final = {
    State.BOOKED: ("border", "banner"), State.CONFIRMED: ("accent", "chosen"), State.KEPT: ("good", "good_ground"),
    State.MISSED: ("warn", "warn_ground"), State.CANCELLED: ("border", "ground"),
}  # fmt: skip


_COLOURS: Final = (
    "panel", "text", "muted", "hairline", "border", "accent", "chosen", "banner", "good", "good_ground", "warn",
    "warn_ground", "bad", "ground",
)  # fmt: skip


class CalendarView(QAbstractScrollArea):
    """`chosen` tells of the block under the keyboard's place, `wanted` of Enter, `dropped` of a block and where to."""

    chosen = Signal(object)
    wanted = Signal(object)
    dropped = Signal(object, object, int)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.columns: tuple[Column, ...] = ()
        self._hours = (8 * 60, 18 * 60)
        self.column, self.minute = 0, 9 * 60
        self._first, self._zoom = 0, 0
        self._drag: tuple[Block, QPoint] | None = None
        self._ghost: tuple[int, int] | None = None
        self._elided: dict[tuple[str, int, bool], str] = {}
        self._look_at = ""
        self._look: Look | None = None
        self.setObjectName("clear")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Calendar"))

    # What whoever shows it does.

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Other columns; the keyboard's place stays at its time."""
        self.columns = columns
        self._hours = hours_of(columns)
        self.column = min(self.column, max(len(columns) - 1, 0))
        self.minute = min(max(self.minute, self._hours[0]), self._hours[1] - 5)
        self._elided.clear()
        self._settle()
        self._tell()

    def go_to(self, column: int, minute: int) -> None:
        """The keyboard's place, brought into sight."""
        self.column = min(max(column, 0), max(len(self.columns) - 1, 0))
        self.minute = min(max(minute, self._hours[0]), self._hours[1] - 5)
        self._settle()
        top = self._y(self.minute) + self.verticalScrollBar().value() - _HEAD
        bar, page = self.verticalScrollBar(), self.viewport().height() - _HEAD
        if top < bar.value():
            bar.setValue(max(round(top) - 20, 0))
        elif top + 40 > bar.value() + page:
            bar.setValue(round(top) + 60 - page)
        self._tell()

    def go_to_appointment(self, appointment: object) -> bool:
        """Puts the keyboard on this appointment; whether it is here."""
        for at, column in enumerate(self.columns):
            for block in column.blocks:
                if block.row.uid == appointment:
                    self.go_to(at, block.row.minute)
                    return True
        return False

    def current(self) -> Block | None:
        """The block at the keyboard's place."""
        column = self.here()
        return column.at(self.minute) if column else None

    def here(self) -> Column | None:
        """The column of the keyboard's place."""
        return self.columns[self.column] if self.columns else None

    def zoom(self, step: int) -> None:
        """Closer or farther."""
        self._zoom = min(max(self._zoom + step, 0), len(_ZOOMS) - 1)
        self._settle()
        self.go_to(self.column, self.minute)

    # Keys and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End, Enter."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        key = event.key()
        side = -1 if self.isRightToLeft() else 1
        moves = {Qt.Key.Key_Left: -side, Qt.Key.Key_Right: side}
        if key in moves:
            self.go_to(self.column + moves[Qt.Key(key)], self.minute)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.go_to(self.column, self._stepped(1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(self.column, self._hours[0] if key == Qt.Key.Key_Home else self._hours[1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(self.current())
        else:
            super().keyPressEvent(event)

    def _stepped(self, way: int) -> int:
        """The next time up or down: over a block in one step, else by the column's own step."""
        block, column = self.current(), self.here()
        step = min(column.step, 30) if column else _STEP
        if block is not None and way > 0:
            return block.row.minute + block.row.minutes
        before = self.minute if block is None else block.row.minute
        other = column.at(before - 1) if column and way < 0 else None
        return other.row.minute if other else before + way * step

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses what is below."""
        found = self._place(event.position().toPoint())
        if found and event.button() == Qt.MouseButton.LeftButton:
            self.go_to(*found)
            block = self.current()
            self._drag = (block, event.position().toPoint()) if block else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A block that is dragged shows where it would stand."""
        at = event.position().toPoint()
        if self._drag and (at - self._drag[1]).manhattanLength() > _DRAG:
            self._ghost = self._place(at)
            self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Lets it go there."""
        drag, ghost, self._drag, self._ghost = self._drag, self._ghost, None, None
        self.viewport().update()
        if drag and ghost:
            self.dropped.emit(drag[0], self.columns[ghost[0]], ghost[1])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As Enter."""
        if self._place(event.position().toPoint()):
            self.wanted.emit(self.current())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls; with Ctrl it zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    # Where things stand.

    def shown(self) -> tuple[int, int]:
        """The first column in sight, and how many are."""
        room = max(self.viewport().width() - self._side(), 1)
        fit = max(room // max(_LEAST_COLUMN, self.fontMetrics().averageCharWidth() * 17), 1)
        number = min(fit, max(len(self.columns), 1))
        return min(self._first, max(len(self.columns) - number, 0)), number

    def _side(self) -> int:
        return self.fontMetrics().horizontalAdvance("00:00") + 3 * _PAD

    def _scale(self) -> float:
        fit = (self.viewport().height() - _HEAD - 2) / max(self._hours[1] - self._hours[0], 60)
        return max(_ZOOMS[self._zoom], fit, 0.55)

    def _y(self, minute: float) -> float:
        return _HEAD + (minute - self._hours[0]) * self._scale() - self.verticalScrollBar().value()

    def _left(self, at: int) -> tuple[float, float]:
        """From where to where a column goes."""
        first, number = self.shown()
        wide = (self.viewport().width() - self._side()) / number
        left = self._side() + (at - first) * wide
        return (self.viewport().width() - left - wide, wide) if self.isRightToLeft() else (left, wide)

    def _place(self, at: QPoint) -> tuple[int, int] | None:
        """Which column and which five minutes are at a point."""
        first, number = self.shown()
        for column in range(first, min(first + number, len(self.columns))):
            left, wide = self._left(column)
            if left <= at.x() < left + wide and at.y() >= _HEAD:
                minute = self._hours[0] + (at.y() + self.verticalScrollBar().value() - _HEAD) / self._scale()
                return column, int(minute) // 5 * 5
        return None

    def block_rect(self, column: int, block: Block) -> QRectF:
        """Where a block is painted."""
        left, wide = self._left(column)
        lane = (wide - 8) / block.lanes
        top = self._y(block.row.minute)
        across = left + 4 + lane * (block.lanes - 1 - block.lane if self.isRightToLeft() else block.lane)
        return QRectF(across, top + 1, lane - 2, max(block.row.minutes * self._scale() - 2, 3))

    def _settle(self) -> None:
        high = round((self._hours[1] - self._hours[0]) * self._scale())
        page = self.viewport().height() - _HEAD
        self.verticalScrollBar().setRange(0, max(high - page, 0))
        self.verticalScrollBar().setPageStep(max(page, 1))
        self.verticalScrollBar().setSingleStep(30)
        first, number = self.shown()
        self._first = min(max(self.column - number + 1, first), self.column)
        self.viewport().update()

    def _tell(self) -> None:
        block, column = self.current(), self.here()
        if column:
            said = f"{column.title} {time_text(self.minute)}"
            about = f"{who_text(block.row.whose)}, {tr(STATES[block.row.state][0])}" if block else tr("free")
            self.setAccessibleDescription(f"{said}: {about}")
        self.viewport().update()
        self.chosen.emit(block)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only what has to be painted again."""
        look = self._looks()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), look.colours["panel"])
        first, number = self.shown()
        self._paint_hours(painter, look)
        for at in range(first, min(first + number, len(self.columns))):
            self._paint_column(painter, look, at, event.rect())
        self._paint_place(painter, look)
        self._paint_heads(painter, look)
        painter.end()

    def _looks(self) -> Look:
        theme = colour_of("panel").name()
        key = f"{self.font().key()}{theme}"
        if self._look is None or key != self._look_at:
            plain, bold = small(self.font()), strong(small(self.font()))
            colours = {name: colour_of(name) for name in _COLOURS}
            self._look, self._look_at = Look(plain, bold, QFontMetrics(plain), QFontMetrics(bold), colours), key
            self._elided.clear()
        return self._look

    def _paint_hours(self, painter: QPainter, look: Look) -> None:
        wide, side = self.viewport().width(), self._side()
        left, right = (0, wide - side) if self.isRightToLeft() else (side, wide)
        solid, dotted = QPen(look.colours["hairline"]), QPen(look.colours["hairline"], 1, Qt.PenStyle.DotLine)
        painter.setFont(look.plain)
        every = 30 if self._scale() * 30 >= look.plain_metrics.height() + 4 else 60
        for minute in range(self._hours[0], self._hours[1] + 1, 30):
            y = round(self._y(minute))
            if not _HEAD - 20 <= y <= self.viewport().height() + 20:
                continue
            painter.setPen(solid if minute % 60 == 0 else dotted)
            painter.drawLine(left, y, right, y)
            if minute % every == 0 and minute < self._hours[1]:
                painter.setPen(look.colours["muted"])
                begin = wide - side if self.isRightToLeft() else 0
                place = QRect(begin, y, side - _PAD, look.plain_metrics.height() + 4)
                painter.drawText(place, int(_FIGURES), time_text(minute))

    def _paint_column(self, painter: QPainter, look: Look, at: int, exposed: QRect) -> None:
        column = self.columns[at]
        left, wide = self._left(at)
        painter.setPen(look.colours["hairline"])
        painter.drawLine(round(left), 0, round(left), self.viewport().height())
        self._paint_closed(painter, look, column, QRectF(left + 1, 0, wide - 1, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        for block in column.blocks:
            rect = self.block_rect(at, block)
            if rect.bottom() >= max(exposed.top(), _HEAD) and rect.top() <= exposed.bottom():
                self._paint_block(painter, look, block, rect)
        now = self._now()
        if column.day == now.date():
            y = self._y(now.hour * 60 + now.minute)
            painter.fillRect(QRectF(left, y - 1, wide, 2), look.colours["bad"])

    def _paint_closed(self, painter: QPainter, look: Look, column: Column, across: QRectF) -> None:
        """What is not open is hatched."""
        brush = QBrush(look.colours["hairline"], Qt.BrushStyle.BDiagPattern)
        at = self._hours[0]
        for start, end in (*column.open, (self._hours[1], self._hours[1])):
            if start > at:
                top = self._y(at)
                painter.fillRect(QRectF(across.left(), top, across.width(), self._y(start) - top), brush)
            at = max(at, end)

    def _paint_block(self, painter: QPainter, look: Look, block: Block, rect: QRectF) -> None:
        row = block.row
        edge, ground = _STATE_COLOURS[row.state]
        painter.fillRect(rect, look.colours[ground])
        bar = QRectF(rect.right() - 4 if self.isRightToLeft() else rect.left(), rect.top(), 4, rect.height())
        painter.fillRect(bar, look.colours[edge])
        if row.is_overbooked:
            painter.setPen(QPen(look.colours["warn"], 1, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        high = look.bold_metrics.height()
        if rect.height() < high - 3:
            return
        before, after = (_PAD, _PAD + 4) if self.isRightToLeft() else (_PAD + 4, _PAD)
        inner = rect.adjusted(before, 0, -after, 0)
        name = who_text(row.whose)
        has_two = rect.height() >= 2 * high - 2
        if not has_two and row.reason:
            name = f"{name} · {row.reason}" if inner.width() > 40 else name
        top = rect.top() + (2 if has_two else (rect.height() - high) / 2)
        painter.setFont(look.bold)
        painter.setPen(look.colours["text"])
        self._write(painter, name, QRectF(inner.left(), top, inner.width(), high), look.bold_metrics)
        if has_two:
            word = tr(STATES[row.state][0]) if row.state in (State.CONFIRMED, State.MISSED) else ""
            told = " · ".join(part for part in (row.reason, word) if part)
            painter.setFont(look.plain)
            painter.setPen(look.colours["muted"])
            self._write(painter, told, QRectF(inner.left(), top + high, inner.width(), high), look.plain_metrics)
        painter.setPen(Qt.PenStyle.NoPen)

    def _write(self, painter: QPainter, text: str, place: QRectF, metrics: QFontMetrics) -> None:
        """Elided text is remembered: measuring costs more than painting."""
        key = (text, round(place.width()), metrics is self._look.bold_metrics if self._look else False)
        shown = self._elided.get(key)
        if shown is None:
            shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, round(place.width()))
            self._elided[key] = shown
        if not shown.isascii():
            painter.setLayoutDirection(direction_of(shown))
        end = self.isRightToLeft()
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft), shown)
        if not shown.isascii():
            painter.setLayoutDirection(self.layoutDirection())

    def _paint_place(self, painter: QPainter, look: Look) -> None:
        """The keyboard's place, and where a dragged block would stand."""
        column = self.here()
        if column is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = self.current()
        if block is not None:
            rect = self.block_rect(self.column, block)
        else:
            left, wide = self._left(self.column)
            rect = QRectF(left + 4, self._y(self.minute) + 1, wide - 10, max(column.step * self._scale() - 2, 6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colours["accent" if self.hasFocus() else "border"], 2))
        painter.drawRoundedRect(rect, 4, 4)
        if self._ghost and self._drag:
            left, wide = self._left(self._ghost[0])
            long = self._drag[0].row.minutes * self._scale()
            painter.setPen(QPen(look.colours["accent"], 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(left + 4, self._y(self._ghost[1]), wide - 10, long), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_heads(self, painter: QPainter, look: Look) -> None:
        painter.fillRect(0, 0, self.viewport().width(), _HEAD, look.colours["panel"])
        painter.setPen(look.colours["hairline"])
        painter.drawLine(0, _HEAD - 1, self.viewport().width(), _HEAD - 1)
        first, number = self.shown()
        bold = strong(self.font())
        for at in range(first, min(first + number, len(self.columns))):
            left, wide = self._left(at)
            painter.setPen(look.colours["hairline"])
            painter.drawLine(round(left), 0, round(left), _HEAD)
            line = self.fontMetrics().height()
            place = QRectF(left + 10, 5, wide - 16, line + 2)
            painter.setFont(bold)
            painter.setPen(look.colours["text"])
            self._write(painter, self.columns[at].title, place, look.bold_metrics)
            painter.setFont(look.plain)
            painter.setPen(look.colours["muted"])
            below = place.translated(0, line + 1)
            self._write(painter, self.columns[at].subtitle, below, look.plain_metrics)
        hidden = len(self.columns) - number
        if hidden > 0:
            painter.setFont(look.plain)
            place = QRectF(self.viewport().width() - self._side() if self.isRightToLeft() else 0, 5, self._side(), 30)
            painter.setPen(look.colours["muted"])
            told = f"{first + 1}–{first + number}\n/ {len(self.columns)}"
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), told)
