"""A person's place at this workstation: what every page and dialog is given, and the only thing that they are given.

Pages ask and order through it, hear what changed through it, and lead to other pages through it; none knows the main
window, another page or where an answer comes from.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from hms_desktop.kernel.access import Actor
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.messages import Command, Done, Query
from hms_desktop.ui.acts import Acts, Person, Standing
from hms_desktop.ui.jobs import Failed, Job, Jobs
from hms_desktop.ui.paper import Paper
from hms_desktop.ui.print_queue import PrintQueue
from hms_desktop.ui.printer import Printers, SystemPrinters
from hms_desktop.ui.somebody import Somebody

A = TypeVar("A")


class Workplace(QObject):
    """One person's session with the lanes, the clinic's state, and ways to speak to the main window."""

    changed = Signal(object)
    """`Changes` of a commit, on the GUI thread."""
    opened = Signal(str, object)
    """A page is asked for, with its subject."""
    said = Signal(str, object)
    """Something was done: a sentence, and the command that takes it back or None."""
    noted = Signal(str)
    """Somebody else did something that concerns this person: a sentence, said without taking anything away."""
    offered = Signal(object)
    """A dialog asks to be shown beside the work."""
    settled = Signal(object)
    """The standing is another one: settings changed."""
    parked = Signal()
    """Half-done work was kept or dropped."""
    papered = Signal(object)
    """A paper is to be seen and printed."""
    renewed = Signal()
    """The session is another one of the same person: the data key was changed."""

    def __init__(self, acts: Acts, standing: Standing, jobs: Jobs, printers: Printers | None = None) -> None:
        super().__init__()
        self.acts, self.standing, self.jobs = acts, standing, jobs
        self._unlisten = self.person.listen(self._hear)
        self.prints = PrintQueue(printers or SystemPrinters(), self)
        self._front: Callable[[], Somebody | None] = lambda: None

    # Who and when.

    @property
    def person(self) -> Person:
        return self.acts.person

    @property
    def actor(self) -> Actor:
        return self.person.actor

    def may(self, permission: str) -> bool:
        return self.person.may(permission)

    def now(self) -> datetime:
        """The moment, in the clinic's zone."""
        return self.acts.now().astimezone(self.standing.zone)

    def today(self) -> date:
        """The clinic's day."""
        return self.now().date()

    def new_id(self) -> UUID:
        return self.acts.new_id()

    def whose(self) -> Somebody | None:
        """The patient whom the page in front is about."""
        return self._front()

    def ask_front(self, whose: Callable[[], Somebody | None]) -> None:
        """The main window says how the page in front is asked whom it is about."""
        self._front = whose

    # Asking and ordering.

    def ask(
        self, owner: QObject, query: Query[A], done: Callable[[A], None], failed: Failed | None = None
    ) -> Job | None:
        """Asks on a reading lane; what this person may not know is refused before it is queued."""
        if not self._demanded(query, failed):
            return None
        return self.jobs.read(owner, lambda: self.person.ask(query), done, failed)

    def do(
        self, owner: QObject, command: Command[A], done: Callable[[Done[A]], None], failed: Failed | None = None
    ) -> Job | None:
        """Orders on the writing lane."""
        if not self._demanded(command, failed):
            return None
        return self.jobs.write(owner, lambda: self.person.execute(command), done, failed)

    def tell(self, error: KnownError | BugError) -> None:
        """Trouble that no field and no page can show."""
        self.jobs.trouble.emit(error)

    # Leading on.

    def open(self, page: str, subject: object = None) -> None:
        """Leads to a page."""
        self.opened.emit(page, subject)

    def say(self, text: str, undo: Command[Any] | None = None) -> None:
        """Says what was done, and offers to take it back."""
        self.said.emit(text, undo)

    def note(self, text: str) -> None:
        """Says what somebody else did."""
        self.noted.emit(text)

    def offer(self, dialog: QObject) -> None:
        """Shows a dialog beside the work."""
        self.offered.emit(dialog)

    def print_paper(self, paper: Paper) -> None:
        """Shows a paper over the work, to be printed or saved as PDF."""
        self.papered.emit(paper)

    def renew(self) -> None:
        """Goes on with another session of the same person, after the data key was changed."""
        self._unlisten()
        self._unlisten = self.person.listen(self._hear)
        self.renewed.emit()

    def settle(self, standing: Standing) -> None:
        """Goes on with other settings."""
        self.standing = standing
        self.settled.emit(standing)

    def leave(self) -> None:
        """Hears nothing any more."""
        self._unlisten()
        self.acts.leave()

    def _demanded(self, message: Command[A] | Query[A], failed: Failed | None) -> bool:
        try:
            self.person.demand(message)
        except KnownError as error:
            (failed or self.tell)(error)
            return False
        return True

    def _hear(self, changes: Changes) -> None:
        """On the lane that committed; the signal brings it over to the window's thread."""
        self.changed.emit(changes)
