"""The rail at the window's beginning: the clinic's name, and the pages of this person's role with their keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hms_desktop.kernel.manifest import PageSpec
from hms_desktop.ui.icons import picture
from hms_desktop.ui.theme import GAP, colour_of, small, strong
from hms_desktop.ui.words import label, tr

_WIDE, _HIGH, _ICON = 164, 34, 18
_MANY = 100


class Rail(QFrame):
    """One button a page; the one in front is marked by ground, weight and colour."""

    chosen = Signal(str)

    def __init__(self, clinic: str, pages: tuple[PageSpec, ...]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(max(_WIDE, self.fontMetrics().averageCharWidth() * 20))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(GAP, 10, GAP, GAP)
        rows.setSpacing(2)
        rows.addWidget(_Plate(clinic))
        rows.addSpacing(4)
        self._buttons: dict[str, RailButton] = {}
        for page in pages:
            button = RailButton(page)
            button.clicked.connect(lambda _=False, which=page.id: self.chosen.emit(which))
            self._buttons[page.id] = button
            rows.addWidget(button)
        rows.addStretch(1)

    def mark(self, page: str) -> None:
        """Marks the page in front; a page that is not in the rail leaves the one that led to it marked."""
        if page in self._buttons:
            for name, button in self._buttons.items():
                button.setChecked(name == page)

    def count(self, page: str, number: int) -> None:
        """A number that waits on a page, or none."""
        if page in self._buttons:
            self._buttons[page].count(number)


class _Plate(QWidget):
    """The clinic's name beside the house's mark; a long name is cut with dots and whole in its tip."""

    def __init__(self, clinic: str) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        across.setContentsMargins(6, 0, 0, 6)
        across.setSpacing(GAP)
        mark = QFrame()
        mark.setObjectName("mark")
        mark.setFixedSize(18, 18)
        name = label(clinic)
        name.setFont(strong(name.font()))
        name.setToolTip(clinic)
        room = max(_WIDE, self.fontMetrics().averageCharWidth() * 20) - 52
        name.setText(QFontMetrics(name.font()).elidedText(clinic, Qt.TextElideMode.ElideRight, room))
        name.setAccessibleName(clinic)
        across.addWidget(mark)
        across.addWidget(name, 1)


class RailButton(QPushButton):
    """A drawing, the page's name and its key."""

    def __init__(self, page: PageSpec) -> None:
        super().__init__(tr(page.title))
        self.setObjectName("rail")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(tr(page.title))
        self.setAccessibleDescription(page.key)
        self._page, self._count = page, 0

    def sizeHint(self) -> QSize:
        """As high as a finger's target."""
        return QSize(_WIDE - 2 * GAP, max(_HIGH, self.fontMetrics().height() + 14))

    def count(self, number: int) -> None:
        """What waits there."""
        self._count = number
        self.setAccessibleName(f"{self.text()}, {number}" if number else self.text())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Painted by hand, so that words, key and count keep their places in both directions."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setBrush(colour_of("chosen" if self.isChecked() else "ground"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(whole, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour_of("accent"))
            painter.drawRoundedRect(whole, 6, 6)
        ink = colour_of("accent" if self.isChecked() else "muted")
        drawing = picture(self._page.icon, ink, _ICON)
        is_mirrored = self.isRightToLeft()
        x = self.width() - 10 - _ICON if is_mirrored else 10
        painter.drawPixmap(QPointF(x, (self.height() - _ICON) / 2), drawing)
        words = self.rect().adjusted(38 if not is_mirrored else 8, 0, -8 if not is_mirrored else -38, 0)
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        leading, trailing = reversed(sides) if is_mirrored else sides
        level = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute  # or the painter mirrors them once more
        painter.setPen(ink)
        painter.setFont(strong(self.font()) if self.isChecked() else self.font())
        painter.drawText(words, int(leading | level), self.text())
        painter.setFont(small(self.font()))
        if self._count:
            self._paint_count(painter)
            return
        painter.setPen(colour_of("muted"))
        painter.drawText(words, int(trailing | level), self._page.key.replace("+", " "))

    def _paint_count(self, painter: QPainter) -> None:
        """A number on a field of its own, at the trailing end."""
        painter.setFont(strong(painter.font()))
        metrics, text = painter.fontMetrics(), str(self._count) if self._count < _MANY else f"{_MANY - 1}+"
        high = metrics.height() + 4
        wide = max(high, metrics.horizontalAdvance(text) + 12)
        x = 8 if self.isRightToLeft() else self.width() - 8 - wide
        field = QRectF(x, (self.height() - high) / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of("warn_ground"))
        painter.drawRoundedRect(field, high / 2, high / 2)
        painter.setPen(colour_of("warn"))
        painter.drawText(field, int(Qt.AlignmentFlag.AlignCenter), text)
