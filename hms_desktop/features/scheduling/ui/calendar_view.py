"""The calendar, painted in one widget: columns, hours, blocks, the line of now, and where the keyboard stands.

There is no widget for a block: a week of two thousand would be two thousand of them. The arrows move a place through
the columns; whatever stands there is the chosen one. Dragging moves a block too, and is never the only way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from hms_desktop.features.scheduling.domain.times import time_text
from hms_desktop.features.scheduling.ui.calendar_layout import Block, Column, hours_of
from hms_desktop.features.scheduling.ui.calendar_paint import HEAD, CalendarPainting
from hms_desktop.features.scheduling.ui.words import STATES, who_text
from hms_desktop.ui.words import tr

_LEAST_COLUMN: Final = 128
_PAD: Final = 6
_STEP: Final = 10
"""Minutes by which the keyboard's place moves where the column says nothing finer."""

_ZOOMS: Final = (0.0, 1.8, 2.6, 4.0, 6.0)
"""Pixels a minute; 0 fits the day into the window, if a visit of twenty minutes can be read then."""

_LEAST_SCALE: Final = 1.15

_DRAG: Final = 6


class CalendarView(QAbstractScrollArea):
    """`chosen` tells of the block under the keyboard's place, `wanted` of Enter, `dropped` of a block and where to."""

    chosen = Signal(object)
    wanted = Signal(object)
    dropped = Signal(object, object, int)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.now = now
        self.columns: tuple[Column, ...] = ()
        self.hours = (8 * 60, 18 * 60)
        self.column, self.minute = 0, 9 * 60
        self._first, self._zoom = 0, 0
        self.drag: tuple[Block, QPoint] | None = None
        self.ghost: tuple[int, int] | None = None
        self._painting = CalendarPainting(self)
        self.setObjectName("clear")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Calendar"))

    # What whoever shows it does.

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Other columns; the keyboard's place stays at its time."""
        self.columns = columns
        self.hours = hours_of(columns)
        self.column = min(self.column, max(len(columns) - 1, 0))
        self.minute = min(max(self.minute, self.hours[0]), self.hours[1] - 5)
        self._settle()
        self._tell()

    def go_to(self, column: int, minute: int) -> None:
        """The keyboard's place, brought into sight."""
        self.column = min(max(column, 0), max(len(self.columns) - 1, 0))
        self.minute = min(max(minute, self.hours[0]), self.hours[1] - 5)
        self._settle()
        top = self.top_of(self.minute) + self.verticalScrollBar().value() - HEAD
        bar, page = self.verticalScrollBar(), self.viewport().height() - HEAD
        if top < bar.value():
            bar.setValue(max(round(top) - 20, 0))
        elif top + 40 > bar.value() + page:
            bar.setValue(round(top) + 60 - page)
        self._tell()

    def show_around(self, minute: int) -> None:
        """Scrolls so that this minute stands a third from the top."""
        page = self.viewport().height() - HEAD
        self.verticalScrollBar().setValue(round((minute - self.hours[0]) * self.scale() - page / 3))

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
            self.go_to(self.column, self.hours[0] if key == Qt.Key.Key_Home else self.hours[1])
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
            self.drag = (block, event.position().toPoint()) if block else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A block that is dragged shows where it would stand."""
        at = event.position().toPoint()
        if self.drag and (at - self.drag[1]).manhattanLength() > _DRAG:
            self.ghost = self._place(at)
            self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Lets it go there."""
        drag, ghost, self.drag, self.ghost = self.drag, self.ghost, None, None
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
        room = max(self.viewport().width() - self.side(), 1)
        fit = max(room // max(_LEAST_COLUMN, self.fontMetrics().averageCharWidth() * 17), 1)
        number = min(fit, max(len(self.columns), 1))
        return min(self._first, max(len(self.columns) - number, 0)), number

    def side(self) -> int:
        return self.fontMetrics().horizontalAdvance("00:00") + 3 * _PAD

    def scale(self) -> float:
        fit = (self.viewport().height() - HEAD - 2) / max(self.hours[1] - self.hours[0], 60)
        return max(_ZOOMS[self._zoom], fit, _LEAST_SCALE)

    def top_of(self, minute: float) -> float:
        return HEAD + (minute - self.hours[0]) * self.scale() - self.verticalScrollBar().value()

    def across_of(self, at: int) -> tuple[float, float]:
        """From where to where a column goes."""
        first, number = self.shown()
        wide = (self.viewport().width() - self.side()) / number
        left = self.side() + (at - first) * wide
        return (self.viewport().width() - left - wide, wide) if self.isRightToLeft() else (left, wide)

    def _place(self, at: QPoint) -> tuple[int, int] | None:
        """Which column and which five minutes are at a point."""
        first, number = self.shown()
        for column in range(first, min(first + number, len(self.columns))):
            left, wide = self.across_of(column)
            if left <= at.x() < left + wide and at.y() >= HEAD:
                minute = self.hours[0] + (at.y() + self.verticalScrollBar().value() - HEAD) / self.scale()
                return column, int(minute) // 5 * 5
        return None

    def block_rect(self, column: int, block: Block) -> QRectF:
        """Where a block is painted."""
        left, wide = self.across_of(column)
        lane = (wide - 8) / block.lanes
        top = self.top_of(block.row.minute)
        across = left + 4 + lane * (block.lanes - 1 - block.lane if self.isRightToLeft() else block.lane)
        return QRectF(across, top + 1, lane - 2, max(block.row.minutes * self.scale() - 2, 3))

    def _settle(self) -> None:
        high = round((self.hours[1] - self.hours[0]) * self.scale())
        page = self.viewport().height() - HEAD
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only what has to be painted again."""
        self._painting.paint(event.rect())
