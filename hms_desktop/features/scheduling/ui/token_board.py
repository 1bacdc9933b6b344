"""The board in the waiting room: tokens and rooms on a second screen, readable from across it. Never a name.

It is a window of its own and stays while the workstation is locked, because it shows nothing that a lock would hide.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from hms_desktop.features.scheduling.domain import TokenRow, VisitState
from hms_desktop.features.scheduling.queue import TokenBoard
from hms_desktop.kernel.changes import Changes
from hms_desktop.ui.theme import colour_of, strong
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_LINES: Final = 7
_MINUTE_MS: Final = 15_000


class TokenBoardWindow(QWidget):
    """Called tokens large, those that are with a doctor below; F11 has its usual meaning, Esc closes."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.rows: tuple[TokenRow, ...] = ()
        self.setWindowTitle(tr("Waiting room"))
        self.setAccessibleName(tr("Waiting room"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self.update)
        self._clock.start()
        place.changed.connect(self._heard)
        self.read_again()

    def show_on_second(self) -> None:
        """On the second screen if there is one, else as a window."""
        screens = QGuiApplication.screens()
        if len(screens) > 1:
            self.setGeometry(screens[1].geometry())
            self.showFullScreen()
        else:
            self.resize(960, 600)
            self.show()

    def read_again(self) -> None:
        """Asks for the tokens."""
        self.place.ask(self, TokenBoard(day=self.place.today()), self._show)

    def text(self) -> str:
        """What is painted, in words."""
        return self.accessibleDescription()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, F11 fills the screen or not."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Large, with much room."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour_of("panel"))
        unit = self.height() / (_LINES + 2)
        head = QRect(0, 0, self.width(), round(unit * 1.1))
        quiet = colour_of("muted")
        self._write(painter, head, (tr("Please come in"), f"{self.place.now():%H:%M}"), (0.34 * unit, quiet))
        if not self.rows:
            below = QRect(0, head.bottom(), self.width(), round(unit))
            self._write(painter, below, (tr("Please wait until you are called"), ""), (0.4 * unit, quiet))
        for at, row in enumerate(self.rows[:_LINES]):
            place = QRect(0, round(unit * (1.2 + at)), self.width(), round(unit))
            is_called = row.state is VisitState.CALLED
            if is_called:
                painter.fillRect(place.adjusted(0, 2, 0, -2), colour_of("chosen"))
            room = tr("Room {room}", room=row.room) if row.room else ""
            ink = colour_of("text") if is_called else quiet
            self._write(painter, place, (row.token, room), (0.55 * unit, ink))
        painter.end()

    def _write(self, painter: QPainter, place: QRect, texts: tuple[str, str], how: tuple[float, QColor]) -> None:
        """One text at the beginning and one at the end of a line."""
        size, ink = how
        font = QFont(strong(self.font()))
        font.setPixelSize(max(round(size), 10))
        painter.setFont(font)
        painter.setPen(ink)
        edge = self.width() // 16
        ways = (Qt.AlignmentFlag.AlignLeading, Qt.AlignmentFlag.AlignTrailing)
        for text, way in zip(texts, ways, strict=True):
            flags = QStyle.visualAlignment(self.layoutDirection(), way) | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place.adjusted(edge, 0, -edge, 0), int(flags), text)

    def _heard(self, changes: Changes) -> None:
        if changes.touches("visit"):
            self.read_again()

    def _show(self, rows: tuple[TokenRow, ...]) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: row.state is not VisitState.CALLED))
        told = "; ".join(f"{row.token} {tr('Room {room}', room=row.room)}" for row in self.rows)
        self.setAccessibleDescription(told)
        self.update()
