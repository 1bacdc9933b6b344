"""A list whose rows stand in groups under heads of their own, such as the board of a day: filtered by typing, groups
folded by Enter, and brought up to date in place, so that whoever is selected stays selected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from hms_desktop.kernel.text import fold
from hms_desktop.ui.list_view import ListView, RowDelegate
from hms_desktop.ui.paged_model import Column, Index, RowModel
from hms_desktop.ui.theme import colour_of, small, strong
from hms_desktop.ui.words import tr

R = TypeVar("R")

_PAD: Final = 12
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True)
class Group(Generic[R]):
    """Rows under one head. `key` stays the same while title and rows change."""

    key: str
    title: str
    rows: tuple[R, ...]
    is_folded: bool = False
    """Whether it is folded until somebody unfolds it."""


class GroupedModel(RowModel[R]):
    """Heads and rows as lines of one table. `name` is what a row is filtered by, `key` what it is known again by."""

    def __init__(self, columns: Sequence[Column[R]], name: Callable[[R], str], key: Callable[[R], object]) -> None:
        super().__init__()
        self._columns, self._name, self.key_of = tuple(columns), name, key
        self._groups: tuple[Group[R], ...] = ()
        self._turned: set[str] = set()
        self._filter = ""
        self._lines: list[Group[R] | R] = []

    # What whoever shows it does.

    def show_groups(self, groups: Iterable[Group[R]]) -> None:
        """Other rows; what was folded or unfolded by hand stays so."""
        self._groups = tuple(groups)
        self._lay()

    def filter_by(self, typed: str) -> None:
        """Only rows whose name has every typed word, and all groups unfolded; nothing typed shows all."""
        self._filter = typed
        self._lay()

    def turn(self, at: int) -> bool:
        """Folds or unfolds the group whose head this is; whether it was one."""
        line = self._lines[at] if 0 <= at < len(self._lines) else None
        if not isinstance(line, Group):
            return False
        self._turned ^= {line.key}
        self._lay()
        return True

    def place_of(self, key: object) -> int:
        """Where the row of this key stands, or -1."""
        found = (at for at, line in enumerate(self._lines) if not isinstance(line, Group) and self.key_of(line) == key)
        return next(found, -1)

    def first(self) -> int:
        """The first row, or -1."""
        return next((at for at, line in enumerate(self._lines) if not isinstance(line, Group)), -1)

    def head(self, at: int) -> Group[R] | None:
        """The group whose head this line is."""
        line = self._lines[at] if 0 <= at < len(self._lines) else None
        return line if isinstance(line, Group) else None

    def is_folded(self, group: Group[R]) -> bool:
        """Whether its rows are hidden now."""
        return not self._filter and (group.is_folded != (group.key in self._turned))

    # What a list asks.

    def row(self, at: int) -> R | None:
        line = self._lines[at] if 0 <= at < len(self._lines) else None
        return None if isinstance(line, Group) else line

    # What Qt asks.

    def rowCount(self, parent: Index | None = None) -> int:
        """Heads and rows."""
        return 0 if parent and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """As many as were declared."""
        return 0 if parent and parent.isValid() else len(self._columns)

    def headerData(self, section: int, way: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: ANN401
        """The columns' heads."""
        return self._columns[section].head if way is Qt.Orientation.Horizontal and role == _DISPLAY else None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:  # noqa: ANN401
        """What stands in a cell, also for who reads it aloud."""
        if role not in (_DISPLAY, _ACCESSIBLE):
            return None
        line = self._lines[index.row()]
        if isinstance(line, Group):
            return f"{line.title} · {len(line.rows)}" if index.column() == 0 else None
        column = self._columns[index.column()]
        chip = column.chip(line) if role == _ACCESSIBLE else None
        return f"{column.text(line)} {chip.text}".strip() if chip else column.text(line)

    def _lay(self) -> None:
        words = fold(self._filter).split()
        self.beginResetModel()
        self._lines = []
        for group in self._groups:
            rows = tuple(row for row in group.rows if all(word in fold(self._name(row)) for word in words))
            if rows:
                shown = Group(group.key, group.title, rows, group.is_folded)
                self._lines += [shown, *(() if self.is_folded(shown) else rows)]
        self.endResetModel()


class GroupedList(ListView):
    """The list. Letters filter, Backspace and Esc take them back, Enter opens a row or folds a group."""

    filtered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setItemDelegate(_GroupDelegate(self))
        self.typed_text = ""

    def bring_up(self, groups: Iterable[Group[Any]]) -> None:
        """The same list as it is now; selection and place are kept."""
        self._kept(lambda model: model.show_groups(groups))

    def filter_by(self, typed: str) -> None:
        """Shows only who fits what was typed."""
        self.typed_text = typed
        self._kept(lambda model: model.filter_by(typed))
        if self.current() is None:
            self.choose(self._model().first())
        self.filtered.emit(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters filter; the rest is the list's own."""
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        key, text = event.key(), event.text()
        at = self.currentIndex().row()
        if held:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape and self.typed_text:
            self.filter_by("")
        elif key == Qt.Key.Key_Backspace and self.typed_text:
            self.filter_by(self.typed_text[:-1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._model().head(at):
            self._turn(at)
        elif (text.strip() and text.isprintable()) or (text == " " and self.typed_text):
            self.filter_by(self.typed_text + text)
        else:
            super().keyPressEvent(event)

    def choose_key(self, key: object) -> None:
        """Puts the keyboard on the row of this key, if it is there."""
        at = self._model().place_of(key)
        if at >= 0:
            self.choose(at)

    def _turn(self, at: int) -> None:
        self._model().turn(at)
        self.choose(at)

    def _kept(self, change: Callable[[GroupedModel[Any]], None]) -> None:
        model, row, bar = self._model(), self.current(), self.verticalScrollBar()
        at, place, key = self.currentIndex().row(), bar.value(), None if row is None else model.key_of(row)
        change(model)
        self._span()
        found = model.place_of(key) if row is not None else -1
        if found < 0:
            found = min(at, model.rowCount() - 1) if at >= 0 else model.first()
        self.choose(found)
        bar.setValue(place)

    def _span(self) -> None:
        """A head goes over all columns."""
        model = self._model()
        self.clearSpans()
        for at in range(model.rowCount()):
            if model.head(at):
                self.setSpan(at, 0, 1, model.columnCount())

    def _model(self) -> GroupedModel[Any]:
        model = self.model()
        assert isinstance(model, GroupedModel)
        return model


class _GroupDelegate(RowDelegate):
    """Paints heads as quiet bands, and rows as every list does."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        view, model = self.parent(), index.model()
        assert isinstance(view, GroupedList)
        assert isinstance(model, GroupedModel)
        head = model.head(index.row())
        if head is None:
            super().paint(painter, option, index)
            return
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, colour_of("chosen" if is_chosen else "ground"))
        painter.setPen(colour_of("hairline"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.setPen(colour_of("muted"))
        painter.setFont(strong(small(view.font())))
        folded = f"  ·  {tr('Enter shows them')}" if model.is_folded(head) else ""
        room = QRect(option.rect.adjusted(_PAD, 0, -_PAD, 0))
        flags = QStyle.visualAlignment(view.layoutDirection(), Qt.AlignmentFlag.AlignLeading)
        painter.drawText(room, int(flags | Qt.AlignmentFlag.AlignVCenter), f"{head.title} · {len(head.rows)}{folded}")
        painter.restore()
