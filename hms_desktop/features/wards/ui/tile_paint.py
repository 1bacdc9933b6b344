"""How one bed looks on the map. A tile is drawn once and kept as a picture for as long as it says the same: a ward of
five hundred beds is repainted by putting five hundred pictures in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from hms_desktop.features.wards.domain import BedRow, BedState
from hms_desktop.features.wards.ui.words import (
    STATES,
    day_of,
    drawings_of,
    kept_for,
    leaves,
    sex_and_age,
    words_of,
)
from hms_desktop.ui.bidi import direction_of
from hms_desktop.ui.icons import picture
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.theme import colour_of, small, strong
from hms_desktop.ui.words import tr

_WIDE, _HIGH, _PAD, _ICON = 132, 84, 8, 15
_ROUND: Final = 6.0

_GROUNDS: Final = {
    BedState.FREE: "panel", BedState.RESERVED: "chosen", BedState.OCCUPIED: "panel", BedState.TO_CLEAN: "panel",
    BedState.OUT_OF_ORDER: "bad_ground",
}  # fmt: skip
_EDGES: Final = {
    BedState.FREE: ("good", Qt.PenStyle.DashLine), BedState.RESERVED: ("accent", Qt.PenStyle.DotLine),
    BedState.OCCUPIED: ("border", Qt.PenStyle.SolidLine), BedState.TO_CLEAN: ("warn", Qt.PenStyle.SolidLine),
    BedState.OUT_OF_ORDER: ("bad", Qt.PenStyle.SolidLine),
}  # fmt: skip
_INKS: Final = {
    BedState.FREE: "good", BedState.RESERVED: "accent", BedState.OCCUPIED: "text", BedState.TO_CLEAN: "warn",
    BedState.OUT_OF_ORDER: "bad",
}  # fmt: skip


@dataclass(frozen=True)
class _Letters:
    """A font with its measures."""

    font: QFont
    metrics: QFontMetrics


class TilePainter:
    """Draws tiles in one font and one theme, and keeps what it drew."""

    def __init__(self, font: QFont, *, is_mirrored: bool, ratio: float) -> None:
        made = (font, strong(font), small(font), strong(small(font)))
        self._plain, self._strong, self._small, self._word = (_Letters(one, QFontMetrics(one)) for one in made)
        self._is_mirrored, self._ratio = is_mirrored, ratio
        line = self._plain.metrics.height()
        self.least = self.size = QSize(
            max(_WIDE, self._plain.metrics.averageCharWidth() * 19), max(_HIGH, line * 4 + 2 * _PAD)
        )
        self.head = max(28, line + 12)
        self._kept: dict[UUID, tuple[BedRow, QPixmap]] = {}

    def resize(self, size: QSize) -> None:
        """Tiles of another size; every picture is drawn anew."""
        if size != self.size:
            self.size = size
            self._kept.clear()

    def tile(self, bed: BedRow) -> QPixmap:
        """The bed's picture; it is drawn again when the row is another one."""
        kept = self._kept.get(bed.uid)
        if kept is None or kept[0] is not bed:
            kept = self._kept[bed.uid] = bed, self._drawn(bed, is_told=False)
        return kept[1]

    def told_tile(self, bed: BedRow) -> QPixmap:
        """The picture of the bed that the keyboard is on: its marks are said in words."""
        return self._drawn(bed, is_told=True)

    def write_head(self, painter: QPainter, card: QRect, name: str) -> None:
        """A room's name over its beds."""
        room = card.adjusted(10, 0, -10, 0)
        room.setHeight(self.head)
        self._write(painter, (self._word, colour_of("muted")), room, name)

    # Inside.

    def _drawn(self, bed: BedRow, *, is_told: bool) -> QPixmap:
        made = QPixmap(self.size * self._ratio)
        made.setDevicePixelRatio(self._ratio)
        made.fill(colour_of("ground"))
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame(painter, bed.state)
        self._write_bed(painter, bed, is_told)
        painter.end()
        return made

    def _frame(self, painter: QPainter, state: BedState) -> None:
        field = QRectF(0.75, 0.75, self.size.width() - 1.5, self.size.height() - 1.5)
        edge, style = _EDGES[state]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(_GROUNDS[state]))
        painter.drawRoundedRect(field, _ROUND, _ROUND)
        if state is BedState.TO_CLEAN:
            hatch = QColor(colour_of("warn"))
            hatch.setAlpha(70)
            painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour_of(edge), 1.5 if style is not Qt.PenStyle.SolidLine else 1.0, style))
        painter.drawRoundedRect(field, _ROUND, _ROUND)

    def _write_bed(self, painter: QPainter, bed: BedRow, is_told: bool) -> None:
        lines = self._lines()
        self._write(painter, (self._strong, colour_of("text")), lines[0], bed.code)
        who = bed.occupant
        if who is None:
            self._write_state(painter, bed, lines)
            return
        self._write(painter, (self._small, colour_of("muted")), lines[0], day_of(who), at_end=True)
        self._write(painter, (self._plain, colour_of("text")), lines[1], who.name)
        self._write(painter, (self._small, colour_of("muted")), lines[2], sex_and_age(who))
        words = words_of(who.marks)
        if is_told and words:
            self._write(painter, (self._word, colour_of("text")), lines[3], ", ".join(words))
            return
        last = tr("recorded as dead") if who.is_deceased else leaves(who)
        self._write(painter, (self._small, colour_of("bad" if who.is_deceased else "muted")), lines[3], last)
        if who.marks is not None:
            self._draw_marks(painter, drawings_of(who.marks), lines[3])

    def _write_state(self, painter: QPainter, bed: BedRow, lines: tuple[QRect, ...]) -> None:
        ink = colour_of(_INKS[bed.state])
        word = tr(STATES[bed.state])
        if bed.state is BedState.TO_CLEAN:  # letters on hatching are hard to read
            wide = self._strong.metrics.horizontalAdvance(word) + 8
            left = lines[1].right() - wide if self._is_mirrored else lines[1].left() - 4
            painter.fillRect(QRect(left, lines[1].top() - 1, wide, lines[1].height() + 2), colour_of("panel"))
        self._write(painter, (self._strong, ink), lines[1], word)
        more = kept_for(bed) if bed.state is BedState.RESERVED else bed.note
        self._write(painter, (self._small, colour_of("text")), lines[2], more)

    def _lines(self) -> tuple[QRect, ...]:
        high = (self.size.height() - 2 * _PAD) // 4
        wide = self.size.width() - 2 * _PAD
        return tuple(QRect(_PAD, _PAD + at * high, wide, high) for at in range(4))

    def _draw_marks(self, painter: QPainter, drawings: tuple[tuple[str, str], ...], line: QRect) -> None:
        for at, (name, token) in enumerate(reversed(drawings)):
            step = (at + 1) * (_ICON + 3)
            x = line.left() + step - _ICON - 3 if self._is_mirrored else line.right() - step + 4
            painter.drawPixmap(QPointF(x, line.center().y() - _ICON / 2 + 1), picture(name, colour_of(token), _ICON))

    def _write(
        self, painter: QPainter, pen: tuple[_Letters, QColor], room: QRect, text: str, *, at_end: bool = False
    ) -> None:
        if not text:
            return
        letters, ink = pen
        shown = letters.metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if at_end is not self._is_mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setFont(letters.font)
        painter.setPen(ink)
        painter.setLayoutDirection(direction_of(text))
        painter.drawText(room, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)
