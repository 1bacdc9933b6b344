"""The other process: nothing that happens in it is lost, leaks or outlives the program."""

from __future__ import annotations

import gc
import os
import sys
import threading
import weakref
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import BugError, KnownError, Storage
from hms_desktop.ui.jobs import Jobs, State
from hms_desktop.ui.worker import Ticket, Worker

CANARY = "Quintessa Marrowby"


def answer_what_does_not_travel() -> object:
    return threading.Lock()


def talk() -> int:
    print(CANARY)
    print(CANARY, file=sys.stderr)
    os.write(2, CANARY.encode())
    return 7


def _name_of(owner: QObject) -> str:
    return owner.objectName()


def wait_for_ever() -> None:
    threading.Event().wait()


def test_an_answer_that_cannot_travel_is_our_fault_and_the_process_stays() -> None:
    worker = Worker()
    before = worker.run(Ticket(), os.getpid)
    with pytest.raises(BugError):
        worker.run(Ticket(), answer_what_does_not_travel)
    assert worker.run(Ticket(), os.getpid) == before
    worker.close()


def test_the_process_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    worker = Worker()
    assert worker.run(Ticket(), talk) == 7
    worker.close()
    assert CANARY not in "".join(capfd.readouterr())


def test_a_closed_worker_starts_nothing_more() -> None:
    worker = Worker()
    worker.close()
    with pytest.raises(KnownError, match="Stopped"):
        worker.run(Ticket(), os.getpid)


def test_closing_ends_what_runs_and_what_waits_in_the_other_process(qtbot: QtBot) -> None:
    lanes = Jobs()
    first, _second = (lanes.heavy(QObject(), (wait_for_ever,), lambda _: None, lambda _: None) for _ in range(2))
    qtbot.waitUntil(lambda: first.state is State.RUNNING)
    assert lanes.close(limit_s=20)


def test_an_owner_that_only_its_job_knows_dies_on_the_gui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    died = list[int]()

    def ask() -> None:
        owner = QObject()
        weakref.finalize(owner, lambda: died.append(threading.get_ident()))
        jobs.read(owner, partial(_name_of, owner), lambda _: None)

    for _ in range(40):
        ask()
    qtbot.waitUntil(lambda: len(died) == 40)
    assert set(died) == {threading.get_ident()}


def test_a_refused_job_lets_go_of_its_owner_without_the_collector(qtbot: QtBot, jobs: Jobs) -> None:
    died = list[bool]()

    def refuse(_owner: QObject) -> None:
        raise Storage("Not saved", "The disk is full", "Make room")

    def ask() -> None:
        owner = QObject()
        weakref.finalize(owner, lambda: died.append(True))
        jobs.write(owner, partial(refuse, owner), lambda _: None, lambda _: None)

    gc.disable()
    try:
        ask()
        qtbot.waitUntil(lambda: died == [True])
    finally:
        gc.enable()


def test_a_refusal_whose_window_is_gone_is_told_all_the_same(qtbot: QtBot, jobs: Jobs) -> None:
    owner, gate = QObject(), threading.Event()

    def refuse_later() -> None:
        gate.wait()
        raise Storage("Not saved", "The disk is full", "Make room")

    jobs.write(owner, refuse_later, lambda _: None)
    with qtbot.waitSignal(jobs.trouble) as heard:
        owner.destroyed.connect(gate.set)
        owner.deleteLater()
    assert heard.args[0].title == "Not saved"
