"""The right side of the day's board: each doctor's room as it is now, and what needs somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from hms_desktop.features.scheduling.domain import RoomNow, waited
from hms_desktop.features.scheduling.ui.words import who_text
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.needs import NeedLine
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.theme import GAP, colour_of, strong
from hms_desktop.ui.two_lines import TwoLineList
from hms_desktop.ui.words import label, tr

_BAR: Final = 5
_PAD: Final = 14


class RoomsNow(QWidget):
    """The rooms one below the other, painted: who is inside, for how long of how much, who is next."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._rooms: tuple[RoomNow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_rooms(self, rooms: tuple[RoomNow, ...]) -> None:
        """Other rooms, or the same ones later."""
        self._rooms = rooms
        told = "; ".join(f"{one.doctor_name}: {self._inside(one)}, {self._next(one)}" for one in rooms)
        self.setAccessibleName(tr("Rooms now"))
        self.setAccessibleDescription(told)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines and a bar for each."""
        return QSize(200, self._step() * max(len(self._rooms), 1) + GAP)

    def text(self) -> str:
        """What is painted, in words."""
        return self.accessibleDescription()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """All of them."""
        painter = QPainter(self)
        for at, room in enumerate(self._rooms):
            self._paint(painter, room, QRect(_PAD, GAP + at * self._step(), self.width() - 2 * _PAD, self._step()))
        painter.end()

    def _paint(self, painter: QPainter, room: RoomNow, place: QRect) -> None:
        line = self.fontMetrics().height() + 4
        first = QRect(place.left(), place.top(), place.width(), line)
        start = int(QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeading))
        end = int(QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignTrailing))
        minutes = waited(room.since, None, self._now()) if room.since else None
        spent = tr("{number} min", number=minutes) if minutes is not None else ""
        right = self.fontMetrics().horizontalAdvance(spent) + GAP if spent else 0
        bold = strong(self.font())
        name = QFontMetrics(bold).elidedText(room.doctor_name, Qt.TextElideMode.ElideRight, place.width() - right)
        painter.setFont(bold)
        painter.setPen(colour_of("text"))
        painter.drawText(first, start, name)
        wide = QFontMetrics(bold).horizontalAdvance(name)
        painter.setFont(self.font())
        beside = f" · {tr('room {room}', room=room.room_name)}" if room.room_name else ""
        shift = QRect(first)
        if self.isRightToLeft():
            shift.setRight(first.right() - wide)
        else:
            shift.setLeft(first.left() + wide)
        painter.setPen(colour_of("muted"))
        room_left = shift.width() - right
        painter.drawText(shift, start, self.fontMetrics().elidedText(beside, Qt.TextElideMode.ElideRight, room_left))
        painter.setPen(colour_of("text"))
        painter.drawText(first, end, spent)
        second = first.translated(0, line)
        said = f"{self._inside(room)} · {self._next(room)}"
        painter.setPen(colour_of("muted"))
        shown = self.fontMetrics().elidedText(one_line(said), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(second, start, shown)
        self._paint_bar(painter, QRect(place.left(), second.bottom() + 3, place.width(), _BAR), room, minutes)

    def _paint_bar(self, painter: QPainter, bar: QRect, room: RoomNow, minutes: int | None) -> None:
        painter.fillRect(bar, colour_of("hairline"))
        if minutes is None:
            return
        share = min(minutes / max(room.minutes, 1), 1.0)
        filled = QRect(bar)
        filled.setWidth(round(bar.width() * share))
        if self.isRightToLeft():
            filled.moveRight(bar.right())
        painter.fillRect(filled, colour_of("warn" if minutes > room.minutes else "accent"))

    def _step(self) -> int:
        return 2 * (self.fontMetrics().height() + 4) + _BAR + 2 * GAP

    @staticmethod
    def _inside(room: RoomNow) -> str:
        return who_text(room.inside) if room.inside else tr("free")

    @staticmethod
    def _next(room: RoomNow) -> str:
        if room.next is None:
            return tr("nobody waits")
        if room.waiting == 1:
            return tr("next {name}", name=who_text(room.next))
        return tr("next {name}, {number} wait", name=who_text(room.next), number=room.waiting)


class NowSide(QWidget):
    """Both, one above the other."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.rooms = RoomsNow(now)
        self.needs = TwoLineList(tr("Needs you"))
        self._nothing = label(tr("Nothing needs you now"), "caption")
        self._nothing.setContentsMargins(_PAD, GAP, _PAD, GAP)
        self._number = ChipLabel("", Tone.WARN)
        above, below = Panel(tr("Now")), Panel(tr("Needs you"))
        above.rows.addWidget(self.rooms)
        below.add_to_head(self._number)
        below.rows.addWidget(self._nothing)
        below.rows.addWidget(self.needs, 1)
        below.rows.addStretch(0)
        self._above, self._below = above, below
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        rows.addWidget(above)
        rows.addWidget(below, 1)
        self.show_needs(())

    def show_rooms(self, rooms: tuple[RoomNow, ...]) -> None:
        """Who is in which room."""
        self._above.setVisible(bool(rooms))
        self.rooms.show_rooms(rooms)

    def show_needs(self, needs: tuple[NeedLine, ...]) -> None:
        """What needs somebody, counted."""
        at = self.needs.currentRow()
        self.needs.clear()
        for need in needs:
            self.needs.add(tr(need.title), need.detail, need, need.tone)
        self.needs.setCurrentRow(min(at, len(needs) - 1))
        self.needs.setVisible(bool(needs))
        self._nothing.setVisible(not needs)
        self._number.setVisible(bool(needs))
        self._number.say(str(len(needs)), Tone.WARN)
