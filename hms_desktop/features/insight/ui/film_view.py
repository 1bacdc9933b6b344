"""A film as it is looked at, large, with what the model counted over it.

Everything is done by keys as well: + − and 0, arrows, [ ] ; ' for contrast and brightness, N, R, M, H, Home. Shift with
the arrows walks over the places of the heat map; each says what it speaks for, so no colour has to be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
    qRgb,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hms_desktop.features.insight.domain.film import PLACES, square
from hms_desktop.features.insight.ui.film_file import OpenedFilm
from hms_desktop.features.insight.ui.film_heat import Heat, paint_heat
from hms_desktop.features.insight.ui.film_sight import Sight
from hms_desktop.ui.theme import colour_of
from hms_desktop.ui.words import tr

_PUSH: Final = 40.0
_BRIGHTER, _HARDER = 8.0, 16.0
_LEAST: Final = QSize(280, 240)
_NOTCH: Final = 120.0
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_BLACK: Final = QColor(0, 0, 0)


class FilmView(QWidget):
    """The film, letterboxed on black; without one it is black and says nothing."""

    looked = Signal()
    """It is looked at otherwise: turned, another brightness, the heat map on or off, another place."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)  # the right button sets the brightness
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_LEAST)
        self.sight, self.heat = Sight(), Heat()
        self.shows_heat, self.opacity = True, 0.5
        self.place: tuple[int, int] | None = None
        """The place that is asked about: row and column."""
        self._copies: tuple[QImage, ...] = ()
        self._held: QPointF | None = None
        self._keys = self._make_keys()
        self.show_film(None)

    # What is shown.

    def show_film(self, film: OpenedFilm | None) -> None:
        """Another film, looked at from the beginning, or none."""
        self._copies = tuple(_in_colours(one) for one in film.copies) if film else ()
        self.sight, self.place = Sight(), None
        self.show_heat(())

    def show_heat(self, places: Sequence[Sequence[float]]) -> None:
        """What the model counted, or nothing."""
        self.heat = Heat(tuple(tuple(row) for row in places))
        self._look(self.sight)

    @property
    def film_size(self) -> QSize:
        """In the film's own points."""
        return self._copies[0].size() if self._copies else QSize()

    def transform(self) -> QTransform:
        """From the film's points to the view's."""
        return self.sight.place(self.size(), self.film_size)

    def cell(self, row: int, column: int) -> QRectF:
        """Where a place lies on the film, in the film's points."""
        part = square(self.film_size.width(), self.film_size.height())
        side = part.side / PLACES
        return QRectF(part.left + column * side, part.top + row * side, side, side)

    def place_at(self, at: QPointF) -> tuple[int, int] | None:
        """The place of the heat map under a point of the view."""
        back, can = self.transform().inverted()
        if not self._copies or not can or not self.heat:
            return None
        part = square(self.film_size.width(), self.film_size.height())
        on = back.map(at)
        column, row = (on.x() - part.left) * PLACES // part.side, (on.y() - part.top) * PLACES // part.side
        return (int(row), int(column)) if 0 <= row < PLACES and 0 <= column < PLACES else None

    # How it is looked at.

    def closer(self, steps: float, about: QPointF | None = None) -> None:
        """Larger or smaller, about a point of the view."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        self._look(self.sight.closer(steps, (about or middle) - middle))

    def whole(self) -> None:
        """All of the film."""
        self._look(replace(self.sight, zoom=1.0, x=0.0, y=0.0))

    def turn(self) -> None:
        """A quarter to the right."""
        self._look(self.sight.turned())

    def mirror(self) -> None:
        """Left for right."""
        self._look(self.sight.mirrored())

    def negate(self) -> None:
        """Black for white."""
        self._look(replace(self.sight, is_negative=not self.sight.is_negative))

    def window_by(self, level: float, width: float) -> None:
        """Brighter for a lower level, harder for a smaller width."""
        self._look(self.sight.windowed(level, width))

    def begin_again(self) -> None:
        """As it was opened."""
        self._look(Sight())

    def toggle_heat(self) -> None:
        """The heat map on or off."""
        self.shows_heat = not self.shows_heat
        self._look(self.sight)

    def see_through(self, opacity: float) -> None:
        """How much of the film the heat map covers."""
        self.opacity = min(max(opacity, 0.0), 1.0)
        self.update()

    def ask_about(self, place: tuple[int, int] | None) -> None:
        """This place is marked, and said."""
        if place != self.place:
            self.place = place
            self._look(self.sight)

    # Keys and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Signs look, arrows push, Shift with arrows walks over the places."""
        arrow = _ARROWS.get(Qt.Key(event.key()))
        act = self._keys.get(event.text().lower()) or self._keys.get(event.key())
        has_command = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
        if not self._copies or has_command:
            super().keyPressEvent(event)
        elif arrow and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._walk(*arrow)
        elif arrow:
            self._look(self.sight.moved(-arrow[0] * _PUSH, -arrow[1] * _PUSH))
        elif act:
            act()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it makes larger and smaller where the mouse stands; without, it scrolls the page."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self._copies:
            self.closer(event.angleDelta().y() / _NOTCH, event.position())
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button pushes the film, the right one sets brightness and contrast."""
        self.setFocus()
        self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pushed, brightened, or only pointed at."""
        by = event.position() - self._held if self._held is not None else QPointF()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(self.sight.moved(by.x(), by.y()))
        elif event.buttons() & Qt.MouseButton.RightButton:
            self.window_by(by.y(), by.x())
        else:
            self.ask_about(self.place_at(event.position()))
        self._held = event.position()

    def event(self, event: QEvent) -> bool:
        """A place under the mouse says what it is."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.heat.said(*place) if place else "", self)
            return True
        return super().event(event)

    # Painting.

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """In a smaller view it may not be pushed as far."""
        self._look(self.sight)

    def focusInEvent(self, _event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The film on black, the heat map over it, and a frame where the keyboard stands."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _BLACK)
        if self._copies:
            place = self.transform()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            copy = self._copy_for(self.sight.scale(self.size(), self.film_size) * self.devicePixelRatioF())
            painter.setTransform(place)
            painter.drawImage(QRectF(0, 0, self.film_size.width(), self.film_size.height()), copy)
            painter.resetTransform()
            if self.heat and self.shows_heat:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_heat(painter, self.heat, lambda row, column: place.mapRect(self.cell(row, column)), self.opacity)
                self._mark(painter, place)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(colour_of("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))

    # Inside.

    def _mark(self, painter: QPainter, place: QTransform) -> None:
        if self.place is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, wide in ((_BLACK, 4), (QColor(255, 255, 255), 2)):
                painter.setPen(colour)
                pen = painter.pen()
                pen.setWidth(wide)
                painter.setPen(pen)
                painter.drawRect(place.mapRect(self.cell(*self.place)))

    def _copy_for(self, scale: float) -> QImage:
        """The smallest copy that has all that can be seen."""
        at = 0
        while at + 1 < len(self._copies) and self._copies[at + 1].width() >= self.film_size.width() * scale:
            at += 1
        return self._copies[at]

    def _look(self, sight: Sight) -> None:
        self.sight = sight.held(self.size(), self.film_size) if self._copies else Sight()
        self._light()
        place = self.heat.said(*self.place) if self.place and self.heat else ""
        self.setAccessibleName(tr("Chest film") if self._copies else tr("No film is open"))
        self.setAccessibleDescription(place)
        self.update()
        self.looked.emit()

    def _light(self) -> None:
        table = [qRgb(one, one, one) for one in self.sight.lights()]
        for copy in self._copies:
            if copy.colorTable() != table:
                copy.setColorTable(table)

    def _walk(self, right: int, down: int) -> None:
        """To the next place as one sees it, however the film is turned."""
        if not self.heat:
            return
        if self.place is None:
            self.ask_about((PLACES // 2, PLACES // 2))
            return
        back, _ = self.transform().inverted()
        step = back.map(QPointF(right, down)) - back.map(QPointF(0, 0))
        is_across = abs(step.x()) > abs(step.y())
        row, column = self.place
        row += 0 if is_across else (1 if step.y() > 0 else -1)
        column += (1 if step.x() > 0 else -1) if is_across else 0
        self.ask_about((min(max(row, 0), PLACES - 1), min(max(column, 0), PLACES - 1)))

    def _make_keys(self) -> dict[str | int, Callable[[], None]]:
        return {
            "+": partial(self.closer, 1), "=": partial(self.closer, 1), "-": partial(self.closer, -1),
            "0": self.whole, "n": self.negate, "r": self.turn, "m": self.mirror, "h": self.toggle_heat,
            "[": partial(self.window_by, 0, _HARDER), "]": partial(self.window_by, 0, -_HARDER),
            ";": partial(self.window_by, _BRIGHTER, 0), "'": partial(self.window_by, -_BRIGHTER, 0),
            Qt.Key.Key_Home: self.begin_again,
        }  # fmt: skip


def _in_colours(grey: QImage) -> QImage:
    """The same greys as numbers of colours, so that brightness is changed without touching a point."""
    made = grey.copy()
    made.reinterpretAsFormat(QImage.Format.Format_Indexed8)
    return made
