"""The map of a ward: one widget that paints every room and bed, and takes the keys that move between them.

Arrows move, Enter opens, small letters act on the bed (the page says which), a capital letter or a figure begins a
bed's code and jumps to it. Who hears rather than sees has each bed in one sentence, and the list beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hms_desktop.features.wards.domain import BedRow, folded_code
from hms_desktop.features.wards.ui.map_plan import Plan, neighbour, plan_of
from hms_desktop.features.wards.ui.tile_paint import TilePainter
from hms_desktop.features.wards.ui.words import told_of
from hms_desktop.ui.theme import colour_of

_LETTERS_MS: Final = 900
_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_ENDS: Final = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELD: Final = ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)


class WardMapView(QWidget):
    """Beds of one ward. What is chosen stays chosen by its id when the ward is read again."""

    chosen = Signal(object)
    opened = Signal(object)
    acted = Signal(str)
    """A letter that the page knows was pressed."""
    moved = Signal(object)
    """The chosen tile's place, so that whoever scrolls keeps it in sight."""

    def __init__(self, letters: frozenset[str]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._letters_known = letters
        self._beds: tuple[BedRow, ...] = ()
        self._at = 0
        self._plan = Plan((), (), QSize(0, 0), QSize(0, 0))
        self._paint: TilePainter | None = None
        self._typed = ""
        self._pause = QTimer(self, singleShot=True, interval=_LETTERS_MS)
        self._pause.timeout.connect(self._forget_letters)

    # What it shows.

    def show_beds(self, beds: tuple[BedRow, ...]) -> None:
        """Other beds, or the same ones as they are now; only what changed is painted anew."""
        before, current = {bed.uid: bed for bed in self._beds}, self.current()
        is_same_plan = [(bed.uid, bed.room) for bed in beds] == [(bed.uid, bed.room) for bed in self._beds]
        self._beds = tuple(_same_or(before.get(bed.uid), bed) for bed in beds)
        self._at = self._place_of(current.uid if current else None)
        if is_same_plan:
            for at, bed in enumerate(self._beds):
                if before[bed.uid] is not bed:
                    self.update(self._plan.tiles[at].adjusted(-3, -3, 3, 3))
        else:
            self._lay_out()
        self._tell()

    def current(self) -> BedRow | None:
        """The chosen bed."""
        return self._beds[self._at] if self._at < len(self._beds) else None

    def choose(self, uid: UUID) -> None:
        """Puts the keyboard on this bed."""
        self._go(self._place_of(uid))

    def place(self) -> QRect:
        """Where the chosen tile stands."""
        return self._plan.tiles[self._at] if self._at < len(self._plan.tiles) else QRect()

    def rect_of(self, uid: UUID) -> QRect:
        """Where a bed's tile stands."""
        return self._plan.tiles[self._place_of(uid)]

    # Qt's.

    def sizeHint(self) -> QSize:
        """As high as the rooms need at this width."""
        return QSize(self.width(), max(self._plan.size.height(), 1))

    def minimumSizeHint(self) -> QSize:
        """Narrow is possible: cards go below one another; what does not fit is scrolled."""
        return QSize(self._painter().least.width() + 48, self._plan.size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another plan."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme, font or direction: every picture is drawn anew."""
        super().changeEvent(event)
        if event.type() in (
            QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange,
            QEvent.Type.ApplicationFontChange,
        ):  # fmt: skip
            self._paint = None
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only what is exposed."""
        painter, tiles, exposed = QPainter(self), self._painter(), event.rect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for card in self._plan.cards:
            if card.rect.intersects(exposed):
                painter.setPen(colour_of("hairline"))
                painter.drawRoundedRect(card.rect.adjusted(0, 0, -1, -1), 8, 8)
                tiles.write_head(painter, card.rect, card.name)
        is_here = self.hasFocus()
        for at, (bed, rect) in enumerate(zip(self._beds, self._plan.tiles, strict=True)):
            if rect.intersects(exposed):
                painter.drawPixmap(rect.topLeft(), tiles.told_tile(bed) if at == self._at else tiles.tile(bed))
        if self._at < len(self._plan.tiles):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour_of("accent" if is_here else "border"), 2.5 if is_here else 1.5))
            painter.drawRoundedRect(self.place().adjusted(-2, -2, 1, 1), 8, 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter, letters."""
        key, text = Qt.Key(event.key()), event.text()
        if event.modifiers() & _HELD or not self._beds:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._step(*_STEPS[key])
        elif key in _ENDS:
            self._go(_ENDS[key] % len(self._beds))
        elif key in _ENTERS:
            self.opened.emit(self.current())
        elif not self._typed and text in self._letters_known:
            self.acted.emit(text)
        elif text.isalnum():
            self._jump(text)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        at = self._hit(event.position().toPoint())
        if at is not None:
            self._go(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two open."""
        if self._hit(event.position().toPoint()) is not None:
            self.opened.emit(self.current())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows where the keyboard is."""
        super().focusInEvent(event)
        self.update(self._ring())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And that it is elsewhere."""
        super().focusOutEvent(event)
        self.update(self._ring())

    # Inside.

    def _painter(self) -> TilePainter:
        if self._paint is None:
            self._paint = TilePainter(self.font(), is_mirrored=self.isRightToLeft(), ratio=self.devicePixelRatioF())
        return self._paint

    def _lay_out(self) -> None:
        tiles = self._painter()
        self._plan = plan_of(self._beds, self.width(), tiles.least, tiles.head, is_mirrored=self.isRightToLeft())
        tiles.resize(self._plan.tile)
        self.setMinimumHeight(self._plan.size.height())
        self.updateGeometry()
        self.update()

    def _go(self, at: int) -> None:
        if at == self._at or at >= len(self._beds):
            return
        self.update(self._ring())
        self._at = at
        self.update(self._ring())
        self._tell()

    def _step(self, across: int, down: int) -> None:
        """To the neighbour that way; past the end of a row to the next bed, or the one before, in reading order."""
        found = neighbour(self._plan.tiles, self._at, across, down)
        if found is None and across:
            found = self._at + (-across if self.isRightToLeft() else across)
        if found is not None and 0 <= found < len(self._beds):
            self._go(found)

    def _tell(self) -> None:
        bed = self.current()
        self.setAccessibleDescription(told_of(bed) if bed else "")
        self.chosen.emit(bed)
        if bed is not None and self._plan.tiles:
            self.moved.emit(self.place())

    def _jump(self, sign: str) -> None:
        """To the first bed whose code, or whose number, begins with what was typed."""
        self._typed += folded_code(sign)
        self._pause.start()
        codes = [folded_code(bed.code) for bed in self._beds]
        begun = [at for at, code in enumerate(codes) if code.startswith(self._typed)]
        numbered = [at for at, code in enumerate(codes) if code.lstrip("abcdefghijklmnopqrstuvwxyz") == self._typed]
        found = numbered or begun
        if found:
            self._go(found[0])

    def _forget_letters(self) -> None:
        self._typed = ""

    def _place_of(self, uid: UUID | None) -> int:
        return next((at for at, bed in enumerate(self._beds) if bed.uid == uid), 0)

    def _ring(self) -> QRect:
        return self.place().adjusted(-5, -5, 5, 5)

    def _hit(self, point: QPoint) -> int | None:
        return next((at for at, rect in enumerate(self._plan.tiles) if rect.contains(point)), None)


def _same_or(before: BedRow | None, bed: BedRow) -> BedRow:
    """The row as it was, when it says the same: its picture is still good."""
    return before if before == bed and before is not None else bed


LETTERS: Final[Mapping[str, str]] = {
    "a": "admit", "m": "move", "d": "discharge", "c": "clean", "r": "reserve", "o": "close", "e": "marks",
    "s": "summary", "l": "list", "h": "history",
}  # fmt: skip
"""The letters of the map and of its list, and what each does."""
