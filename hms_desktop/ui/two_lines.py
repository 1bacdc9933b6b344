"""Short lists of things with a title and a quieter line below: what needs somebody, who waits, what is pinned."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hms_desktop.kernel.chart import Tone
from hms_desktop.ui.bidi import direction_of
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.theme import GAP, colour_of, strong, tone_colours

_PAD: Final = 14
_VALUE: Final = int(Qt.ItemDataRole.UserRole)
_LINES: Final = _VALUE + 1


class TwoLineList(QListWidget):
    """Enter or a double click takes one; what it stands for comes with it."""

    taken = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("results")
        self.setAccessibleName(name)
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.itemDoubleClicked.connect(lambda item: self.taken.emit(item.data(_VALUE)))

    def add(self, title: str, detail: str, value: object, tone: Tone = Tone.PLAIN) -> None:
        """One more."""
        item = QListWidgetItem(f"{title} {detail}".strip())
        item.setData(_VALUE, value)
        item.setData(_LINES, (one_line(title), one_line(detail), tone))
        self.addItem(item)

    def value(self) -> object:
        """What the chosen one stands for, or None."""
        item = self.currentItem()
        return item.data(_VALUE) if self.currentRow() >= 0 else None

    def fit(self, most: int) -> None:
        """As high as its lines, of which at most so many are seen without scrolling."""
        lines = max(min(self.count(), most), 1)
        self.setFixedHeight(lines * _high(QFontMetrics(self.font())) + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes; the arrows are the list's own."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if is_enter and self.value() is not None:
            self.taken.emit(self.value())
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Title in the heavier weight, the detail below it, a hairline under both."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines."""
        return QSize(100, _high(option.fontMetrics))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        title, detail, tone = index.data(_LINES)
        view = self.parent()
        assert isinstance(view, QWidget)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour_of("chosen"))
        painter.setPen(colour_of("hairline"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        room = option.rect.adjusted(_PAD, GAP, -_PAD, -GAP)
        start = int(QStyle.visualAlignment(view.layoutDirection(), Qt.AlignmentFlag.AlignLeading))
        ink = tone_colours(tone)[0] if tone is Tone.BAD else colour_of("text")
        for at, (text, pen) in enumerate(((title, ink), (detail, colour_of("muted")))):
            painter.setFont(view.font() if at else strong(view.font()))
            painter.setPen(pen)
            painter.setLayoutDirection(direction_of(text))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room.translated(0, at * (option.fontMetrics.height() + 4)), start, shown)
        painter.restore()


def _high(metrics: QFontMetrics) -> int:
    return 2 * metrics.height() + 3 * GAP
