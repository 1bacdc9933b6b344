"""One model for every long list: pages by key, asked for off the window's thread, and only some of them kept.

Rows that were passed are remembered as places: scrolling a million rows keeps two thousand in memory, and what scrolled
out is asked for again when it is looked at. A list that begins in the middle (a jump to a name) grows at both ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Cursor, Page, PageRequest

R = TypeVar("R")

KEPT: Final = 2_000
"""Rows in memory at the most."""

ROW: Final = int(Qt.ItemDataRole.UserRole)
"""The row itself."""

TONE: Final = ROW + 1
STRONG: Final = ROW + 2
CHIP: Final = ROW + 3


def _spoken(column: Column[R], row: R) -> str:
    chip = column.chip(row)
    return f"{column.text(row)} {chip.text}" if chip else column.text(row)


_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_FIGURES: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex
Ask = Callable[[PageRequest, Callable[[Page[R]], None], Callable[[KnownError | BugError], None]], object]


@dataclass(frozen=True)
class Chip:
    """A word on a coloured field behind a cell's text, such as «name alert»."""

    text: str
    tone: Tone = Tone.WARN


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column: its head, what a row says in it, and how it looks."""

    head: str
    text: Callable[[R], str]
    width: int = 0
    is_strong: bool = False
    tone: Callable[[R], Tone] = lambda _: Tone.PLAIN
    chip: Callable[[R], Chip | None] = lambda _: None
    is_figure: bool = False
    may_hide: bool = False
    """In a narrow window it gives its room to the others, the last such column first."""


@dataclass
class _Stretch(Generic[R]):
    """Rows of one page; `rows` is None while they are out of memory. `is_backward` when it was asked for upwards."""

    asked: PageRequest
    count: int
    rows: tuple[R, ...] | None
    next: Cursor | None
    is_backward: bool = False


class RowModel(QAbstractTableModel, Generic[R]):
    """What a list of the house shows: rows by place, some of which may be out of memory or are no rows at all."""

    def row(self, at: int) -> R | None:
        """The row at this place, if there is one."""
        raise NotImplementedError(at)  # Qt's metaclass leaves no room for ABC's

    def looked_at(self, at: int) -> R | None:
        """The same for who paints it."""
        return self.row(at)


class KeysetModel(RowModel[R]):
    """Rows by key. `ask` gets a page request and what to do with the page; whoever made the model knows the query."""

    failed = Signal(object)
    filled = Signal()
    grew_above = Signal(int)
    """So many rows came in before the first one; the view keeps its place."""

    def __init__(self, columns: Sequence[Column[R]], ask: Ask[R], kept: int = KEPT) -> None:
        super().__init__()
        self._columns, self._ask, self._kept = tuple(columns), ask, kept
        self._stretches: list[_Stretch[R]] = []
        self._starts = [0]
        self._first = PageRequest()
        self._generation = 0
        self._asking: set[tuple[str, int]] = set()
        self._is_whole = self._is_whole_above = False
        self._seen: list[int] = []
        self._wanted: set[int] = set()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._ask_wanted)

    # What whoever shows it does.

    def begin(self, first: PageRequest | None = None) -> None:
        """Forgets all rows and asks for the first page, or for the one after a jump."""
        self.beginResetModel()
        self._generation += 1
        self._stretches, self._asking, self._seen = [], set(), []
        self._count()
        self._wanted.clear()
        self._first = first or replace(self._first, after=None)
        self._is_whole, self._is_whole_above = False, self._first.after is None
        self.endResetModel()
        self._ask_page("below", self._first, self._append)

    def refresh(self) -> None:
        """Asks again for what is in memory and in sight: records changed."""
        for at, stretch in enumerate(self._stretches):
            if stretch.rows is not None:
                self._ask_again(at)

    def fetch_above(self) -> None:
        """Asks for what stands before the first row, after a jump."""
        if self._is_whole_above or not self._stretches:
            return
        top = self._stretches[0]
        after = top.next if top.is_backward else self._first.after
        request = replace(self._first, after=after, descending=not self._first.descending)
        self._ask_page("above", request, self._prepend)

    def row(self, at: int) -> R | None:
        """The row at this place, if it is in memory."""
        where = self._where(at)
        if where is None or self._stretches[where[0]].rows is None:
            return None
        rows = self._stretches[where[0]].rows
        return rows[where[1]] if rows else None

    @property
    def in_memory(self) -> int:
        return sum(stretch.count for stretch in self._stretches if stretch.rows is not None)

    @property
    def is_whole(self) -> bool:
        return self._is_whole

    @property
    def is_asking(self) -> bool:
        return bool(self._asking)

    # What Qt asks.

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows passed so far."""
        return 0 if parent and parent.isValid() else self._starts[-1]

    def columnCount(self, parent: Index | None = None) -> int:
        """As many as were declared."""
        return 0 if parent and parent.isValid() else len(self._columns)

    def canFetchMore(self, _parent: Index) -> bool:
        """Whether there is more below that is not being asked for yet."""
        return not self._is_whole and not any(way == "below" for way, _ in self._asking)

    def fetchMore(self, _parent: Index) -> None:
        """Asks for the next page below and returns at once."""
        last = self._last_forward()
        if last is not None and last.next is not None:
            self._ask_page("below", replace(self._first, after=last.next), self._append)

    def headerData(self, section: int, way: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:  # noqa: ANN401
        """The columns' heads."""
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].head
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:  # noqa: ANN401
        """What stands in a cell; a row that is out of memory is asked for again and says nothing meanwhile."""
        row = self.looked_at(index.row())
        return None if row is None else self._said(self._columns[index.column()], row, role)

    def looked_at(self, at: int) -> R | None:
        """The row at this place, for who paints it: it counts as looked at, and is asked for again if it is out."""
        where = self._where(at)
        if where is None:
            return None
        rows = self._stretches[where[0]].rows
        if rows is None:
            self._wanted.add(where[0])
            self._later.start()
            return None
        self._touch(where[0])
        return rows[where[1]]

    def _said(self, column: Column[R], row: R, role: int) -> Any:  # noqa: ANN401
        """Asked several times for each cell that is painted, so nothing is made here that is not wanted."""
        if role == _DISPLAY:
            return column.text(row)
        if role == TONE:
            return column.tone(row)
        if role == STRONG:
            return column.is_strong
        if role == CHIP:
            return column.chip(row)
        return self._seldom_said(column, row, role)

    @staticmethod
    def _seldom_said(column: Column[R], row: R, role: int) -> Any:  # noqa: ANN401
        if role == ROW:
            return row
        if role == _ALIGNMENT:
            return _FIGURES if column.is_figure else None
        return _spoken(column, row) if role == _ACCESSIBLE else None

    # Pages as they come.

    def _ask_page(self, way: str, request: PageRequest, take: Callable[[PageRequest, Page[R]], None]) -> None:
        generation, key = self._generation, (way, 0)
        if key in self._asking:
            return
        self._asking.add(key)
        self._ask(
            request,
            lambda page: self._take(generation, key, lambda: take(request, page)),
            lambda error: self._take(generation, key, lambda: self.failed.emit(error)),
        )

    def _take(self, generation: int, key: tuple[str, int], act: Callable[[], object]) -> None:
        """A page that was asked for before a new beginning is late, and is dropped."""
        if generation != self._generation:
            return
        self._asking.discard(key)
        act()
        self.filled.emit()

    def _append(self, request: PageRequest, page: Page[R]) -> None:
        self._is_whole = page.next is None
        if page.rows:
            count = self.rowCount()
            self.beginInsertRows(QModelIndex(), count, count + len(page.rows) - 1)
            self._stretches.append(_Stretch(request, len(page.rows), page.rows, page.next))
            self._count()
            self._touch(len(self._stretches) - 1)
            self.endInsertRows()
            self._forget()

    def _prepend(self, request: PageRequest, page: Page[R]) -> None:
        self._is_whole_above = page.next is None
        if page.rows:
            self.beginInsertRows(QModelIndex(), 0, len(page.rows) - 1)
            rows = tuple(reversed(page.rows))
            self._stretches.insert(0, _Stretch(request, len(rows), rows, page.next, is_backward=True))
            self._count()
            self._seen = [0, *(at + 1 for at in self._seen)]
            self._wanted = {at + 1 for at in self._wanted}
            self.endInsertRows()
            self.grew_above.emit(len(rows))
            self._forget()

    def _ask_wanted(self) -> None:
        for at in sorted(self._wanted):
            self._ask_again(at)
        self._wanted.clear()

    def _ask_again(self, at: int) -> None:
        stretch = self._stretches[at]
        generation, key = self._generation, ("again", id(stretch))
        if key in self._asking:
            return
        self._asking.add(key)
        request = replace(stretch.asked, size=max(stretch.count, 1))
        self._ask(
            request,
            lambda page: self._take(generation, key, lambda: self._put_back(stretch, page)),
            lambda error: self._take(generation, key, lambda: self.failed.emit(error)),
        )

    def _put_back(self, stretch: _Stretch[R], page: Page[R]) -> None:
        """The same place again. If rows came in or went meanwhile, it ends elsewhere, and the next one begins there."""
        at = next(i for i, one in enumerate(self._stretches) if one is stretch)
        start = sum(one.count for one in self._stretches[:at])
        rows = tuple(reversed(page.rows)) if stretch.is_backward else page.rows
        if len(rows) < stretch.count:
            self.beginRemoveRows(QModelIndex(), start + len(rows), start + stretch.count - 1)
            stretch.count, stretch.rows = len(rows), rows
            self._count()
            self.endRemoveRows()
        stretch.rows = rows
        self._move_following(at, page.next)
        if stretch.count:
            last = self.index(start + stretch.count - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(start, 0), last)
        self._touch(at)
        self._forget()

    def _move_following(self, at: int, end: Cursor | None) -> None:
        stretch = self._stretches[at]
        is_moved, stretch.next = end != stretch.next, end
        if at + 1 == len(self._stretches) and not stretch.is_backward:
            self._is_whole = end is None
        below = self._stretches[at + 1] if at + 1 < len(self._stretches) else None
        if is_moved and end and below and not stretch.is_backward and not below.is_backward:
            below.asked = replace(below.asked, after=end)
            below.rows = None

    def _last_forward(self) -> _Stretch[R] | None:
        last = self._stretches[-1] if self._stretches else None
        return last if last and not last.is_backward else None

    def _where(self, at: int) -> tuple[int, int] | None:
        """Which stretch, and which row in it."""
        if not 0 <= at < self.rowCount():
            return None
        number = bisect_right(self._starts, at) - 1
        return number, at - self._starts[number]

    def _count(self) -> None:
        """Where each stretch begins: looked up for every cell that is painted."""
        self._starts = [0, *accumulate(stretch.count for stretch in self._stretches)]

    def _touch(self, at: int) -> None:
        if not self._seen or self._seen[-1] != at:
            self._seen = [one for one in self._seen if one != at]
            self._seen.append(at)

    def _forget(self) -> None:
        """What was looked at longest ago goes out of memory."""
        kept = self.in_memory
        for at in list(self._seen):
            if kept <= self._kept:
                return
            stretch = self._stretches[at]
            if stretch.rows is not None and at != self._seen[-1]:
                kept -= stretch.count
                stretch.rows = None
                self._seen.remove(at)
