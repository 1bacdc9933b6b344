"""Notices that nobody is here: after some minutes without a key or a move of the mouse the workstation locks itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

WARNED_S: Final = 30
_LOOK_MS: Final = 1_000
_SIGNS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Installed on the application while somebody is signed in."""

    warned = Signal(int)
    """So many seconds are left."""
    back = Signal()
    """Somebody is here after all."""
    expired = Signal()

    def __init__(self, minutes: int, ticks: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._ticks, self._limit = ticks, minutes * 60
        self._last = ticks()
        self._is_warned = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def start(self) -> None:
        """Somebody is here again."""
        self._last = self._ticks()
        self._timer.start()

    def stop(self) -> None:
        """The person left: nobody is to be warned any more."""
        self._timer.stop()

    def set_minutes(self, minutes: int) -> None:
        """Another limit, from now on."""
        self._limit, self._last = minutes * 60, self._ticks()

    def look(self) -> None:
        """Once a second."""
        left = self._limit - (self._ticks() - self._last)
        if left <= 0:
            self._timer.stop()
            self.expired.emit()
        elif left <= WARNED_S:
            self._is_warned = True
            self.warned.emit(round(left))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A sign of life; the event goes on."""
        if event.type() in _SIGNS:
            self._last = self._ticks()
            if self._is_warned:
                self._is_warned = False
                self.back.emit()
        return False
