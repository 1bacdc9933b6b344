"""The inbox on the screen: its number in the rail, what is new, keys, a quiet word about what came, hostile text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hms_desktop.features.notifications.domain import NoticeRow
from hms_desktop.features.notifications.service import FinishNotices, MarkRead, MyNotices, ReopenNotices
from hms_desktop.features.notifications.ui.inbox_page import InboxPage
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.paging import Page
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.ui.keys import press
from tests.ui.shown import fake_acts, nameless, settled, window_of
from tests.ui.stays import NOW, FakeActs

HOSTILE = "<img src=x onerror=alert(1)>\u202egnp\r\nBcc: x" + "x" * 300


def notice(number: int, **facts: Any) -> NoticeRow:  # noqa: ANN401
    made = NoticeRow(
        UUID(int=number), 1, "assigned", "A patient was assigned to you", f"HALE, Ada {number}", "settings", None,
        NOW + timedelta(minutes=number), None, None,
    )  # fmt: skip
    return replace(made, **facts)


@dataclass
class Inbox:
    """What the store would hold."""

    rows: list[NoticeRow] = field(default_factory=list)

    def page(self, query: MyNotices) -> Page[NoticeRow]:
        found = [row for row in self.rows if (row.done_at is not None) == query.is_done]
        return Page(tuple(sorted(found, key=lambda row: row.at, reverse=True)))

    def unread(self, _: object) -> int:
        return sum(row.read_at is None and row.done_at is None for row in self.rows)

    def change(self, command: MarkRead | FinishNotices | ReopenNotices) -> int:
        what = {MarkRead: {"read_at": NOW}, FinishNotices: {"done_at": NOW}, ReopenNotices: {"done_at": None}}
        self.rows = [replace(row, **what[type(command)]) if row.uid in command.uids else row for row in self.rows]  # type: ignore[arg-type]
        return 1


def shown(qtbot: QtBot, jobs: Jobs, *rows: NoticeRow, page: str = "inbox") -> tuple[MainWindow, FakeActs, Inbox]:
    inbox = Inbox(list(rows))
    acts = fake_acts(
        "notice.own", "settings.own", MyNotices=inbox.page, UnreadCount=inbox.unread, MarkRead=inbox.change,
        FinishNotices=inbox.change, ReopenNotices=inbox.change,
    )  # fmt: skip
    window = window_of(qtbot, jobs, acts, page)
    settled(qtbot, jobs)
    return window, acts, inbox


def page_of(window: MainWindow) -> InboxPage:
    assert isinstance(window.page, InboxPage)
    return window.page


def tell(acts: FakeActs) -> None:
    """A commit that touched notices, as the bus says it."""
    for heard in list(acts.person.heard):
        heard(Changes({"notice": None}))


def count(window: MainWindow) -> str:
    return window.rail._buttons["inbox"].accessibleName()


def test_the_rail_says_how_much_is_new_and_keeps_saying_it(qtbot: QtBot, jobs: Jobs) -> None:
    window, acts, inbox = shown(qtbot, jobs, notice(1), notice(2), notice(3, read_at=NOW), page="settings")
    assert count(window) == "Inbox, 2"
    inbox.rows = [replace(row, read_at=NOW) for row in inbox.rows]
    tell(acts)
    qtbot.waitUntil(lambda: count(window) == "Inbox")


def test_several_changes_at_once_are_counted_and_the_last_one_holds(qtbot: QtBot, jobs: Jobs) -> None:
    window, acts, inbox = shown(qtbot, jobs, page="settings")
    for number in range(1, 6):
        inbox.rows.append(notice(number))
        tell(acts)
    qtbot.waitUntil(lambda: count(window) == "Inbox, 5")


def test_enter_leads_to_the_thing_and_it_is_read(qtbot: QtBot, jobs: Jobs) -> None:
    window, _, inbox = shown(qtbot, jobs, notice(1))
    press(qtbot, page_of(window).list.view, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert window.page is not None
    assert window.page.objectName() == "settings"
    assert inbox.rows[0].read_at is not None


def test_del_is_done_with_it_and_ctrl_z_brings_it_back(qtbot: QtBot, jobs: Jobs) -> None:
    window, acts, inbox = shown(qtbot, jobs, notice(1), notice(2))
    page = page_of(window)
    press(qtbot, page.list.view, Qt.Key.Key_Delete)
    settled(qtbot, jobs)
    assert [row.done_at is not None for row in inbox.rows] == [False, True]
    assert "Done: A patient was assigned to you" in window.toast.text()
    tell(acts)
    settled(qtbot, jobs)
    assert page.list.model.rowCount() == 1
    window.undo()
    settled(qtbot, jobs)
    assert all(row.done_at is None for row in inbox.rows)


def test_what_is_done_is_shown_when_asked_for_and_comes_back_from_there(qtbot: QtBot, jobs: Jobs) -> None:
    window, _, inbox = shown(qtbot, jobs, notice(1, done_at=NOW, read_at=NOW))
    page = page_of(window)
    assert page.list.quiet.text().startswith("Nothing new")
    page.toggle_done()
    settled(qtbot, jobs)
    assert (page.panel.title.text(), page.list.model.rowCount()) == ("Done", 1)
    page.finish()
    settled(qtbot, jobs)
    assert inbox.rows[0].done_at is None


def test_who_has_it_before_him_for_a_moment_has_read_it(qtbot: QtBot, jobs: Jobs) -> None:
    window, _, inbox = shown(qtbot, jobs, notice(1))
    page = page_of(window)
    assert page._seen.isActive()
    page._seen.timeout.emit()
    settled(qtbot, jobs)
    assert inbox.rows[0].read_at is not None


def test_a_notice_that_leads_nowhere_offers_no_way(qtbot: QtBot, jobs: Jobs) -> None:
    window, _, _ = shown(qtbot, jobs, notice(1, page=""))
    assert not page_of(window).go.isEnabled()
    page_of(window).primary()
    assert page_of(window).isVisible()


# A quiet word.


def test_what_comes_in_while_somebody_works_is_said_without_taking_the_keyboard(qtbot: QtBot, jobs: Jobs) -> None:
    window, acts, inbox = shown(qtbot, jobs, notice(1), page="settings")
    before = window.focusWidget()
    assert window.toast.text() == ""
    inbox.rows.append(notice(2))
    tell(acts)
    qtbot.waitUntil(lambda: window.toast.text() == "New in your inbox: A patient was assigned to you")
    assert window.focusWidget() is before


def test_reading_ones_own_inbox_is_no_news(qtbot: QtBot, jobs: Jobs) -> None:
    window, acts, inbox = shown(qtbot, jobs, notice(1), page="settings")
    inbox.rows = [replace(row, read_at=NOW) for row in inbox.rows]
    tell(acts)
    settled(qtbot, jobs)
    assert window.toast.text() == ""


def test_several_that_come_at_once_are_said_in_one_sentence(qtbot: QtBot, jobs: Jobs) -> None:
    window, acts, inbox = shown(qtbot, jobs, page="settings")
    inbox.rows += [notice(number) for number in range(10, 13)]
    tell(acts)
    qtbot.waitUntil(lambda: window.toast.text() == "New in your inbox: 3 notices")


def test_news_wait_for_a_way_back_that_stands_there(qtbot: QtBot, jobs: Jobs) -> None:
    window, _, _ = shown(qtbot, jobs, notice(1))
    press(qtbot, page_of(window).list.view, Qt.Key.Key_Delete)
    settled(qtbot, jobs)
    window.place.note("New in your inbox: something")
    assert window.toast.text().startswith("Done")
    window.toast._time.timeout.emit()
    assert window.toast.text() == "New in your inbox: something"
    window.toast._time.timeout.emit()
    assert window.toast.text() == ""


# Whatever is written in it.


def test_hostile_text_is_shown_as_text_in_one_line(qtbot: QtBot, jobs: Jobs) -> None:
    window, _, _ = shown(qtbot, jobs, notice(1, title=HOSTILE[:120], detail=HOSTILE))
    page = page_of(window)
    window.grab()
    assert page.about.textFormat() is Qt.TextFormat.PlainText
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in page.findChildren(QLabel) if one.text())
    assert window.width() <= 1280
    assert nameless(window) == []


def test_every_key_of_the_inbox_is_on_its_sheet(qtbot: QtBot, jobs: Jobs) -> None:
    window, _, _ = shown(qtbot, jobs, notice(1))
    keys = {spec.id: spec.key for spec in window.actions_here}
    assert (keys["go.inbox"], keys["inbox.finish"]) == ("Ctrl+8", "Del")
