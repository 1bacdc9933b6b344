"""What was found by typing, listed below the field that one types in: the one box and each field for a patient have it.

The list stands inside the window, over what is below the field, and takes no focus: letters go on into the field while
the arrows move in the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from hms_desktop.ui.bidi import direction_of
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.theme import GAP, colour_of, small, strong
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_ROWS: Final = 9
_HIGH: Final = 36
_WIDE: Final = 560
_FOUND: Final = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Found:
    """One thing found: its name, what tells it from others, why it was found, and what Enter does."""

    title: str
    detail: str
    end: str
    open: Callable[[], object]
    uid: UUID | None = None
    """Of whom or what it tells, for a field that takes it."""
    kind: str = ""
    """What kind of thing it is («patient»), so that a field takes only what fits it."""


class Finder(Protocol):
    """A feature's way of finding its things; it asks through the place and answers on the window's thread."""

    def __call__(
        self, place: Workplace, owner: QObject, typed: str, done: Callable[[tuple[Found, ...]], None]
    ) -> object: ...


class HitList(QFrame):
    """The list below a field."""

    picked = Signal()
    """One was clicked; it is the current one now."""

    def __init__(self, box: QLineEdit) -> None:
        super().__init__(box)
        self._box = box
        self.setObjectName("results")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 6, 1, 6)
        rows.setSpacing(0)
        self._nothing = label("", "caption")
        self._nothing.setContentsMargins(14, 6, 14, 6)
        self._list = QListWidget()
        self._list.setObjectName("results")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(_HitDelegate(self._list))
        # its rows cover it, so that the page behind is not painted again at each key
        self._list.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._list.setAccessibleName(tr("Found"))
        self._list.itemClicked.connect(lambda _: self.picked.emit())
        rows.addWidget(self._nothing)
        rows.addWidget(self._list)
        self.hide()

    def current(self) -> Found | None:
        item = self._list.currentItem()
        found: Found | None = item.data(_FOUND) if self._list.currentRow() >= 0 and self.isVisible() else None
        return found

    def hits(self) -> tuple[Found, ...]:
        """All that is listed."""
        return tuple(self._list.item(at).data(_FOUND) for at in range(self._list.count()))

    def move_by(self, steps: int) -> None:
        if self._list.count():
            self._list.setCurrentRow(min(max(self._list.currentRow() + steps, 0), self._list.count() - 1))

    def show_hits(self, hits: tuple[Found, ...], typed: str) -> None:
        """The first is chosen already, so that Enter opens it."""
        self._list.clear()
        for hit in hits:
            item = QListWidgetItem()
            item.setData(_FOUND, hit)
            item.setData(
                int(Qt.ItemDataRole.AccessibleTextRole), ", ".join(filter(None, (hit.title, hit.detail, hit.end)))
            )
            self._list.addItem(item)
        self._list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        self._nothing.setText(
            tr("Nothing found for «{typed}»", typed=one_line(typed)[:60]) if typed else tr("Nothing yet")
        )
        self._list.setCurrentRow(0 if hits else -1)
        self._place(len(hits))

    def _place(self, hits: int) -> None:
        inside = self._box.window()
        if self.parent() is not inside:
            self.setParent(inside)
        corner = self._box.mapTo(inside, QPoint(0, self._box.height() + 4))
        wide = min(max(self._box.width(), _WIDE), inside.width() - 8)
        left = corner.x() + self._box.width() - wide if self._box.isRightToLeft() else corner.x()
        high = min(max(hits, 1), _ROWS) * _HIGH + 14
        self._list.setFixedHeight(high - 14 if hits else 0)
        above = corner.y() - self._box.height() - 8 - high
        is_low = corner.y() + high > inside.height() and above >= 0
        left = max(min(left, inside.width() - wide - 4), 4)
        self.setGeometry(QRect(left, above if is_low else corner.y(), wide, high))
        self.show()
        self.raise_()


class _HitDelegate(QStyledItemDelegate):
    """Name in the heavier weight, the rest beside it, why it was found at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Any) -> QSize:  # noqa: ANN401
        """One height."""
        return QSize(option.rect.width(), _HIGH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:  # noqa: ANN401
        """One line."""
        found: Found = index.data(_FOUND)
        view = self.parent()
        assert isinstance(view, QWidget)
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, colour_of("chosen" if is_chosen else "panel"))
        is_mirrored = view.isRightToLeft()
        room = option.rect.adjusted(14, 0, -14, 0)
        lead = (
            Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        ) | Qt.AlignmentFlag.AlignVCenter
        trail = (
            Qt.AlignmentFlag.AlignLeft if is_mirrored else Qt.AlignmentFlag.AlignRight
        ) | Qt.AlignmentFlag.AlignVCenter
        bold, quiet = strong(view.font()), small(view.font())
        end_wide = QFontMetrics(quiet).horizontalAdvance(found.end)
        title = QFontMetrics(bold).elidedText(
            one_line(found.title), Qt.TextElideMode.ElideRight, room.width() - end_wide - GAP
        )
        painter.setFont(bold)
        painter.setPen(colour_of("text"))
        painter.setLayoutDirection(direction_of(title))
        painter.drawText(room, int(lead), title)
        taken = QFontMetrics(bold).horizontalAdvance(title) + 2 * GAP
        rest = room.adjusted(0, 0, -taken, 0) if is_mirrored else room.adjusted(taken, 0, 0, 0)
        painter.setFont(view.font())
        painter.setPen(colour_of("muted"))
        detail = QFontMetrics(view.font()).elidedText(
            one_line(found.detail), Qt.TextElideMode.ElideRight, rest.width() - end_wide - 2 * GAP
        )
        painter.setLayoutDirection(direction_of(detail))
        painter.drawText(rest, int(lead), detail)
        painter.setFont(quiet)
        painter.drawText(room, int(trail), found.end)
        painter.restore()
