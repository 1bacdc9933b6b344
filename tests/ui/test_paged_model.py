"""The model of long lists: how much it keeps, what it asks for, and that no row is lost on the way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import BugError, KnownError, Storage
from hms_desktop.kernel.paging import Cursor, Page, PageRequest
from hms_desktop.ui.paged_model import Column, KeysetModel

Done = Callable[[Page[str]], None]
Failed = Callable[[KnownError | BugError], None]
NOWHERE = QModelIndex()


@dataclass
class Names:
    """A store of names. Answers wait until the test gives them, so that they can come late."""

    names: list[str]
    waiting: list[Callable[[], None]] = field(default_factory=list)
    asked: list[PageRequest] = field(default_factory=list)
    is_slow: bool = False
    refusal: KnownError | None = None

    def ask(self, request: PageRequest, done: Done, failed: Failed) -> None:
        self.asked.append(request)
        refusal = self.refusal

        def answer() -> None:
            if refusal:
                failed(refusal)
            else:
                done(self._page(request))

        if self.is_slow:
            self.waiting.append(answer)
        else:
            answer()

    def answer(self) -> None:
        for one in [*self.waiting]:
            self.waiting.remove(one)
            one()

    def _page(self, request: PageRequest) -> Page[str]:
        after = str(request.after.sort) if request.after else None
        if request.descending:
            end = bisect_left(self.names, after) if after is not None else len(self.names)
            found = self.names[max(0, end - request.size - 1) : end][::-1]
        else:
            start = bisect_right(self.names, after) if after is not None else 0
            found = self.names[start : start + request.size + 1]
        shown, more = found[: request.size], len(found) > request.size
        return Page(tuple(shown), Cursor(shown[-1], UUID(int=0)) if more else None)


def names(count: int) -> Names:
    return Names([f"n{at:05d}" for at in range(count)])


def model(store: Names, kept: int = 300) -> KeysetModel[str]:
    return KeysetModel((Column("Name", lambda row: row),), store.ask, kept)


def shown(made: KeysetModel[str]) -> list[str | None]:
    return [made.row(at) for at in range(made.rowCount())]


def scroll_to_the_end(made: KeysetModel[str]) -> None:
    while made.canFetchMore(NOWHERE):
        made.fetchMore(NOWHERE)


def test_a_list_is_read_page_by_page_to_its_end() -> None:
    store = names(250)
    made = model(store)
    made.begin()
    assert made.rowCount() == 100
    scroll_to_the_end(made)
    assert shown(made) == store.names
    assert made.is_whole


def test_of_a_long_list_only_so_many_rows_stay_in_memory() -> None:
    store = names(5_000)
    made = model(store)
    made.begin()
    scroll_to_the_end(made)
    assert made.rowCount() == 5_000
    assert made.in_memory <= 300
    assert made.row(4_999) == "n04999"


def test_what_went_out_of_memory_is_asked_for_again_when_it_is_looked_at(qtbot: QtBot) -> None:
    store = names(2_000)
    made = model(store)
    made.begin()
    scroll_to_the_end(made)
    first = made.index(0, 0)
    assert first.data() is None
    qtbot.waitUntil(lambda: first.data() == "n00000")
    assert made.in_memory <= 300


def test_a_jump_begins_in_the_middle_and_grows_at_both_ends() -> None:
    store = names(1_000)
    made = model(store)
    grown = list[int]()
    made.grew_above.connect(grown.append)
    made.begin(PageRequest(after=Cursor("n00500a", UUID(int=0))))
    assert made.row(0) == "n00501"
    made.fetch_above()
    made.fetch_above()
    assert grown == [100, 100]
    assert shown(made)[:300] == store.names[301:601]
    while len(grown) < 20 and sum(grown) < 501:
        made.fetch_above()
    assert sum(grown) == 501
    made.fetch_above()
    assert sum(grown) == 501


def test_a_page_that_was_asked_for_before_a_new_beginning_is_dropped() -> None:
    store = names(500)
    store.is_slow = True
    made = model(store)
    made.begin()
    made.begin(PageRequest(after=Cursor("n00300", UUID(int=0))))
    store.answer()
    assert shown(made)[0] == "n00301"
    assert made.rowCount() == 100


@pytest.mark.parametrize("at", ["n00000x", "n00050x", "n00099x", "n00150x"])
def test_after_a_row_came_in_no_other_one_is_lost_or_doubled(qtbot: QtBot, at: str) -> None:
    store = names(200)
    made = model(store)
    made.begin()
    scroll_to_the_end(made)
    insort(store.names, at)
    made.refresh()

    def is_whole() -> bool:
        for row in range(made.rowCount()):
            made.index(row, 0).data()
        scroll_to_the_end(made)
        return shown(made) == store.names

    qtbot.waitUntil(is_whole)


def test_after_a_row_went_the_others_stand() -> None:
    store = names(150)
    made = model(store)
    made.begin()
    scroll_to_the_end(made)
    store.names.remove("n00120")
    made.refresh()
    assert shown(made) == store.names


def test_a_refusal_is_told_and_can_be_tried_again(qtbot: QtBot) -> None:
    store = names(10)
    store.refusal = Storage("The disk is full", "", "")
    made = model(store)
    with qtbot.waitSignal(made.failed):
        made.begin()
    store.refusal = None
    made.begin()
    assert made.rowCount() == 10


def test_a_cell_speaks_for_screen_readers() -> None:
    store = names(1)
    made = model(store)
    made.begin()
    assert made.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "n00000"
    assert made.headerData(0, Qt.Orientation.Horizontal) == "Name"
