"""One's own inbox: who is told, what is news, and what is done with."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from hms_desktop.features.notifications.service import (
    FinishNotices,
    MarkRead,
    MyNotices,
    NotifyPeople,
    ReopenNotices,
    UnreadCount,
)
from hms_desktop.features.users.service import CloseAccount
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.paging import PageRequest
from tests.data import nasty
from tests.support import Desk, actor

DOCTOR = actor(Role.DOCTOR).user
NURSE = actor(Role.NURSE).user


def tell(desk: Desk, *accounts: UUID, title: str = "A patient was assigned to you", detail: str = "HALE, Ada") -> int:
    command = NotifyPeople(
        id=desk.id(), accounts=accounts, kind="assigned", title=title, detail=detail, page="chart", subject=UUID(int=5)
    )
    return desk.do(command, Role.RECEPTIONIST)


def uids(desk: Desk, role: str = Role.DOCTOR, *, is_done: bool = False) -> tuple[UUID, ...]:
    return tuple(row.uid for row in desk.ask(MyNotices(is_done=is_done), role).rows)


def test_each_who_is_told_finds_it_in_his_own_inbox(either_staffed: Desk) -> None:
    desk = either_staffed
    assert tell(desk, DOCTOR, NURSE, DOCTOR) == 2
    (row,) = desk.ask(MyNotices(), Role.DOCTOR).rows
    assert (row.title, row.detail, row.page, row.subject) == (
        "A patient was assigned to you", "HALE, Ada", "chart", UUID(int=5),
    )  # fmt: skip
    assert desk.ask(UnreadCount(), Role.DOCTOR) == desk.ask(UnreadCount(), Role.NURSE) == 1
    assert desk.ask(UnreadCount(), Role.CASHIER) == 0
    assert desk.faults() == []


def test_whoever_is_not_here_is_not_told(either_staffed: Desk) -> None:
    desk = either_staffed
    desk.do(CloseAccount(id=desk.id(), uid=NURSE), Role.ADMINISTRATOR)
    assert tell(desk, uuid4(), NURSE, DOCTOR) == 1
    assert tell(desk) == 0


def test_what_was_looked_at_is_no_news_any_more(either_staffed: Desk) -> None:
    desk = either_staffed
    tell(desk, DOCTOR)
    (uid,) = uids(desk)
    assert desk.do(MarkRead(id=desk.id(), uids=(uid,)), Role.DOCTOR) == 1
    assert desk.do(MarkRead(id=desk.id(), uids=(uid,)), Role.DOCTOR) == 0
    assert desk.ask(UnreadCount(), Role.DOCTOR) == 0
    assert uids(desk) == (uid,)


def test_what_is_done_leaves_the_inbox_and_can_come_back(either_staffed: Desk) -> None:
    desk = either_staffed
    tell(desk, DOCTOR)
    (uid,) = uids(desk)
    assert desk.do(FinishNotices(id=desk.id(), uids=(uid,)), Role.DOCTOR) == 1
    assert (uids(desk), uids(desk, is_done=True)) == ((), (uid,))
    assert desk.do(ReopenNotices(id=desk.id(), uids=(uid,)), Role.DOCTOR) == 1
    assert uids(desk) == (uid,)


def test_nobody_touches_somebody_elses_inbox(either_staffed: Desk) -> None:
    desk = either_staffed
    tell(desk, DOCTOR)
    (uid,) = uids(desk)
    for command in (MarkRead, FinishNotices, ReopenNotices):
        assert desk.do(command(id=desk.id(), uids=(uid,)), Role.NURSE) == 0
        assert desk.do(command(id=desk.id(), uids=()), Role.NURSE) == 0
    (row,) = desk.ask(MyNotices(), Role.DOCTOR).rows
    assert (row.read_at, row.done_at) == (None, None)


def test_who_may_not_read_names_is_told_without_them(staffed: Desk) -> None:
    tell(staffed, actor(Role.ADMINISTRATOR).user)
    (row,) = staffed.ask(MyNotices(), Role.ADMINISTRATOR).rows
    assert row.detail is None


def test_an_inbox_goes_on_where_the_page_before_ended_the_newest_first(either_staffed: Desk) -> None:
    desk = either_staffed
    for number in range(5):
        tell(desk, DOCTOR, detail=str(number))
    first = desk.ask(MyNotices(page=PageRequest(size=2)), Role.DOCTOR)
    then = desk.ask(MyNotices(page=PageRequest(first.next, 10)), Role.DOCTOR)
    assert [row.detail for row in (*first.rows, *then.rows)] == ["4", "3", "2", "1", "0"]
    assert then.next is None


def test_a_page_of_an_inbox_is_read_along_an_index(desk: Desk) -> None:
    sql = (
        "SELECT uid FROM notice WHERE account = x'00' AND done_at IS NULL AND (local_no, uid) < (9, x'00')"
        " ORDER BY local_no DESC, uid DESC LIMIT 5"
    )
    plan = " ".join(row[3] for row in desk.sql(f"EXPLAIN QUERY PLAN {sql}"))
    assert "USING INDEX ix_notice_open" in plan.replace("COVERING INDEX", "INDEX")
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("facts", [{"title": ""}, {"title": "x" * 121}, {"detail": "x" * 1_000_000}])
def test_a_notice_of_no_title_or_a_megabyte_is_refused(staffed: Desk, facts: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        tell(staffed, DOCTOR, **facts)


def test_odd_text_comes_back_cleaned(either_staffed: Desk) -> None:
    from hms_desktop.kernel.text import clean

    desk, taken = either_staffed, 0
    for typed in nasty.TEXTS:
        try:
            tell(desk, DOCTOR, detail=typed)
        except Invalid:
            assert len(clean(typed)) > 500
            continue
        taken += 1
        assert desk.ask(MyNotices(), Role.DOCTOR).rows[0].detail == clean(typed)
    assert taken > len(nasty.TEXTS) // 2
