"""Lanes: which thread, whose answer, and that no failure is lost."""

from __future__ import annotations

import os
import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import BugError, KnownError, Locked
from hms_desktop.ui.jobs import Job, Jobs, State
from hms_desktop.ui.worker import Ticket, Worker

CANARY = "Quintessa Marrowby"


def fail_with_a_name() -> None:
    raise ValueError(CANARY)


def refuse() -> None:
    raise Locked("No", "Not {what}", "", what="today")


def die() -> None:
    os._exit(9)


def wait_for_ever() -> None:
    threading.Event().wait()


def test_writing_happens_on_one_thread_and_answers_arrive_on_the_gui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    owner, ran, heard = QObject(), set[int](), []
    for _ in range(20):
        jobs.write(owner, lambda: ran.add(threading.get_ident()), lambda _: heard.append(QThread.currentThread()))
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert len(ran) == 1
    assert ran != {threading.get_ident()}
    assert set(heard) == {owner.thread()}


def test_writes_keep_their_order(qtbot: QtBot, jobs: Jobs) -> None:
    owner, order = QObject(), list[int]()
    for number in range(50):
        jobs.write(owner, partial(int, number), order.append)
    qtbot.waitUntil(lambda: len(order) == 50)
    assert order == list(range(50))


def test_two_readings_run_beside_each_other(qtbot: QtBot, jobs: Jobs) -> None:
    owner, done, meeting = QObject(), list[int](), threading.Barrier(2, timeout=20)
    for _ in range(2):
        jobs.read(owner, meeting.wait, done.append)
    qtbot.waitUntil(lambda: len(done) == 2)


def test_a_dead_owner_is_not_called(qtbot: QtBot, jobs: Jobs) -> None:
    owner, gate, heard = QObject(), threading.Event(), list[object]()
    jobs.read(owner, gate.wait, heard.append)
    with qtbot.waitSignal(jobs.ended), qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
        owner.destroyed.connect(gate.set)
    assert heard == []


def test_a_failure_goes_to_who_asked(qtbot: QtBot, jobs: Jobs) -> None:
    owner, told = QObject(), list[KnownError | BugError]()
    jobs.read(owner, refuse, lambda _: None, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], Locked)


def test_a_failure_that_nobody_takes_is_trouble_and_holds_no_values(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.trouble) as heard:
        jobs.io(QObject(), fail_with_a_name, lambda _: None)
    error = heard.args[0]
    assert isinstance(error, BugError)
    assert "ValueError" in error.report
    assert CANARY not in error.report + str(error)


def test_a_bug_is_trouble_also_when_its_owner_died(qtbot: QtBot, jobs: Jobs) -> None:
    owner, gate = QObject(), threading.Event()

    def fail_later() -> None:
        gate.wait()
        fail_with_a_name()

    jobs.io(owner, fail_later, lambda _: None)
    with qtbot.waitSignal(jobs.trouble):
        owner.destroyed.connect(gate.set)
        owner.deleteLater()


def test_a_cancelled_job_is_not_heard_and_a_waiting_one_never_runs(qtbot: QtBot, jobs: Jobs) -> None:
    owner, gate, ran, heard = QObject(), threading.Event(), list[int](), list[object]()
    first = jobs.write(owner, gate.wait, heard.append)
    second = jobs.write(owner, lambda: ran.append(1), heard.append)
    qtbot.waitUntil(lambda: first.state is State.RUNNING)
    first.cancel()
    second.cancel()
    gate.set()
    last = list[int]()
    jobs.write(owner, lambda: 3, last.append)
    qtbot.waitUntil(lambda: last == [3])
    assert (ran, heard) == ([], [])


def test_a_long_job_says_so_twice(qtbot: QtBot, jobs: Jobs) -> None:
    gate, said = threading.Event(), list[tuple[str, Job]]()
    jobs.slow.connect(lambda job: said.append(("slow", job)))
    jobs.long.connect(lambda job: said.append(("long", job)))
    job = jobs.read(QObject(), gate.wait, lambda _: None)
    qtbot.waitUntil(lambda: len(said) == 2)
    gate.set()
    assert said == [("slow", job), ("long", job)]


def test_heavy_work_runs_in_another_process_that_stays(qtbot: QtBot, jobs: Jobs) -> None:
    owner, seen = QObject(), list[int]()
    for _ in range(2):
        jobs.heavy(owner, (os.getpid,), seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=30_000)
    assert seen[0] == seen[1] != os.getpid()


def test_a_process_that_dies_fails_its_job_and_the_next_gets_a_new_one(qtbot: QtBot, jobs: Jobs) -> None:
    owner, told, seen = QObject(), list[KnownError | BugError](), list[int]()
    jobs.heavy(owner, (die,), lambda _: None, told.append)
    jobs.heavy(owner, (os.getpid,), seen.append)
    qtbot.waitUntil(lambda: bool(seen), timeout=30_000)
    assert [error.title for error in told if isinstance(error, KnownError)] == ["Stopped"]


def test_cancelled_heavy_work_is_ended(qtbot: QtBot, jobs: Jobs) -> None:
    owner, heard, seen = QObject(), list[object](), list[int]()
    job = jobs.heavy(owner, (wait_for_ever,), heard.append, heard.append)
    qtbot.waitUntil(lambda: job.state is State.RUNNING)
    qtbot.waitUntil(lambda: bool(jobs.running()))
    job.cancel()
    jobs.heavy(owner, (os.getpid,), seen.append)
    qtbot.waitUntil(lambda: bool(seen), timeout=30_000)
    assert heard == []


@pytest.mark.parametrize("function", [fail_with_a_name, refuse])
def test_an_error_of_the_other_process_comes_back_without_its_text(function: object) -> None:
    worker = Worker()
    assert callable(function)
    with pytest.raises((KnownError, BugError)) as told:
        worker.run(Ticket(), function)
    worker.close()
    report = told.value.report if isinstance(told.value, BugError) else ""
    assert CANARY not in str(told.value) + report
