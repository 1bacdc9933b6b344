"""What is on its way to a printer, and what a printer refused: kept in memory and tried again when somebody asks.

Pages are painted on the window's thread, one at a time with the window awake in between. Nothing here is ever a file,
so what waits is gone with the session; who made the paper stands in the journal and can make it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.paper import Pages
from hms_desktop.ui.printer import Printers
from hms_desktop.ui.words import tr


@dataclass(eq=False)
class Print:
    """One paper for one printer; `problem` is why it waits."""

    title: str
    printer: str
    pdf: bytes
    problem: KnownError | BugError | None = None


class PrintQueue(QObject):
    """One after the other. What is refused waits and keeps nothing else from being printed."""

    changed = Signal()
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, printers: Printers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.printers = printers
        self._next: list[Print] = []
        self._waiting: list[Print] = []
        self._now: tuple[Print, Pages, Iterator[int]] | None = None
        self._has_printer: bool | None = None
        self._step = QTimer(self, interval=0)
        self._step.timeout.connect(self._work)

    @property
    def waiting(self) -> tuple[Print, ...]:
        """What a printer refused, the oldest first."""
        return tuple(self._waiting)

    @property
    def is_done(self) -> bool:
        """Whether nothing waits and nothing is on its way: what is here is lost when the session ends."""
        return not (self._waiting or self._next or self._now)

    def put(self, paper: Print) -> None:
        """Prints it as soon as those before it are done."""
        paper.problem = None
        self._next.append(paper)
        self._step.start()
        self.changed.emit()

    def retry(self, paper: Print | None = None) -> None:
        """Tries one again, or all that wait."""
        for one in [paper] if paper else self.waiting:
            if one in self._waiting:
                self._waiting.remove(one)
                self.put(one)

    def drop(self, paper: Print) -> None:
        """Gives one up that waits."""
        if paper in self._waiting:
            self._waiting.remove(paper)
            self.changed.emit()

    def look(self) -> None:
        """Looks whether there is any printer; asking a network's printers takes a moment, so nobody is asked twice."""
        self._has_printer = bool(self.printers.names())
        self.changed.emit()

    def state(self) -> str:
        """In a few words, for the status line; nothing before anybody looked."""
        if self._now is not None or self._next:
            return tr("Printing …")
        if self._has_printer is None:
            return ""
        return tr("Printer ready") if self._has_printer else tr("No printer")

    def state_of_waiting(self) -> str:
        """How much waits."""
        number = len(self._waiting)
        return tr("1 paper waits") if number == 1 else tr("{number} papers wait", number=number)

    # Inside.

    def _work(self) -> None:
        """A page, then back to the window."""
        if self._now is None and not self._begin():
            self._step.stop()
            return
        assert self._now is not None
        paper, _, steps = self._now
        try:
            next(steps)
        except StopIteration:
            self._end(paper, None)
        except (KnownError, BugError) as error:
            self._end(paper, error.with_traceback(None))
        except Exception as error:  # the boundary: a driver's own error is told without its text
            self._end(paper, BugError(error, "printing"))

    def _begin(self) -> bool:
        while self._next:
            paper = self._next.pop(0)
            try:
                pages = Pages(paper.pdf)
            except KnownError as error:
                self._end(paper, error)
                continue
            self._now = (paper, pages, self.printers.print_pages(paper.printer, pages))
            return True
        return False

    def _end(self, paper: Print, problem: KnownError | BugError | None) -> None:
        if self._now is not None:
            self._now[1].close()
            self._now = None
        paper.problem = problem
        if problem is None:
            self._has_printer = True
        else:
            self._waiting.append(paper)
        self.changed.emit()
        (self.printed if problem is None else self.refused).emit(paper)
