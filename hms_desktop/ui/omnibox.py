"""The one box for everything (Ctrl+K): patients and other things by what is typed, `>` for what can be done.

It asks at each key and drops late answers. Its list stands below it inside the window and takes no focus: letters go on
into the box while the arrows move in the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
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

from hms_desktop.kernel.text import fold
from hms_desktop.ui.actions import ActionSpec
from hms_desktop.ui.bidi import direction_of
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.theme import GAP, colour_of, small, strong
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_ROWS: Final = 9
_HIGH: Final = 36
_FOUND: Final = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Found:
    """One thing found: its name, what tells it from others, why it was found, and what Enter does."""

    title: str
    detail: str
    end: str
    open: Callable[[], object]


class Finder(Protocol):
    """A feature's way of finding its things; it asks through the place and answers on the window's thread."""

    def __call__(
        self, place: Workplace, owner: QObject, typed: str, done: Callable[[tuple[Found, ...]], None]
    ) -> object: ...


class Omnibox(QLineEdit):
    """The box in the top bar. `surface` is the window's inside, over which the list is laid."""

    acted = Signal(object)
    """A command was chosen."""
    listed = Signal()
    """The list shows the answer to what is typed."""

    def __init__(self, place: Workplace, finders: tuple[Finder, ...], actions: tuple[ActionSpec, ...]) -> None:
        super().__init__()
        self._place, self._finders, self._actions = place, finders, actions
        self.setObjectName("omnibox")
        self.setMaxLength(200)
        self.setPlaceholderText(tr("Find a patient, or type > for a command"))
        self.setAccessibleName(tr("Find a patient or a command"))
        self.list = _Results(self)
        self._turn = 0
        self._hits: dict[int, tuple[Found, ...]] = {}
        self._came_from: list[QWidget] = []
        self.textEdited.connect(lambda _: self._look())

    def call(self, begin: str = "") -> None:
        """The keyboard comes here from wherever it was; Esc brings it back."""
        focused = QApplication.focusWidget()
        if focused is not self:
            self._came_from = [focused] if isinstance(focused, QWidget) else []
        self.setText(begin)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll() if not begin else self.end(False)
        self._look()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the keyboard."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter opens, Esc goes back."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.list.move_by({Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5}.get(Qt.Key(key), -5))
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._open()
        elif key == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)

    def _look(self) -> None:
        self._turn += 1
        typed = self.text().strip()
        if typed.startswith(">"):
            self._hits = {}
            self._show(self._turn, 0, self._commands(typed[1:]))
            return
        turn, self._hits = self._turn, {}
        for at, finder in enumerate(self._finders):
            finder(self._place, self, typed, partial(self._show, turn, at))

    def _show(self, turn: int, at: int, found: tuple[Found, ...]) -> None:
        if turn != self._turn or not self.hasFocus():
            return
        self._hits[at] = found
        hits = tuple(hit for part in sorted(self._hits) for hit in self._hits[part])
        self.list.show_hits(hits, self.text().strip())
        self.listed.emit()

    def _commands(self, typed: str) -> tuple[Found, ...]:
        words = fold(typed).split()
        fitting = [action for action in self._actions if all(word in fold(tr(action.text)) for word in words)]
        return tuple(self._found(action) for action in fitting)

    def _found(self, action: ActionSpec) -> Found:
        key = action.key.replace("+", " ")
        return Found(tr(action.text), tr(str(action.menu)), key, lambda: self.acted.emit(action))

    def _open(self) -> None:
        hit = self.list.current()
        if hit is None:
            return
        self.list.hide()
        self.clear()
        self._came_from = []
        self.window().setFocus()
        hit.open()

    def _go_back(self) -> None:
        self.list.hide()
        self.clear()
        back, self._came_from = [*self._came_from, self.window()], []
        back[0].setFocus()


class _Results(QFrame):
    """The list below the box."""

    def __init__(self, box: Omnibox) -> None:
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
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setAccessibleName(tr("Found"))
        self._list.itemClicked.connect(lambda _: box._open())
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
        wide = max(self._box.width(), 560)
        left = corner.x() + self._box.width() - wide if self._box.isRightToLeft() else corner.x()
        high = min(max(hits, 1), _ROWS) * _HIGH + 14
        self._list.setFixedHeight(high - 14 if hits else 0)
        self.setGeometry(QRect(max(left, 4), corner.y(), wide, high))
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
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour_of("chosen"))
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


class SlashCalls(QObject):
    """`/` calls the box while no field has the keyboard."""

    def __init__(self, box: Omnibox) -> None:
        super().__init__(box)
        self._box = box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event ends here."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress or event.text() != "/":
            return False
        types = isinstance(watched, QWidget) and watched.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        if not types:
            self._box.call()
        return not types
