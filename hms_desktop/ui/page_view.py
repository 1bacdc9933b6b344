"""Pages of a paper on the screen, one at a time: turned, made larger and smaller by keys and by buttons alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from hms_desktop.ui.paper import POINTS, Pages
from hms_desktop.ui.theme import GAP, colour_of
from hms_desktop.ui.words import tr

_STEP: Final = 1.25
_LEAST, _MOST = 0.2, 4.0
_SCREEN: Final = 96.0
"""Dots an inch that a screen is taken for: at 100 % a page is about as large as on paper."""


class PageView(QScrollArea):
    """A page on a quiet ground. It begins whole and grows on demand."""

    moved = Signal()
    """Another page, or another size."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("The paper"))
        self._sheet = _Sheet()
        self.setWidget(self._sheet)
        self._pages: Pages | None = None
        self._zoom = 0.0
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._draw)
        self.at = 0
        self.buttons = (
            _button("‹", tr("Page before"), lambda: self.go(self.at - 1)),
            _button("›", tr("Next page"), lambda: self.go(self.at + 1)),
            _button("−", tr("Smaller"), lambda: self.turn("-")),
            _button("+", tr("Larger"), lambda: self.turn("+")),
        )

    @property
    def count(self) -> int:
        """How many pages."""
        return len(self._pages) if self._pages else 0

    @property
    def percent(self) -> int:
        """How large it is seen, of its size on paper."""
        return round(self._scale() * POINTS / _SCREEN * 100)

    @property
    def picture(self) -> QImage:
        """The page as it is shown."""
        return self._sheet.picture

    def show_pages(self, pages: Pages) -> None:
        """The first page of this paper, whole."""
        self.clear()
        self._pages, self.at, self._zoom = pages, 0, 0.0
        self._draw()

    def clear(self) -> None:
        """Lets go of the paper."""
        if self._pages is not None:
            self._pages.close()
            self._pages = None
        self._sheet.show_picture(QImage())

    def go(self, at: int) -> None:
        """Another page, from its top."""
        if 0 <= at < self.count:
            self.at = at
            self._draw()
            self.verticalScrollBar().setValue(0)

    def turn(self, typed: str) -> bool:
        """`+`, `-` and `0` change the size; whether it was one of them."""
        wanted = {"+": self._scale() * _STEP, "=": self._scale() * _STEP, "-": self._scale() / _STEP, "0": 0.0}
        if typed not in wanted or self._pages is None:
            return False
        self._zoom = wanted[typed] and min(max(wanted[typed], _LEAST), _MOST)
        self._draw()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page keys scroll, and turn the page at its end; Home and End lead to the first and the last."""
        key, bar = event.key(), self.verticalScrollBar()
        if key == Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self.go(self.at + 1)
        elif key == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self.go(self.at - 1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if key == Qt.Key.Key_Home else self.count - 1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A whole page stays whole."""
        super().resizeEvent(event)
        if self._zoom == 0.0:
            self._fit.start()

    def _scale(self) -> float:
        """Pixels a point."""
        if self._zoom or self._pages is None:
            return self._zoom or 1.0
        size, room = self._pages.size(self.at), self.maximumViewportSize()
        edge = 4 * GAP
        fit = min((room.width() - edge) / size.width(), (room.height() - edge) / size.height())
        return min(max(fit, _LEAST), _MOST)

    def _draw(self) -> None:
        if self._pages is None:
            return
        sharp = self.devicePixelRatioF()
        picture = self._pages.image(self.at, self._scale() * sharp)
        picture.setDevicePixelRatio(sharp)
        self._sheet.show_picture(picture)
        self.moved.emit()


class _Sheet(QWidget):
    """The paper itself: white in every theme, because paper is."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()

    def show_picture(self, picture: QImage) -> None:
        self.picture = picture
        seen = picture.deviceIndependentSize()
        self.resize(round(seen.width()) + 2 * GAP, round(seen.height()) + 2 * GAP)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.picture.isNull():
            return
        painter = QPainter(self)
        seen = self.picture.deviceIndependentSize()
        painter.drawImage(GAP, GAP, self.picture)
        painter.setPen(colour_of("border"))
        painter.drawRect(QRectF(GAP - 0.5, GAP - 0.5, seen.width() + 1, seen.height() + 1))


def _button(sign: str, name: str, act: Callable[[], object]) -> QPushButton:
    made = QPushButton(sign)
    made.setObjectName("link")
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.clicked.connect(lambda _: act())
    return made
