"""A transaction is whole or nothing, one writer at a time, and says what it changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import func, select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.changes import LIMIT
from hms_desktop.kernel.errors import NotFound, Stale, Storage
from hms_desktop.kernel.messages import Operation
from tests import samples
from tests.samples import Child, Parent, Sample
from tests.support import Desk, actor, alone

DOCTOR = actor(Role.DOCTOR)
TABLES = ("sample", "parent", "child", "journal", "journal_value", "outcome", "op_ctx", "pending")


@pytest.fixture
def sampled(either_desk: Desk) -> Desk:
    return samples.lay_out(either_desk)


def counts(desk: Desk) -> dict[str, int]:
    return {name: desk.sql(f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}


class Stopped(BaseException):
    """As when the program is told to stop in the middle."""


def leave_by_error(_: Work) -> None:
    raise ValueError("no")


def leave_by_stopping(_: Work) -> None:
    raise Stopped


def leave_by_the_database(work: Work) -> None:
    work.rows.connection.exec_driver_sql("SELECT nosuch")


def leave_by_a_constraint(work: Work) -> None:
    work.rows.add(Parent, {"name": "taken"})


LEAVING = (leave_by_error, leave_by_stopping, leave_by_the_database, leave_by_a_constraint)


def write_and_leave(desk: Desk, leave: Callable[[Work], None]) -> None:
    with desk.writing() as work:
        parent = work.rows.add(Parent, {"name": "new"})
        work.rows.add(Child, {"parent": parent})
        work.record("opened", "parent", parent)
        work.keep_answer(b"", b"1")
        leave(work)


@pytest.mark.parametrize("leave", LEAVING)
def test_whatever_goes_wrong_leaves_nothing_behind(sampled: Desk, leave: Callable[[Work], None]) -> None:
    with sampled.writing() as work:
        work.rows.add(Parent, {"name": "taken"})
    before = counts(sampled)
    with pytest.raises(BaseException, match=r".*"):
        write_and_leave(sampled, leave)
    assert counts(sampled) == before
    with sampled.writing() as work:
        work.rows.add(Parent, {"name": "new"})
    assert counts(sampled)["parent"] == 2
    assert sampled.faults() == []


def test_after_a_commit_no_context_is_left_and_the_next_raw_write_fails(sampled: Desk) -> None:
    with sampled.writing() as work:
        work.rows.add(Sample, {})
    assert counts(sampled)["op_ctx"] == 0
    with pytest.raises(Exception, match="hms:context"):
        sampled.sql("UPDATE sample SET words = 'x'")


def test_the_journal_says_who_did_what_on_which_device_and_why(sampled: Desk) -> None:
    elsewhere = actor(Role.NURSE, device=UUID(int=9))
    operation = Operation(sampled.id(), "TestCommand", elsewhere, "a reason «ö»")
    with sampled.store.write(operation, alone) as work:
        uid = work.rows.add(Sample, {"words": "x"})
    ((txn, person, device, command, entity, entity_id, reason),) = sampled.sql(
        "SELECT txn, actor, device, command, entity, entity_id, reason FROM journal JOIN journal_value USING (seq)"
    )
    bind = sampled.engine.bind
    assert (txn, person, device) == (bind(operation.txn), bind(elsewhere.user), bind(UUID(int=9)))
    assert (command, entity, entity_id, reason) == ("TestCommand", "sample", bind(uid), "a reason «ö»")


def test_a_question_cannot_write(sampled: Desk) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"), sampled.reading() as work:
        work.rows.add(Sample, {"words": "x"})
    with pytest.raises(Exception, match=r"(?i)read.?only"), sampled.reading() as work:
        work.rows.connection.exec_driver_sql("DELETE FROM journal")
    with pytest.raises(Exception, match=r"(?i)read.?only|hms:context"), sampled.reading() as work:
        work.record("opened", "sample", None)  # PostgreSQL misses the context first
    assert counts(sampled)["journal"] == 0
    with sampled.writing() as work:
        work.rows.add(Sample, {"words": "x"})
    assert counts(sampled)["journal"] == 1


def test_a_question_sees_one_moment_however_long_it_looks(sampled: Desk) -> None:
    with sampled.reading() as work:
        before = work.rows.all(select(Sample.uid))
        thread = threading.Thread(target=_write_one, args=(sampled,))
        thread.start()
        thread.join()
        assert work.rows.all(select(Sample.uid)) == before == []
    with sampled.reading() as work:
        assert len(work.rows.all(select(Sample.uid))) == 1


def _write_one(desk: Desk) -> None:
    with desk.writing() as work:
        work.rows.add(Sample, {"words": threading.current_thread().name})


def test_writers_wait_for_one_another_and_all_succeed(sampled: Desk) -> None:
    failed: list[BaseException] = []
    start = threading.Barrier(4)

    def write(number: int) -> None:
        try:
            start.wait()
            for turn in range(12):
                with sampled.writing() as work:
                    last = work.rows.value(select(Sample.number).order_by(Sample.number.desc()).limit(1)) or 0
                    work.rows.add(Sample, {"number": last + 1, "words": f"{number} {turn}"})
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [number for (number,) in sampled.sql("SELECT number FROM sample ORDER BY number")] == list(range(1, 49))
    assert sampled.faults() == []
    assert len(sampled.sql("SELECT seq FROM journal")) == 48


def test_a_writer_that_waits_in_the_database_lets_the_others_work(sampled: Desk) -> None:
    """Were the interpreter held while waiting, the two would wait for one another for ever."""
    begun, done = threading.Event(), threading.Event()

    def write() -> None:
        begun.set()
        _write_one(sampled)
        done.set()

    thread = threading.Thread(target=write)
    with sampled.writing() as work:
        thread.start()
        begun.wait()
        for number in range(300):
            work.rows.add(Sample, {"number": number})
        assert not done.is_set()
    thread.join()
    assert done.is_set()
    assert counts(sampled)["sample"] == 301


def test_what_changed_is_read_back_by_kind(sampled: Desk) -> None:
    with sampled.writing() as work:
        parent = work.rows.add(Parent, {"name": "p"})
        gone = work.rows.add(Sample, {"words": "x"})
        work.record("opened", "report", parent)
    with sampled.writing() as again:
        again.rows.change(Parent, parent, 1, {"name": "q"})
        again.rows.remove(Sample, gone)
        child = again.rows.add(Child, {"parent": parent})
    with sampled.writing() as idle:
        idle.record("printed", "report", parent)
    assert work.changes.by_kind == {"parent": frozenset({parent}), "sample": frozenset({gone})}
    assert again.changes.by_kind == {
        "parent": frozenset({parent}),
        "sample": frozenset({gone}),
        "child": frozenset({child}),
    }
    assert not idle.changes


def test_many_changes_of_one_kind_are_the_whole_kind_and_do_not_hide_another(sampled: Desk) -> None:
    with sampled.writing() as work:
        work.rows.add_many(Sample, [{"number": number} for number in range(LIMIT + 5)])
        parent = work.rows.add(Parent, {"name": "p"})
    assert work.changes.by_kind == {"sample": None, "parent": frozenset({parent})}


def test_one_thing_that_changed_very_often_does_not_hide_its_neighbour(sampled: Desk) -> None:
    with sampled.writing() as work:
        one, other = (work.rows.add(Sample, {"number": number}) for number in (0, 0))
    place = "?" if sampled.engine.dialect == "sqlite" else "%s"
    with sampled.writing() as work:
        statement = f"UPDATE sample SET number = number + 1 WHERE uid = {place}"
        work.rows.connection.exec_driver_sql(statement, [(sampled.engine.bind(one),)] * (LIMIT + 1))
        work.rows.connection.exec_driver_sql(statement, (sampled.engine.bind(other),))
    assert work.changes.touches("sample", one)
    assert work.changes.touches("sample", other)


def test_saving_over_a_newer_version_says_when_and_by_whom_it_was_saved(sampled: Desk) -> None:
    with sampled.writing() as work:
        uid = work.rows.add(Sample, {"words": "first"})
    sampled.clock.advance(3600)
    nurse = actor(Role.NURSE)
    with sampled.writing(by=nurse) as work:
        work.rows.change(Sample, uid, 1, {"words": "second"})
    sampled.clock.advance(3600)
    with pytest.raises(Stale, match="09:00 UTC") as info, sampled.writing() as work:
        work.rows.change(Sample, uid, 1, {"words": "third"})
    assert (info.value.values["actor"], info.value.values["device"]) == (nurse.user, nurse.device)
    assert sampled.sql("SELECT words, version FROM sample") == [("second", 2)]


def test_what_is_not_there_is_not_found(sampled: Desk) -> None:
    nobody = sampled.id()
    acts: tuple[Callable[[Work], object], ...] = (
        lambda work: work.rows.change(Sample, nobody, 1, {"words": "x"}),
        lambda work: work.rows.remove(Sample, nobody),
        lambda work: work.rows.version(Sample, nobody),
        lambda work: work.rows.one(select(Sample.uid).where(Sample.uid == nobody), "The sample"),
    )
    for act in acts:
        with pytest.raises(NotFound), sampled.writing() as work:
            act(work)


def test_the_witness_hears_of_each_commit_that_left_an_entry(sampled: Desk) -> None:
    with sampled.writing() as work:
        work.rows.add(Sample, {})
        work.rows.add(Sample, {})
    with pytest.raises(ValueError, match="no"):
        write_and_leave(sampled, leave_by_error)
    links = [bytes(link) for (link,) in sampled.sql("SELECT link FROM journal ORDER BY seq")]
    assert [said[:2] for said in sampled.noted] == [(2, links[1])]


def test_a_store_that_was_closed_says_so_to_every_thread(desk: Desk) -> None:
    _write = samples.lay_out(desk)
    desk.engine.close()
    with pytest.raises(Storage, match="Sign in again"), desk.writing():
        pass
    with pytest.raises(Storage, match="Sign in again"), desk.reading():
        pass
    said: list[type[BaseException]] = []

    def elsewhere() -> None:
        try:
            _write_one(_write)
        except BaseException as error:
            said.append(type(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert said == [Storage]


def test_after_the_server_was_restarted_the_next_command_goes_through(postgres_desk: Desk, postgres_url: str) -> None:
    desk = samples.lay_out(postgres_desk)
    for _ in range(2):
        with desk.writing() as work:
            work.rows.add(Sample, {})
        (pid,) = desk.lane().raw.execute("SELECT pg_backend_pid()").fetchone()
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        with pytest.raises(Storage, match="does not answer"), desk.writing() as work:
            work.rows.add(Sample, {})
    with desk.reading() as work:
        assert work.rows.value(select(func.count()).select_from(Sample)) == 2
