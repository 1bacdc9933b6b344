"""An instrument of the insight page: it is shown a subject, asks about him, and shows what came back."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hms_desktop.features.insight.domain.answer import Opinion
from hms_desktop.features.insight.domain.subject import Subject
from hms_desktop.ui.workplace import Workplace


class Instrument(QWidget):
    """Made when somebody first turns to it, then kept. Another subject takes everything of the first off it."""

    shown = Signal()
    """Another answer stands on the screen, or none any more."""
    ready = Signal()
    """Its fields are there only now; the keyboard can go to them."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.subject = Subject()

    def show_for(self, subject: Subject) -> None:
        """This is whom it is about from now on."""
        if subject != self.subject:
            other = subject.patient != self.subject.patient
            self.subject = subject
            self.turned(other=other)

    def turned(self, *, other: bool) -> None:
        """The subject is another one, or (not `other`) the same with other facts."""

    def opinion(self) -> Opinion | None:
        """The answer that stands on the screen, for whoever decides on it."""
        return None

    def accepted(self) -> tuple[str, str]:
        """What accepting would take over: in words and as a code."""
        said = self.opinion()
        if said is None or not said.likely:
            return "", ""
        return said.likely[0].name, said.likely[0].code

    def primary(self) -> None:
        """Ctrl+Enter before there is anything to accept."""

    def escape(self) -> bool:
        """Esc; whether there was something to give up."""
        return False

    def first_field(self) -> QWidget | None:
        """Where the keyboard stands."""
        return None

    @property
    def answer_uid(self) -> UUID | None:
        """Under which the answer on the screen was kept."""
        said = self.opinion()
        return said.uid if said else None
