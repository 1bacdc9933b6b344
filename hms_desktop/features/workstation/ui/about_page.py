"""About: which version this is, what it is not, whose work it stands on, and how old its knowledge is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from hms_desktop import __version__
from hms_desktop.features.knowledge.service import KnowledgeState
from hms_desktop.features.workstation.ui.licences import Licence, licences
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page as Rows
from hms_desktop.kernel.paging import PageRequest
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.paged_model import Column
from hms_desktop.ui.panel import Panel, Section
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import label, told, tr
from hms_desktop.ui.workplace import Workplace

if TYPE_CHECKING:
    from hms_desktop.features.knowledge.service import Standing

_Failed = Callable[[KnownError | BugError], None]
_STATES: Final = {
    "fresh": "in date",
    "stale": "too old: every check says NOT CHECKED",
    "missing": "missing: every check says NOT CHECKED",
    "damaged": "damaged: every check says NOT CHECKED",
}


class AboutPage(TwoParts):
    """Licences in the list, everything else beside it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        empty = ("notes", tr("No list of licences is installed"), tr("It stands in the README of the program"))
        self.list = StatedList(tr("Licences"), self._columns(), self._ask, empty, key=lambda row: row.name)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Text of the licence"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.text)
        self.panel = Panel(tr("What it stands on"))
        self.panel.rows.addWidget(self.stack)
        self.panel.add_foot(tr("Enter shows the text of a licence · Esc back to the list"))
        self.lay_out(self.panel, self._beside())
        self.list.view.opened.connect(self._open)
        self.list.settled.connect(self._count)

    def show_for(self, _subject: object) -> None:
        self.escape()
        self.list.begin()
        if self.place.may("knowledge.read"):
            self.place.ask(self, KnowledgeState(), self._show_knowledge, self._miss_knowledge)

    def escape(self) -> bool:
        was_open = self.stack.currentWidget() is self.text
        self.stack.setCurrentWidget(self.list)
        self.panel.hint.setText("")
        if was_open:
            self.list.view.setFocus()
        return was_open

    def first_field(self) -> QWidget:
        return self.list.view

    # Inside.

    def _ask(self, _request: PageRequest, done: Callable[[Rows[Licence]], None], failed: _Failed) -> object:
        return self.place.jobs.io(self, licences, lambda found: done(Rows(found)), failed)

    def _columns(self) -> tuple[Column[Licence], ...]:
        return (
            Column(tr("Package"), lambda row: row.name, is_strong=True),
            Column(tr("Version"), lambda row: row.version, width=110),
            Column(tr("Licence"), lambda row: row.licence or tr("see its text")),
        )

    def _count(self) -> None:
        self.panel.beside.setText(str(self.list.model.rowCount()))

    def _open(self, row: Licence) -> None:
        self.text.setPlainText(row.text or tr("This package brings no text of its licence along."))
        self.panel.hint.setText(f"{row.name} {row.version}")
        self.stack.setCurrentWidget(self.text)
        self.text.setFocus()

    def _beside(self) -> QWidget:
        panel = Panel(tr("HMS Desktop"))
        panel.beside.setText(__version__)
        body = panel.body(spacing=10)
        for line in (
            tr("A clinic's workstation. Its records are encrypted on this computer, and it needs no network."),
            tr("It is not a medical device. It proposes and warns; whoever treats decides, and answers for it."),
            tr("Its clinical knowledge was not validated for care: each figure names its source, to be compared with."),
        ):
            body.addWidget(label(line, wraps=True))
        body.addWidget(label(tr("MIT licence. Nothing is sent anywhere."), "caption", wraps=True))
        self.knowledge = Section(tr("Clinical knowledge"))
        self.facts = FactList()
        self.knowledge.rows.addWidget(self.facts)
        self.knowledge.hide()
        panel.rows.addWidget(self.knowledge)
        panel.rows.addStretch(1)
        return panel

    def _show_knowledge(self, found: Standing) -> None:
        made = found.date
        age = (self.place.today() - made).days if made else 0
        self.facts.tell(
            (
                (tr("Version"), found.version or tr("none")),
                (tr("Of"), day_text(made) if made else ""),
                (tr("Age"), (tr("1 day") if age == 1 else tr("{days} days", days=age)) if made else ""),
                (tr("State"), tr(_STATES.get(str(found.state), str(found.state)))),
                (tr("Drugs"), f"{found.drugs:,}"),
            )
        )
        self.knowledge.show()

    def _miss_knowledge(self, error: KnownError | BugError) -> None:
        self.facts.tell(((tr("State"), told(error)),))
        self.knowledge.show()
