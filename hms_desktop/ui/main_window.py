"""The main window of one person: rail, top bar, the page in front, a dialog beside it, the status line.

It is put together from the manifests of the features that this person may use, and knows none of them by name. Pages
are made when they are first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.manifest import Feature, PageSpec
from hms_desktop.kernel.messages import Command
from hms_desktop.ui.actions import ActionSpec, allowed
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.badges import Badges
from hms_desktop.ui.command_dialog import CommandDialog
from hms_desktop.ui.key_sheet import KeySheet
from hms_desktop.ui.omnibox import Omnibox
from hms_desktop.ui.page import Page
from hms_desktop.ui.paper import Paper
from hms_desktop.ui.parked import ParkedSheet
from hms_desktop.ui.print_preview import PrintPreview
from hms_desktop.ui.print_queue import Print
from hms_desktop.ui.rail import Rail
from hms_desktop.ui.shell_actions import page_actions, window_actions
from hms_desktop.ui.side_pane import SidePane
from hms_desktop.ui.status_bar import StatusBar
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.toast import Toast
from hms_desktop.ui.top_bar import TopBar
from hms_desktop.ui.waiting_sheet import WaitingSheet
from hms_desktop.ui.words import told, tr
from hms_desktop.ui.workplace import Workplace

_ENTER_TOO: Final = {"Ctrl+Return": ("Ctrl+Return", "Ctrl+Enter"), "F1": ("F1", "Ctrl+/")}
"""Keys that have a twin: the keypad's Enter, and the other help key."""


class MainWindow(QWidget):
    """One person's window."""

    locked = Signal()
    left = Signal()
    theme_wanted = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setWindowTitle(place.standing.clinic)
        self.setAccessibleName(place.standing.clinic)
        self._features = {feature.name: feature for feature in place.standing.features}
        self.pages = self._allowed_pages()
        self.actions_here = self._allowed_actions()
        self._made: dict[str, Page] = {}
        self._is_warned = False
        self.rail = Rail(place.standing.clinic, tuple(page for page in self.pages.values() if self._is_in_rail(page)))
        self.box = Omnibox(place, self._finders(), self.actions_here)
        self.stack = QStackedWidget()
        self.side = SidePane()
        self.status = StatusBar(place)
        self.toast = Toast(self)
        self.top = self._top_bar()
        self._lay_out()
        self._keys = self._make_keys()
        self._connect()
        self.badges = Badges(place, self.rail.count)
        self.badges.begin(self._features.values(), self.pages.values())
        self.watches = [one.found(one.watch)(place) for one in self._features.values() if one.watch]
        self.count_parked()

    # What it is made of.

    def _allowed_pages(self) -> dict[str, PageSpec]:
        found = [page for feature in self._features.values() for page in feature.pages]
        usable = [page for page in found if self.place.may(page.permission)]
        return {page.id: page for page in sorted(usable, key=lambda page: page.place)}

    def _is_in_rail(self, page: PageSpec) -> bool:
        return bool(page.place) and (not page.rail or self.place.may(page.rail))

    def _allowed_actions(self) -> tuple[ActionSpec, ...]:
        own = (*page_actions(self.pages.values()), *window_actions(self))
        declared = [action for feature in self._features.values() for action in _declared(feature)]
        return allowed((*declared, *own), self.place.may)

    def _finders(self) -> tuple[Any, ...]:
        return tuple(one.found(one.finder) for one in self._features.values() if one.finder)

    def _top_bar(self) -> TopBar:
        standing, actor = self.place.standing, self.place.actor
        roles = ", ".join(sorted(tr(str(role)) for role in actor.roles))
        who = " · ".join(part for part in (standing.station, actor.name, roles) if part)
        return TopBar(self.box, who, self.actions_here, self.act)

    def _lay_out(self) -> None:
        self._content = QHBoxLayout()
        self._content.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        self._content.setSpacing(14)
        self._content.addWidget(self.stack, 1)
        self._content.addWidget(self.side)
        self._right = QVBoxLayout()
        self._right.setSpacing(0)
        self._right.addWidget(self.top)
        self._right.addLayout(self._content, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(self._right, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(across, 1)
        rows.addWidget(self.status)

    def _make_keys(self) -> dict[str, QAction]:
        made = {}
        for spec in self.actions_here:
            action = QAction(tr(spec.text), self)
            action.setShortcuts([QKeySequence(key) for key in _ENTER_TOO.get(spec.key, (spec.key,)) if key])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(partial(self.act, spec))
            self.addAction(action)
            made[spec.id] = action
        return made

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open)
        self.box.acted.connect(self.act)
        self.status.parked_wanted.connect(self.show_parked)
        self.status.papers_wanted.connect(self.show_papers)
        self.toast.undone.connect(self._take_back)
        self.side.emptied.connect(self._side_emptied)
        place = self.place
        place.changed.connect(self._heard)
        place.opened.connect(self.open)
        place.said.connect(self._say)
        place.noted.connect(self.toast.note)
        self.toast.said.connect(self._put_toast)
        place.offered.connect(self._offer)
        place.parked.connect(self.count_parked)
        place.papered.connect(self._preview)
        place.prints.printed.connect(self._say_printed)
        place.prints.refused.connect(self._say_refused)
        place.ask_front(lambda: self.page.whose() if self.page else None)

    # Pages.

    def open_home(self) -> None:
        """The page that this role begins with."""
        homes = [page for page in self.pages.values() if set(page.home_of) & set(self.place.actor.roles)]
        first = [*homes, *(page for page in self.pages.values() if self._is_in_rail(page))]
        if first:
            self.open(first[0].id)

    def open(self, which: str, subject: object = None) -> None:
        """Brings a page to the front, for this subject if it has one."""
        spec = self.pages.get(which)
        if spec is None:
            return
        self._leave_other(subject)
        page = self._made.get(which) or self._make(spec)
        self.stack.setCurrentWidget(page)
        self.rail.mark(which)
        self._enable_keys(which)
        page.stand_back(self.side.dialog is not None)
        page.show_for(subject)
        self._focus_page()

    @property
    def page(self) -> Page | None:
        found = self.stack.currentWidget()
        return found if isinstance(found, Page) else None

    def _make(self, spec: PageSpec) -> Page:
        feature = next(one for one in self._features.values() if spec in one.pages)
        page: Page = feature.found(spec.widget)(self.place)
        page.setObjectName(spec.id)
        page.setAccessibleName(tr(spec.title))
        self._made[spec.id] = page
        self.stack.addWidget(page)
        return page

    def _enable_keys(self, which: str) -> None:
        for spec in self.actions_here:
            self._keys[spec.id].setEnabled(spec.page in ("", which))

    def _focus_page(self) -> None:
        field = self.page.first_field() if self.page else None
        (field or self.page or self).setFocus()

    def _heard(self, changes: Changes) -> None:
        for page in self._made.values():
            page.heard(changes)

    # What it does.

    def act(self, spec: ActionSpec, _checked: bool = False) -> None:
        """Carries an action out, on the page in front if it is one of a page."""
        if spec.page and self.page is not None and self.page.objectName() == spec.page:
            spec.act(self.page)
        elif not spec.page:
            spec.act(self.place)

    def call_box(self) -> None:
        """The keyboard goes to the one box."""
        self.box.call()

    def call_commands(self) -> None:
        """The same, for what can be done."""
        self.box.call(">")

    def primary(self) -> None:
        """Ctrl+Enter belongs to the dialog while the keyboard is in it, and to the page otherwise."""
        if self.side.dialog is not None and self.side.holds_focus():
            self.side.dialog.carry_out()
        elif self.page is not None:
            self.page.primary()

    def next_pane(self) -> None:
        """From the page to the dialog beside it, and back."""
        if self.side.dialog is not None and not self.side.holds_focus():
            field = self.side.dialog.first_field()
            (field or self.side.dialog).setFocus()
        else:
            self._focus_page()

    def undo(self) -> None:
        """What the toast offers."""
        self.toast.take_back()

    def show_keys(self) -> None:
        """The keys of the page in front."""
        KeySheet(self, self.actions_here, self.page.objectName() if self.page else "").call()

    def show_parked(self) -> None:
        """Half-done work, to go on with."""
        self._ask_drafts(self._list_parked)

    def show_papers(self) -> None:
        """What a printer refused, to be tried again."""
        sheet = WaitingSheet(self, self.place.prints)
        sheet.call(sheet.first())

    def count_parked(self) -> None:
        """How much there is, for the status line."""
        self._ask_drafts(lambda found: self.status.show_drafts(len(found)))

    def _ask_drafts(self, done: Callable[[tuple[Parked, ...]], None]) -> None:
        """On the writing lane: what was parked a moment ago waits there, and has to be among them."""
        self.place.jobs.write(self, self.place.acts.drafts, done)

    def next_theme(self) -> None:
        """The next of the themes."""
        self.theme_wanted.emit()

    def lock(self) -> None:
        """Hides everything; what is typed is kept first."""
        if self.side.dialog is not None:
            self.side.dialog.keep_now()
        self.locked.emit()

    def leave(self) -> None:
        """Somebody else signs in; what is typed is parked. Papers cannot be: of those one is warned, once."""
        if not self.place.prints.is_done and not self._is_warned:
            self._is_warned = True
            self._say(tr("Papers wait for a printer and are lost when you leave. Leave again to do so"), None)
            return
        if self.side.dialog is not None:
            self.side.dialog.park()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: the dialog is parked, else the page closes what it has open."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.side.dialog is not None:
            self.side.dialog.park()
        elif self.page is not None:
            self.page.escape()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The toast stays at the foot."""
        super().resizeEvent(event)
        self._put_toast()

    def warn(self, text: str) -> None:
        """Says in the status line that the workstation is about to lock itself; an empty text takes that back."""
        self.status.warn(text)

    def renew_top(self) -> None:
        """The top bar's drawings in the colours of another theme."""
        before, self.top = self.top, self._top_bar()
        self._right.replaceWidget(before, self.top)
        before.deleteLater()

    # Inside.

    def _offer(self, dialog: CommandDialog) -> None:
        self.side.put(dialog)
        if self.page is not None:
            self.page.stand_back(True)

    def _leave_other(self, subject: object) -> None:
        """A dialog of one patient does not stay beside another one's chart: it is parked."""
        dialog = self.side.dialog
        if dialog is not None and isinstance(subject, UUID) and dialog.purpose.subject not in (None, subject):
            dialog.park()

    def _side_emptied(self) -> None:
        for page in self._made.values():
            page.stand_back(False)
        self._focus_page()

    def _say(self, text: str, undo: Command[Any] | None) -> None:
        self.toast.say(text, undo)

    def _put_toast(self) -> None:
        self.toast.adjustSize()
        x = (self.width() - self.toast.width()) // 2
        self.toast.move(max(x, 0), self.height() - self.status.height() - self.toast.height() - 4)
        self.toast.raise_()

    def _take_back(self, undo: Command[Any]) -> None:
        self.place.do(self, undo, lambda _: self._say(tr("Taken back"), None))

    def _preview(self, paper: Paper) -> None:
        self._is_warned = False
        PrintPreview(self, self.place, paper).call()

    def _say_printed(self, paper: Print) -> None:
        self._say(tr("Sent to {printer}: {title}", printer=paper.printer, title=paper.title), None)

    def _say_refused(self, paper: Print) -> None:
        why = told(paper.problem) if paper.problem else ""
        self._say(tr("{title} waits. {why}", title=paper.title, why=why), None)

    def _list_parked(self, drafts: tuple[Parked, ...]) -> None:
        sheet = ParkedSheet(self, drafts, self.place.standing.zone)
        sheet.resumed.connect(self._resume)
        sheet.dropped.connect(self._drop)
        sheet.call(sheet.first())

    def _resume(self, draft: Parked) -> None:
        for feature in self._features.values():
            forms = getattr(feature.module(feature.actions), "FORMS", {}) if feature.actions else {}
            if draft.form in forms:
                forms[draft.form](self.place, draft)
                return

    def _drop(self, draft: Parked) -> None:
        self.place.jobs.write(self, lambda: self.place.acts.drop_draft(draft.uid), lambda _: self.place.parked.emit())


def _declared(feature: Feature) -> tuple[ActionSpec, ...]:
    if not feature.actions:
        return ()
    found: tuple[ActionSpec, ...] = feature.module(feature.actions).ACTIONS
    return found
