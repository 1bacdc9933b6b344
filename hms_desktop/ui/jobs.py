"""Everything that is not painting runs in lanes: one thread that writes, two that read, four for the rest, one process.

A job's first argument is its owner, a widget or a model: when that has died meanwhile, nobody is called. Answers arrive
on the GUI thread. A failure that its owner does not take goes to `trouble`, so none is lost. A job that takes long says
so: over 300 ms a window shows progress, over 2 s it offers to cancel.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from queue import SimpleQueue
from typing import Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.worker import Ticket, Worker

T = TypeVar("T")
Failed = Callable[[KnownError | BugError], None]

SLOW_S: Final = 0.3
LONG_S: Final = 2.0
_LOOK_MS: Final = 100


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(eq=False)
class Job:
    """One piece of work. `cancel` keeps a waiting one from running and a running one from being heard."""

    number: int
    owner: QObject
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Failed | None
    began_at: float
    state: State = State.WAITING
    answer: Any = None
    was_slow: bool = False
    was_long: bool = False
    kill: Callable[[], None] | None = None
    title: str = ""
    """What it is called while it takes long; whoever began it says so."""

    def cancel(self) -> None:
        """Ends interest in the job; work in the other process is ended itself."""
        if self.state in (State.WAITING, State.RUNNING):
            self.state = State.CANCELLED
            if self.kill:
                self.kill()


class _Lane:
    """Some threads that take jobs in order. They live until the end, because connections belong to their thread."""

    def __init__(self, name: str, threads: int, arrived: Callable[[int], None]) -> None:
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._arrived = arrived
        self._threads = [threading.Thread(target=self._run, name=f"{name}-{i}", daemon=True) for i in range(threads)]
        self._has_begun = False

    def put(self, job: Job) -> None:
        if not self._has_begun:  # not before it is needed: the first window paints sooner
            self._has_begun = True
            for thread in self._threads:
                thread.start()
        self._queue.put(job)

    def close(self, until: float) -> bool:
        """Lets running jobs end, but not for ever; whether all did."""
        if not self._has_begun:
            return True
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            if job.state is State.WAITING:
                _do(job)
            number = job.number
            del job  # the GUI thread must be the last that knows it: its owner would die here, on a lane
            self._arrived(number)


def _do(job: Job) -> None:
    """Works. An error leaves its traceback behind, whose frames would keep the job and its owner alive."""
    job.state = State.RUNNING
    try:
        job.answer = job.work()
        ended = State.DONE
    except (KnownError, BugError) as error:
        job.answer, ended = error.with_traceback(None), State.FAILED
    except Exception as error:  # the boundary: what nobody foresaw is told without its text
        job.answer, ended = BugError(error, "working in the background"), State.FAILED
    if job.state is State.RUNNING:
        job.state = ended


class Jobs(QObject):
    """The lanes of one program."""

    trouble = Signal(object)
    slow = Signal(object)
    long = Signal(object)
    ended = Signal(object)
    _arrived = Signal(int)

    def __init__(self, slow_s: float = SLOW_S, long_s: float = LONG_S) -> None:
        super().__init__()
        self._slow_s, self._long_s = slow_s, long_s
        self._open: dict[int, Job] = {}
        self._last = 0
        self._arrived.connect(self._hear)  # queued by itself, because lanes are other threads
        self._write = _Lane("write", 1, self._arrived.emit)
        self._read = _Lane("read", 2, self._arrived.emit)
        self._io = _Lane("io", 4, self._arrived.emit)
        self._heavy = _Lane("heavy", 1, self._arrived.emit)
        self._worker = Worker()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_at_all)

    def write(
        self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> Job:
        """Work that changes records: one after the other."""
        return self._put(self._write, owner, work, done, failed)

    def read(
        self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> Job:
        """Work that reads records."""
        return self._put(self._read, owner, work, done, failed)

    def io(self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> Job:
        """Work that waits: disk, network, keys, printers."""
        return self._put(self._io, owner, work, done, failed)

    def heavy(
        self, owner: QObject, work: tuple[Callable[..., T], *tuple[object, ...]], done: Callable[[T], None],
        failed: Failed | None = None,
    ) -> Job:  # fmt: skip
        """Pure Python that takes long: an importable function and its arguments, in the other process."""
        function, *args = work
        ticket = Ticket()
        job = self._put(self._heavy, owner, lambda: self._worker.run(ticket, function, *args), done, failed)
        job.kill = lambda: self._worker.cancel(ticket)
        return job

    def running(self) -> tuple[Job, ...]:
        """What is waiting or running."""
        return tuple(job for job in self._open.values() if job.state in (State.WAITING, State.RUNNING))

    def close(self, limit_s: float = 10.0) -> bool:
        """Ends the lanes; what is running may end within the limit. Whether everything did."""
        until = time.monotonic() + limit_s
        ended = [lane.close(until) for lane in (self._write, self._read, self._io)]
        self._worker.close()
        ended.append(self._heavy.close(until))
        self._look.stop()
        return all(ended)

    def _put(
        self, lane: _Lane, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None
    ) -> Job:
        self._last += 1
        job = Job(self._last, owner, work, done, failed, time.monotonic())
        self._open[job.number] = job
        self._look.start()
        lane.put(job)
        return job

    def _hear(self, number: int) -> None:
        job = self._open.pop(number)
        if not self._open:
            self._look.stop()
        self.ended.emit(job)
        is_alive = shiboken6.isValid(job.owner)
        if job.state is State.DONE and is_alive:
            job.done(job.answer)
        elif job.state is State.FAILED and is_alive and job.failed:
            job.failed(job.answer)
        elif job.state is State.FAILED or isinstance(job.answer, BugError):
            self.trouble.emit(job.answer)  # also when the window is gone: what was not saved is told

    def _look_at_all(self) -> None:
        now = time.monotonic()
        for job in self.running():
            spent = now - job.began_at
            if spent >= self._slow_s and not job.was_slow:
                job.was_slow = True
                self.slow.emit(job)
            if spent >= self._long_s and not job.was_long:
                job.was_long = True
                self.long.emit(job)
