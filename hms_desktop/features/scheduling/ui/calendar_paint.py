"""How the calendar is painted: hours, what is closed, blocks, the line of now, the place of the keyboard, the heads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from hms_desktop.features.scheduling.domain import State
from hms_desktop.features.scheduling.domain.times import time_text
from hms_desktop.features.scheduling.ui.calendar_layout import Block, Column
from hms_desktop.features.scheduling.ui.words import STATES, who_text
from hms_desktop.ui.bidi import direction_of
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.theme import colour_of, small, strong
from hms_desktop.ui.words import tr


class Canvas(Protocol):
    """What is painted: where its columns, hours and blocks stand, and where the keyboard is."""

    columns: tuple[Column, ...]
    hours: tuple[int, int]
    column: int
    minute: int
    drag: tuple[Block, QPoint] | None
    ghost: tuple[int, int] | None
    now: Callable[[], datetime]

    def viewport(self) -> QWidget: ...

    def font(self) -> QFont: ...

    def fontMetrics(self) -> QFontMetrics: ...

    def isRightToLeft(self) -> bool: ...

    def layoutDirection(self) -> Qt.LayoutDirection: ...

    def hasFocus(self) -> bool: ...

    def shown(self) -> tuple[int, int]: ...

    def side(self) -> int: ...

    def scale(self) -> float: ...

    def top_of(self, minute: float) -> float: ...

    def across_of(self, at: int) -> tuple[float, float]: ...

    def block_rect(self, column: int, block: Block) -> QRectF: ...

    def here(self) -> Column | None: ...

    def current(self) -> Block | None: ...


HEAD: Final = 48
_PAD: Final = 6
_TINY: Final = 10
"""Pixels of the letters in a block that is too low for others; closer (Ctrl and +) is always possible."""

_FIGURES: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Look:
    """Fonts with their measures and colours of one painting; made once for it and not for each block."""

    plain: QFont
    bold: QFont
    plain_metrics: QFontMetrics
    bold_metrics: QFontMetrics
    tiny: QFont
    tiny_metrics: QFontMetrics
    colours: dict[str, QColor]


_STATE_COLOURS: Final = {
    State.BOOKED: ("border", "banner"), State.CONFIRMED: ("accent", "chosen"), State.KEPT: ("good", "good_ground"),
    State.MISSED: ("warn", "warn_ground"), State.CANCELLED: ("border", "ground"),
}  # fmt: skip


_COLOURS: Final = (
    "panel", "text", "muted", "hairline", "border", "accent", "chosen", "banner", "good", "good_ground", "warn",
    "warn_ground", "bad", "ground",
)  # fmt: skip


_KEPT: Final = 4_000
"""Pictures of blocks: two weeks of a large clinic."""


class CalendarPainting:
    """Paints one calendar. Blocks are drawn once and kept: text costs ten times as much as the picture of it."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._elided: dict[tuple[str, int, int], str] = {}
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self._look_at = ""
        self._look: Look | None = None

    def forget(self) -> None:
        """All that was drawn: another theme or another font."""
        self._elided.clear()
        self._pictures.clear()

    def paint(self, exposed: QRect) -> None:
        """What has to be painted again."""
        look = self._looks()
        painter = QPainter(self._view.viewport())
        painter.fillRect(exposed, look.colours["panel"])
        first, number = self._view.shown()
        self._paint_hours(painter, look)
        for at in range(first, min(first + number, len(self._view.columns))):
            self._paint_column(painter, look, at, exposed)
        self._paint_place(painter, look)
        self._paint_heads(painter, look)
        painter.end()

    def _looks(self) -> Look:
        theme = colour_of("panel").name()
        key = f"{self._view.font().key()}{theme}"
        if self._look is None or key != self._look_at:
            plain, bold = small(self._view.font()), strong(small(self._view.font()))
            colours = {name: colour_of(name) for name in _COLOURS}
            tiny = QFont(bold)
            tiny.setPixelSize(_TINY)
            made = Look(plain, bold, QFontMetrics(plain), QFontMetrics(bold), tiny, QFontMetrics(tiny), colours)
            self._look, self._look_at = made, key
            self.forget()
        return self._look

    def _paint_hours(self, painter: QPainter, look: Look) -> None:
        wide, side = self._view.viewport().width(), self._view.side()
        left, right = (0, wide - side) if self._view.isRightToLeft() else (side, wide)
        solid, dotted = QPen(look.colours["hairline"]), QPen(look.colours["hairline"], 1, Qt.PenStyle.DotLine)
        painter.setFont(look.plain)
        every = 30 if self._view.scale() * 30 >= look.plain_metrics.height() + 4 else 60
        for minute in range(self._view.hours[0], self._view.hours[1] + 1, 30):
            y = round(self._view.top_of(minute))
            if not HEAD - 20 <= y <= self._view.viewport().height() + 20:
                continue
            painter.setPen(solid if minute % 60 == 0 else dotted)
            painter.drawLine(left, y, right, y)
            if minute % every == 0 and minute < self._view.hours[1]:
                painter.setPen(look.colours["muted"])
                begin = wide - side if self._view.isRightToLeft() else 0
                place = QRect(begin, y, side - _PAD, look.plain_metrics.height() + 4)
                painter.drawText(place, int(_FIGURES), time_text(minute))

    def _paint_column(self, painter: QPainter, look: Look, at: int, exposed: QRect) -> None:
        column = self._view.columns[at]
        left, wide = self._view.across_of(at)
        painter.setPen(look.colours["hairline"])
        painter.drawLine(round(left), 0, round(left), self._view.viewport().height())
        self._paint_closed(painter, look, column, QRectF(left + 1, 0, wide - 1, 0))
        scale, lowest = self._view.scale(), exposed.bottom()
        highest, zero = max(exposed.top(), HEAD), self._view.top_of(0)
        for block in column.blocks:
            top = zero + block.row.minute * scale
            if top <= lowest and top + block.row.minutes * scale >= highest:
                rect = (
                    self._view.block_rect(at, block).toRect()
                    if block.lanes > 1
                    else QRect(
                        round(left) + 4, round(top) + 1, round(wide) - 10, max(round(block.row.minutes * scale) - 2, 3)
                    )
                )
                painter.drawPixmap(rect.topLeft(), self._picture(look, block, rect.size()))
        now = self._view.now()
        if column.day == now.date():
            y = self._view.top_of(now.hour * 60 + now.minute)
            painter.fillRect(QRectF(left, y - 1, wide, 2), look.colours["bad"])

    def _paint_closed(self, painter: QPainter, look: Look, column: Column, across: QRectF) -> None:
        """What is not open is hatched."""
        brush = QBrush(look.colours["hairline"], Qt.BrushStyle.BDiagPattern)
        at = self._view.hours[0]
        for start, end in (*column.open, (self._view.hours[1], self._view.hours[1])):
            if start > at:
                top = self._view.top_of(at)
                painter.fillRect(QRectF(across.left(), top, across.width(), self._view.top_of(start) - top), brush)
            at = max(at, end)

    def _picture(self, look: Look, block: Block, size: QSize) -> QPixmap:
        """A block as it is, drawn once and kept until it says something else or has another size."""
        row = block.row
        key = (row.uid, row.version, row.state, row.whose.name, row.reason, size.width(), size.height())
        found = self._pictures.get(key)
        if found is None:
            if len(self._pictures) >= _KEPT:
                self._pictures.clear()
            ratio = self._view.viewport().devicePixelRatioF()
            found = QPixmap(size * ratio)
            found.setDevicePixelRatio(ratio)
            painter = QPainter(found)
            self._paint_block(painter, look, block, QRect(QPoint(), size))
            painter.end()
            self._pictures[key] = found
        return found

    def _paint_block(self, painter: QPainter, look: Look, block: Block, rect: QRect) -> None:
        row, is_mirrored = block.row, self._view.isRightToLeft()
        edge, ground = _STATE_COLOURS[row.state]
        painter.fillRect(rect, look.colours[ground])
        painter.fillRect(QRect(rect.width() - 4 if is_mirrored else 0, 0, 4, rect.height()), look.colours[edge])
        if row.is_overbooked:
            painter.setPen(QPen(look.colours["warn"], 1, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        high = look.bold_metrics.height()
        if rect.height() < _TINY - 1:
            return
        before, after = (_PAD, _PAD + 4) if is_mirrored else (_PAD + 4, _PAD)
        inner = QRectF(rect.adjusted(before, 0, -after, 0))
        name, has_two = who_text(row.whose), rect.height() >= 2 * high - 2
        painter.setPen(look.colours["text"])
        if not has_two:
            name = f"{name} · {row.reason}" if row.reason and inner.width() > 40 else name
            is_low = rect.height() < high - 3
            painter.setFont(look.tiny if is_low else look.bold)
            room = inner.height() + 2 if is_low else high
            place = QRectF(inner.left(), (rect.height() - room) / 2, inner.width(), room)
            self._write(painter, name, place, look.tiny_metrics if is_low else look.bold_metrics)
            return
        painter.setFont(look.bold)
        self._write(painter, name, QRectF(inner.left(), 2, inner.width(), high), look.bold_metrics)
        word = tr(STATES[row.state][0]) if row.state in (State.CONFIRMED, State.MISSED) else ""
        told = " · ".join(part for part in (row.reason, word) if part)
        painter.setFont(look.plain)
        painter.setPen(look.colours["muted"])
        self._write(painter, told, QRectF(inner.left(), 2 + high, inner.width(), high), look.plain_metrics)

    def _write(self, painter: QPainter, text: str, place: QRectF, metrics: QFontMetrics) -> None:
        """Elided text is remembered: measuring costs more than painting."""
        key = (text, round(place.width()), id(metrics))
        shown = self._elided.get(key)
        if shown is None:
            shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, round(place.width()))
            self._elided[key] = shown
        if not shown.isascii():
            painter.setLayoutDirection(direction_of(shown))
        end = self._view.isRightToLeft()
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft), shown)
        if not shown.isascii():
            painter.setLayoutDirection(self._view.layoutDirection())

    def _paint_place(self, painter: QPainter, look: Look) -> None:
        """The keyboard's place, and where a dragged block would stand."""
        column = self._view.here()
        if column is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = self._view.current()
        if block is not None:
            rect = self._view.block_rect(self._view.column, block)
        else:
            left, wide = self._view.across_of(self._view.column)
            rect = QRectF(
                left + 4,
                self._view.top_of(self._view.minute) + 1,
                wide - 10,
                max(column.step * self._view.scale() - 2, 6),
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colours["accent" if self._view.hasFocus() else "border"], 2))
        painter.drawRoundedRect(rect, 4, 4)
        if self._view.ghost and self._view.drag:
            left, wide = self._view.across_of(self._view.ghost[0])
            long = self._view.drag[0].row.minutes * self._view.scale()
            painter.setPen(QPen(look.colours["accent"], 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(left + 4, self._view.top_of(self._view.ghost[1]), wide - 10, long), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_heads(self, painter: QPainter, look: Look) -> None:
        painter.fillRect(0, 0, self._view.viewport().width(), HEAD, look.colours["panel"])
        painter.setPen(look.colours["hairline"])
        painter.drawLine(0, HEAD - 1, self._view.viewport().width(), HEAD - 1)
        first, number = self._view.shown()
        bold = strong(self._view.font())
        for at in range(first, min(first + number, len(self._view.columns))):
            left, wide = self._view.across_of(at)
            painter.setPen(look.colours["hairline"])
            painter.drawLine(round(left), 0, round(left), HEAD)
            line = self._view.fontMetrics().height()
            place = QRectF(left + 10, 5, wide - 16, line + 2)
            painter.setFont(bold)
            painter.setPen(look.colours["text"])
            self._write(painter, self._view.columns[at].title, place, look.bold_metrics)
            painter.setFont(look.plain)
            painter.setPen(look.colours["muted"])
            below = place.translated(0, line + 1)
            self._write(painter, self._view.columns[at].subtitle, below, look.plain_metrics)
        hidden = len(self._view.columns) - number
        if hidden > 0:
            painter.setFont(look.plain)
            place = QRectF(
                self._view.viewport().width() - self._view.side() if self._view.isRightToLeft() else 0,
                5,
                self._view.side(),
                30,
            )
            painter.setPen(look.colours["muted"])
            told = f"{first + 1}–{first + number}\n/ {len(self._view.columns)}"
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), told)
