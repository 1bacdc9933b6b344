"""The journal: who did what and when, the newest first, and the proof that nobody changed it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from hms_desktop.features.users.service import AccountRow, Accounts
from hms_desktop.features.workstation.service import (
    JournalDetail,
    JournalEntry,
    JournalHead,
    JournalRow,
)
from hms_desktop.features.workstation.service import (
    JournalPage as JournalLinesPage,
)
from hms_desktop.features.workstation.ui.proofs import ProofList
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page as Rows
from hms_desktop.kernel.paging import PageRequest
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.paged_model import Column
from hms_desktop.ui.panel import Panel, Section, primary
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_Failed = Callable[[KnownError | BugError], None]
_NEWEST: Final = PageRequest(descending=True)
_PROGRAM: Final = UUID(int=0)
_VERBS: Final = {"create": "added", "update": "changed", "delete": "deleted"}
_GROUP: Final = 8


class JournalPage(TwoParts):
    """The lines with their filters; the chain and one entry beside them."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._names: dict[UUID, str] = {_PROGRAM: tr("The program")}
        found = {kind: name for feature in place.standing.features for kind, name in feature.entities.items()}
        self._kinds = {**found, "journal": "Journal"}
        self.kind, self.who = Choice(), Choice()
        self._make_filters()
        empty = ("history", tr("No entry fits"), tr("Choose all kinds and everybody to see the whole journal"))
        self.list = StatedList(tr("Journal"), self._columns(), self._ask, empty, key=lambda row: row.seq)
        self.proofs = ProofList()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.proofs)
        self.lay_out(self._lines(), self._beside())
        self.list.view.opened.connect(self._open)
        self.list.view.chosen.connect(lambda _: self.entry.hide())

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        self.place.ask(self, Accounts(), self._know)
        self.reload()

    def primary(self) -> None:
        self.prove()

    def escape(self) -> bool:
        if self.stack.currentWidget() is self.proofs:
            self.stack.setCurrentWidget(self.list)
            self.list.view.setFocus()
            return True
        return False

    def first_field(self) -> QWidget:
        return self.list.view

    # What it does.

    def reload(self) -> None:
        """Reads the newest lines and the chain's head."""
        self.entry.hide()
        self.place.ask(self, JournalHead(), self._show_head)
        self.list.begin(_NEWEST)

    def prove(self) -> None:
        """Has every proof of the records made; nobody writes meanwhile."""
        if not self.place.may("backup.make") or not self.prove_button.isEnabled():
            return
        self._set_proving(True)
        job = self.place.jobs.write(self, self.place.acts.verify, self._proved, self._refuse)
        job.title = "Proving the records"

    # What it is made of.

    def _make_filters(self) -> None:
        self.kind.setAccessibleName(tr("Kind of thing"))
        self.kind.addItem(tr("All kinds"), "")
        for kind, name in sorted(self._kinds.items(), key=lambda pair: tr(pair[1])):
            self.kind.addItem(tr(name), kind)
        self.who.setAccessibleName(tr("Person"))
        self.who.addItem(tr("Everybody"), None)
        for box in (self.kind, self.who):
            box.activated.connect(lambda _: self.reload())

    def _lines(self) -> Panel:
        panel = Panel(tr("Journal"))
        panel.add_to_head(self.kind)
        panel.add_to_head(self.who)
        panel.rows.addWidget(self.stack)
        self.prove_button = primary(tr("Prove the records"), "Ctrl Enter")
        self.prove_button.setVisible(self.place.may("backup.make"))
        self.prove_button.clicked.connect(self.prove)
        panel.add_foot(tr("Enter tells more of an entry · Esc back to the lines"), self.prove_button)
        return panel

    def _beside(self) -> QWidget:
        panel = Panel(tr("The chain"))
        body = panel.body(spacing=10)
        self.head = FactList()
        body.addWidget(self.head)
        told = tr("Each entry is bound to all before it. Who writes this last link down can prove them later.")
        body.addWidget(label(told, "caption", wraps=True))
        self.problem, self.progress = Problem(), QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Proving the records"))
        self.progress.hide()
        body.addWidget(self.progress)
        body.addWidget(self.problem)
        self.entry = Section(tr("Entry"))
        self.facts = FactList()
        self.entry.rows.addWidget(self.facts)
        self.entry.hide()
        panel.rows.addWidget(self.entry)
        panel.rows.addStretch(1)
        return panel

    def _columns(self) -> tuple[Column[JournalRow], ...]:
        return (
            Column(tr("When"), self._moment, width=172),
            Column(tr("Who"), lambda row: self._name(row.actor), width=130, is_strong=True),
            Column(tr("What"), lambda row: f"{self._kind(row.entity)} · {_verb(row.verb)}"),
            Column(tr("By"), lambda row: spaced(row.command), width=130),
        )

    # Answers.

    def _ask(self, request: PageRequest, done: Callable[[Rows[JournalRow]], None], failed: _Failed) -> object:
        query = JournalLinesPage(page=request, entity=self.kind.currentData(), actor=self.who.currentData())
        return self.place.ask(self, query, done, failed)

    def _know(self, rows: tuple[AccountRow, ...]) -> None:
        self._names.update({row.uid: row.name for row in rows})
        chosen = self.who.currentData()
        while self.who.count() > 1:
            self.who.removeItem(1)
        for uid, name in sorted(self._names.items(), key=lambda pair: pair[1]):
            self.who.addItem(name, uid)
        self.who.setCurrentIndex(max(self.who.findData(chosen), 0))
        self.list.view.viewport().update()

    def _show_head(self, head: tuple[int, str]) -> None:
        seq, link = head
        grouped = " ".join(link[at : at + _GROUP] for at in range(0, len(link), _GROUP))
        self.head.tell(((tr("Entries"), f"{seq:,}"), (tr("Last link"), grouped)))

    def _open(self, row: JournalRow) -> None:
        self.place.ask(self, JournalEntry(seq=row.seq), self._show_entry)

    def _show_entry(self, found: JournalDetail) -> None:
        line = found.line
        self.entry.title.setText(tr("Entry {number}", number=f"{line.seq:,}"))
        self.facts.tell(
            (
                (tr("When"), self._moment(line)),
                (tr("Who"), self._name(line.actor)),
                (tr("What"), f"{self._kind(line.entity)} · {_verb(line.verb)}"),
                (tr("By"), spaced(line.command)),
                (tr("Reason"), found.reason),
                (tr("Fields"), ", ".join(name.replace("_", " ") for name in found.fields)),
                (tr("Id"), str(line.entity_id or "")),
                (tr("Computer"), str(line.device)),
            )
        )
        self.entry.show()

    def _proved(self, proofs: tuple[tuple[str, str, bool], ...]) -> None:
        self._set_proving(False)
        self.place.ask(self, JournalHead(), self._show_head)
        self.proofs.tell(proofs)
        self.stack.setCurrentWidget(self.proofs)
        self.proofs.view.setFocus()
        broken = sum(not holds for _, _, holds in proofs)
        self.place.say(tr("{number} proofs do not hold", number=broken) if broken else tr("Every proof holds"))

    def _refuse(self, error: KnownError | BugError) -> None:
        self._set_proving(False)
        self.problem.tell(error)

    def _set_proving(self, is_proving: bool) -> None:
        self.prove_button.setEnabled(not is_proving)
        self.progress.setVisible(is_proving)
        self.problem.hide()

    # Words.

    def _moment(self, row: JournalRow) -> str:
        local = row.at.astimezone(self.place.standing.zone)
        return f"{day_text(local.date())} {local:%H:%M:%S}"

    def _name(self, uid: UUID) -> str:
        return self._names.get(uid, "…")

    def _kind(self, entity: str) -> str:
        return tr(self._kinds.get(entity, entity))


def spaced(command: str) -> str:
    """A message's name as words: «RegisterPatient» is «Register patient»."""
    words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in command).strip()
    return words[:1].upper() + words[1:]


def _verb(verb: str) -> str:
    return tr(_VERBS.get(verb, verb))
