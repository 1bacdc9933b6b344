"""The heat map over a film: seven by seven places, each for or against, told by colour, by hatching and by its sign.

The colours are fixed, for what lies under them is always black to white. They differ in lightness as in hue, and what
speaks against is hatched besides; what speaks strongest for is outlined.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hms_desktop.features.insight.domain.film import zone_of
from hms_desktop.ui.words import tr

FOR, AGAINST = QColor(64, 160, 255), QColor(255, 190, 60)
_STRONG: Final = 0.5
"""From which part of the strongest share on a place is outlined."""
_WORTH_A_SIGN: Final = 0.25
_ROOM: Final = 14.0
_ARM: Final = 4.0
_SAMPLE: Final = QSize(30, 16)

Where = Callable[[int, int], QRectF]


@dataclass(frozen=True, slots=True)
class Heat:
    """What each place adds to the log odds, row after row."""

    places: tuple[tuple[float, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.places)

    @property
    def most(self) -> float:
        """The strongest share, for or against."""
        return max((abs(one) for row in self.places for one in row), default=0.0)

    def part(self, row: int, column: int) -> float:
        """The share as a part of the strongest, from −1 to 1."""
        return self.places[row][column] / self.most if self.most else 0.0

    def said(self, row: int, column: int) -> str:
        """The place in words."""
        share = self.places[row][column]
        word = tr("speaks for pneumonia") if share > 0 else tr("speaks against pneumonia")
        return tr(
            "{zone}, row {row}, column {column}: {word}, {share}",
            zone=tr(zone_of(row, column)), row=row + 1, column=column + 1, word=word,
            share=f"{'+' if share > 0 else '−'}{abs(share):.2f}",
        )  # fmt: skip


def paint_heat(painter: QPainter, heat: Heat, where: Where, opacity: float) -> None:
    """All places, each where it lies on the film."""
    painter.save()
    for row, line in enumerate(heat.places):
        for column in range(len(line)):
            paint_place(painter, where(row, column), heat.part(row, column), opacity)
    painter.restore()


def paint_place(painter: QPainter, place: QRectF, part: float, opacity: float) -> None:
    """The stronger, the denser."""
    colour = QColor(FOR if part > 0 else AGAINST)
    colour.setAlphaF(min(abs(part) * opacity, 1.0))
    painter.fillRect(place, colour)
    if part < 0:
        hatch = QColor(AGAINST)
        hatch.setAlphaF(min(abs(part) * opacity * 1.6, 1.0))
        painter.fillRect(place, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
    if part >= _STRONG:
        ink = QColor(FOR)
        ink.setAlphaF(min(0.35 + opacity, 1.0))
        painter.setPen(QPen(ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(1, 1, -1, -1))
    if abs(part) >= _WORTH_A_SIGN and min(place.width(), place.height()) >= _ROOM:
        _paint_sign(painter, place.center(), is_for=part > 0)


def _paint_sign(painter: QPainter, at: QPointF, *, is_for: bool) -> None:
    """White in black, so that it is seen on bone and on lung."""
    for colour, wide in ((QColor(0, 0, 0), 4.5), (QColor(255, 255, 255), 2.0)):
        painter.setPen(QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(at - QPointF(_ARM, 0), at + QPointF(_ARM, 0))
        if is_for:
            painter.drawLine(at - QPointF(0, _ARM), at + QPointF(0, _ARM))


class Sample(QWidget):
    """A place of the legend."""

    def __init__(self, part: float, said: str) -> None:
        super().__init__()
        self._part = part
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _SAMPLE

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As on the film, over its black."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0))
        paint_place(painter, QRectF(self.rect()), self._part, 0.6)
