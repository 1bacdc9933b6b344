"""One long-lived process for heavy pure Python: rendering papers, pandas, parsing files.

A busy Python thread would take a table's repaint from 6 to 200 ms (measured), so such work leaves the process. It comes
back as its value or as its error; a process that dies fails only the job that it was doing, and the next one gets a
new process. Arguments and answers travel through a pipe, never through a file, and nothing that a library says there
reaches a terminal: it could be about a patient.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from hms_desktop.kernel.errors import BugError, KnownError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

T = TypeVar("T")


class Ticket:
    """One call's right to be ended, before it has begun or while it runs; never another's."""

    def __init__(self) -> None:
        self.is_cancelled = False


class Worker:
    """The process and the pipe to it. One caller at a time is served; the others wait in their lane."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._serving: Ticket | None = None
        self._is_closed = False
        self._turn = threading.Lock()
        self._state = threading.Lock()

    def run(self, ticket: Ticket, function: Callable[..., T], *args: object) -> T:
        """Calls an importable function there, and waits for what it answers."""
        with self._turn:
            answered = self._served(ticket, function, args)
        if answered is None:
            raise KnownError(
                "Stopped", "The work was stopped before it was done; nothing was kept of it", "Start it again"
            )
        worked, answer = answered
        if not worked:
            raise answer
        result: T = answer
        return result

    def cancel(self, ticket: Ticket) -> None:
        """Ends this call and no other; it fails with a sentence, and the next one gets a new process."""
        with self._state:
            ticket.is_cancelled = True
            if self._serving is ticket and self._process:
                self._process.kill()

    def close(self) -> None:
        """Ends the process, whatever it is doing, and starts no other for what waits."""
        with self._state:
            self._is_closed = True
            if self._serving:
                self._serving.is_cancelled = True
            if self._process:
                self._process.kill()
        if not self._serving:
            self._retire()

    def _served(self, ticket: Ticket, function: Callable[..., Any], args: tuple[object, ...]) -> Any:  # noqa: ANN401
        with self._state:
            if ticket.is_cancelled or self._is_closed:
                return None
            self._serving = ticket
            pipe = self._ready()
        try:
            pipe.send((function, args))
            return pipe.recv()
        except (EOFError, OSError):
            self._retire()
            return None
        finally:
            with self._state:
                self._serving = None

    def _ready(self) -> Connection:
        if self._pipe and self._process and not self._process.is_alive():
            self._pipe.close()
            self._pipe = None
        if self._pipe is None or self._process is None:
            import multiprocessing  # late: the first window needs no other process

            context = multiprocessing.get_context("spawn")
            here, there = context.Pipe()
            process = context.Process(target=_serve, args=(there,), name="hms-worker", daemon=True)
            process.start()
            there.close()
            self._process, self._pipe = process, here
        return self._pipe

    def _retire(self) -> None:
        """The pipe broke: whatever is left of the process goes, so that nobody speaks to it again."""
        with self._state:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
        if process:
            process.kill()
            process.join()
        if pipe:
            pipe.close()


def _serve(pipe: Connection) -> None:
    """The process: one request after the other, until the pipe is closed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for terminal in (1, 2):
        os.dup2(nowhere, terminal)
    while True:
        try:
            request = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        pipe.send_bytes(_answer(request))


def _answer(request: bytes) -> bytes:
    """What goes back, packed here, because an answer that cannot be packed is a failure like any other."""
    import pickle  # late: the first window packs nothing

    try:
        function, args = pickle.loads(request)
        return pickle.dumps((True, function(*args)))
    except (KnownError, BugError) as error:
        return pickle.dumps((False, error))
    except Exception as error:  # the boundary: what nobody foresaw goes back without its text
        return pickle.dumps((False, BugError(error, "working in the other process")))
