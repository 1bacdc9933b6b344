"""The patient's banner: who this is, over everything that concerns him, always in the same order and never covered.

Name, born, sex, number, then what must not be missed. Figures and numbers run left to right in every language.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hms_desktop.kernel.chart import BannerLine, BannerPlace, Tone
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.flow import FlowLayout
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.theme import GAP, colour_of, large, strong
from hms_desktop.ui.words import label, tr

NOT_RECORDED = BannerLine(BannerPlace.ALLERGIES, "Allergies not recorded", tone=Tone.WARN)
_LONGEST_NAME = 80
_BAR = 5
_HATCHED = Qt.BrushStyle.BDiagPattern
_NO_PEN = Qt.PenStyle.NoPen


@dataclass(frozen=True)
class BannerFacts:
    """What a banner says, in words that are ready to be read."""

    name: str
    preferred: str
    born: str
    sex: str
    number: str
    died: str = ""
    notice: str = ""
    """Restricted, archived, a name alert: what whoever reads the chart has to know first."""
    lines: tuple[BannerLine, ...] = ()


class Banner(QFrame):
    """One patient's."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._across = FlowLayout(3 * GAP, 4, self)
        self._across.setContentsMargins(2 * GAP + 4, 6, 2 * GAP, 6)
        self.setMinimumHeight(56)

    def show_facts(self, facts: BannerFacts) -> None:
        """Another patient, or the same with other facts."""
        self._clear()
        self.setProperty("is_deceased", bool(facts.died))
        self.style().unpolish(self)
        self.style().polish(self)
        self._across.addWidget(_names(facts))
        for title, value in self._pairs(facts):
            self._across.addWidget(_pair(title, value))
        if facts.notice:
            self._across.addWidget(ChipLabel(facts.notice, Tone.WARN))
        lines = facts.lines
        if not any(one.place is BannerPlace.ALLERGIES for one in lines):
            lines = (NOT_RECORDED, *lines)
        for one in lines:
            self._across.addWidget(ChipLabel(tr(one.title), one.tone))
            if one.text:
                self._across.addWidget(label(one_line(one.text)))
        self.setAccessibleName(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A bar at its beginning: solid for the living, hatched for the dead, so that not only the colour says it."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_dead = bool(self.property("is_deceased"))
        painter.setBrush(QBrush(colour_of("muted"), _HATCHED) if is_dead else colour_of("accent"))
        painter.setPen(_NO_PEN)
        left = self.width() - _BAR if self.isRightToLeft() else 0
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setClipPath(whole)
        painter.drawRect(left, 0, _BAR, self.height())

    def text(self) -> str:
        """All of it in reading order."""
        return " ".join(part.text() for part in self.findChildren(QLabel) if part.text())

    def _pairs(self, facts: BannerFacts) -> list[tuple[str, str]]:
        born = [(tr("Born"), facts.born)]
        died = [(tr("Died"), facts.died)] if facts.died else []
        return [*born, *died, (tr("Sex"), facts.sex), (tr("No."), facts.number)]

    def _clear(self) -> None:
        while (item := self._across.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.setParent(None)
                widget.deleteLater()


def _names(facts: BannerFacts) -> QWidget:
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    whole = one_line(facts.name)
    name = label(whole if len(whole) <= _LONGEST_NAME else whole[:_LONGEST_NAME] + "…")
    name.setFont(large(strong(name.font())))
    name.setToolTip(whole)
    rows.addWidget(name)
    if facts.preferred:
        rows.addWidget(label(tr("prefers «{name}»", name=one_line(facts.preferred)), "caption"))
    return made


def _pair(title: str, value: str) -> QWidget:
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(6)
    across.addWidget(label(title, "caption"))
    told = label(value)
    told.setFont(strong(told.font()))
    told.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    across.addWidget(told)
    return made
