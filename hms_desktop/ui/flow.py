"""A row that breaks into as many lines as it needs: in a narrow window facts go below one another, not out of sight."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items keep their own width; a line is as high as its highest item, and items stand in its middle."""

    def __init__(self, gap: int, between: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._between = gap, between

    def addItem(self, item: QLayoutItem) -> None:
        """Qt hands a widget over in an item."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at this place, or none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Takes the item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What it needs in this width."""
        return self._placed(QRect(0, 0, width, 0), is_try=True)

    def setGeometry(self, rect: QRect) -> None:
        """Places the items."""
        super().setGeometry(rect)
        self._placed(rect, is_try=False)

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [item.sizeHint() for item in self._items]
        wide = sum(hint.width() + self._gap for hint in hints)
        return self._with_margins(QSize(wide, max((hint.height() for hint in hints), default=0)))

    def minimumSize(self) -> QSize:
        """Each in a line of its own."""
        least = QSize()
        for item in self._items:
            least = least.expandedTo(item.minimumSize())
        return self._with_margins(least)

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = [[]]
        taken = 0
        for item in self._items:
            wide = item.sizeHint().width()
            if lines[-1] and taken + wide > width:
                lines.append([])
                taken = 0
            lines[-1].append(item)
            taken += wide + self._gap
        return lines

    def _placed(self, rect: QRect, *, is_try: bool) -> int:
        """Places every item, or only tries to; the height that all take."""
        inside = rect.marginsRemoved(self.contentsMargins())
        parent = self.parentWidget()
        is_mirrored = parent is not None and parent.isRightToLeft()
        y = inside.y()
        lines = self._lines(inside.width())
        high = [max((item.sizeHint().height() for item in line), default=0) for line in lines]
        spare = 0 if is_try else max(0, inside.height() - sum(high) - self._between * (len(lines) - 1)) // 2
        for line, line_high in zip(lines, high, strict=True):
            x = inside.x()
            for item in line:
                size = item.sizeHint().boundedTo(QSize(inside.width(), line_high))
                left = inside.right() - (x - inside.x()) - size.width() + 1 if is_mirrored else x
                if not is_try:
                    item.setGeometry(QRect(QPoint(left, y + spare + (line_high - size.height()) // 2), size))
                x += size.width() + self._gap
            y += line_high + self._between
        return y - self._between - rect.y() + self.contentsMargins().bottom()
