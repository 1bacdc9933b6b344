"""Models: every one with its card, how it does here, its versions side by side, and for no-shows what was learnt here.

The page shows and never acts by itself: a version is chosen, outcomes are fetched and learning begins only when a
person says so.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from hms_desktop.features.insight.domain.watch import ModelRow, WatchRow
from hms_desktop.features.insight.ui.card_view import CardView
from hms_desktop.features.insight.ui.learn_view import LearnView
from hms_desktop.features.insight.ui.versions_view import VersionsView
from hms_desktop.features.insight.ui.watch_view import WatchView
from hms_desktop.features.insight.ui.words import MODELS
from hms_desktop.features.insight.watching import CardOf, GatherOutcomes, ModelsHere, VersionsOf, WatchOf
from hms_desktop.features.scheduling.domain import NoShowModel
from hms_desktop.features.scheduling.learning import LearnNoShows, NoShowFits
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.panel import Panel, line, primary
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.tabs import Tabs
from hms_desktop.ui.two_lines import TwoLineList
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

ID: Final = "models"
LEARNS: Final = "noshow"
GATHERED: Final = "readmission"
"""The model whose outcomes the wards' records know."""
_ELSEWHERE: Final = ("noshow", "symptoms", "triage")
"""What these say is not kept as answers of insight."""
_DAYS: Final = 90
_CARD, _WATCH, _VERSIONS, _LEARN = range(4)
_KINDS: Final = ("model_use", "insight_answer", "insight_verdict", "insight_outcome")


class ModelList(TwoLineList):
    """The models; `t` is not a letter to look for here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are the page's."""
        if event.text().isprintable() and event.text() and not event.text().isspace():
            event.ignore()
        else:
            super().keyPressEvent(event)


class ModelsPage(TwoParts):
    """The list of models, and the chosen one."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.rows: tuple[ModelRow, ...] = ()
        self.name = ""
        self.models, self.quiet = ModelList(tr("Models")), Quiet()
        self.tabs = Tabs(tr("Parts of the model"), [tr("Card"), tr("Watch"), tr("Versions"), tr("Learn")])
        self.card, self.watch = CardView(tr("Card")), WatchView()
        self.versions, self.learn = VersionsView(place), LearnView()
        self.stack = QStackedWidget()
        self.chip = ChipLabel("")
        self.panel = Panel(tr("Model"))
        self.go = primary(tr("Fetch outcomes"), "Ctrl Enter")
        self._lay_out()
        self._connect()

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        """This model, or the one that was in front."""
        if isinstance(_subject, str) and _subject:
            self.name = _subject
        self.read_again()

    def heard(self, changes: Changes) -> None:
        """Figures follow what was asked, decided and chosen."""
        if self.isVisible() and any(changes.touches(kind) for kind in _KINDS):
            self.read_again()

    def primary(self) -> None:
        """What the part in front is for: fetch outcomes, choose versions, learn."""
        doing = {_WATCH: self.gather, _VERSIONS: self.choose, _LEARN: self.begin_learning}.get(self.tabs.currentIndex())
        if doing is not None and self.go.isVisibleTo(self) and self.go.isEnabled():
            doing()

    def first_field(self) -> QWidget:
        """The list; in a narrow window, where it is not, the part in front."""
        return self.models if self.models.isVisibleTo(self) else self._front()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """`t` turns plots into tables and back."""
        if event.text() == "t" and self.tabs.currentIndex() == _WATCH:
            self.watch.turn_table()
        else:
            super().keyPressEvent(event)

    # Acts, named in `actions.py`.

    def turn(self, by: int) -> None:
        """The next part that this model has, or the one before."""
        there = [at for at in range(self.tabs.count()) if self.tabs.isTabVisible(at)]
        self.tabs.setCurrentIndex(there[(there.index(self.tabs.currentIndex()) + by) % len(there)])

    def turn_table(self) -> None:
        """The figures of the plots as tables."""
        self.tabs.setCurrentIndex(_WATCH)
        self.watch.turn_table()

    def gather(self) -> None:
        """The wards' records say who came back."""
        self.go.setEnabled(False)
        self.place.do(self, GatherOutcomes(id=self.place.new_id()), lambda done: self._gathered(done.answer),
                      self._not_done)  # fmt: skip

    def choose(self) -> None:
        """Which version answers, and which beside it."""
        command = self.versions.choice()
        if command is not None:
            self.place.do(self, command, lambda _: self._chosen(), self._not_chosen)

    def begin_learning(self) -> None:
        """The clinic's finished appointments teach the model."""
        self.go.setEnabled(False)
        job = self.place.do(self, LearnNoShows(id=self.place.new_id()), lambda _: self._learnt(), self._not_learnt)
        if job is not None:
            job.title = "Learning from appointments"

    def read_again(self) -> None:
        """The models as they are now."""
        if not self.rows:
            self.quiet.asking()
        self.place.ask(self, ModelsHere(days=_DAYS), self._show, self._refused)

    @property
    def row(self) -> ModelRow | None:
        """The chosen model."""
        return next((row for row in self.rows if row.name == self.name), None)

    # Inside.

    def _lay_out(self) -> None:
        aside = Panel(tr("Models"))
        aside.beside.setText(tr("answers in {days} days", days=str(_DAYS)))
        self.sides = QStackedWidget()
        self.sides.addWidget(self.quiet)
        self.sides.addWidget(self.models)
        aside.rows.addWidget(self.sides)
        self.panel.add_to_head(self.chip)
        head = self.panel.body(margin=12)
        head.setContentsMargins(14, 6, 14, 0)
        head.addWidget(self.tabs)
        self.panel.rows.addWidget(line())
        for part in (self.card, self.watch, self.versions, self.learn):
            self.stack.addWidget(part)
        self.panel.rows.addWidget(self.stack, 1)
        self.hint = self.panel.add_foot("", self.go)
        self.lay_out(self.panel, aside)
        self._across.setDirection(
            QBoxLayout.Direction.RightToLeft
        )  # the list begins the page, and goes when it is narrow
        QWidget.setTabOrder(self.models, self.tabs)
        self.panel.hide()

    def _connect(self) -> None:
        self.models.currentRowChanged.connect(lambda _: self._turn_to())
        self.models.taken.connect(lambda _: self._front().setFocus(Qt.FocusReason.OtherFocusReason))
        self.tabs.currentChanged.connect(lambda _: self._show_part())
        self.go.clicked.connect(self.primary)

    def _front(self) -> QWidget:
        return self.stack.currentWidget() or self.tabs

    def _show(self, rows: tuple[ModelRow, ...]) -> None:
        self.rows = rows
        if not rows:
            self.quiet.empty("cpu", tr("No models here"), tr("Install the program again; everything else works"))
            self.sides.setCurrentWidget(self.quiet)
            self.panel.hide()
            return
        if self.row is None:
            self.name = rows[0].name
        self.models.blockSignals(True)
        self.models.clear()
        for row in rows:
            self.models.add(title_of(row), detail_of(row), row.name, Tone.BAD if row.trouble else Tone.PLAIN)
        self.models.setCurrentRow([row.name for row in rows].index(self.name))
        self.models.blockSignals(False)
        is_first = self.sides.currentWidget() is not self.models
        self.sides.setCurrentWidget(self.models)
        self.panel.show()
        self._show_head()
        if is_first and self.isVisible():
            self.first_field().setFocus()

    def _turn_to(self) -> None:
        chosen = self.models.value()
        if isinstance(chosen, str) and chosen != self.name:
            self.name = chosen
            self._show_head()

    def _show_head(self) -> None:
        row = self.row
        if row is None:
            return
        self.panel.title.setText(title_of(row))
        self.panel.beside.setText(f"{row.version} · {row.made}" if row.version else "")
        self.panel.setAccessibleName(title_of(row))
        text, tone = state_of(row)
        self.chip.say(text, tone)
        self.tabs.setTabVisible(_LEARN, row.name == LEARNS and self.place.may("schedule.fits"))
        self.versions.show_model(row)
        self.learn.problem.hide()
        self._show_part()

    def _show_part(self) -> None:
        """What the part in front needs is asked for; the others wait until they are looked at."""
        at, row = self.tabs.currentIndex(), self.row
        self.stack.setCurrentIndex(at)
        keys = tr("arrows model · Ctrl+PgDn next part · t tables") if at == _WATCH else ""
        self.hint.setText(keys or tr("arrows model · Ctrl+PgDn next part"))
        self._show_act(at)
        if row is None:
            return
        name = row.name
        if at == _CARD:
            if self.card.shown != name:
                self.card.asking()
            self.place.ask(self, CardOf(model=name), lambda text: self._show_card(name, text),
                           lambda error: self.card.refuse(error, self._show_part))  # fmt: skip
        elif at == _WATCH:
            self._ask_watch(name)
        elif at == _VERSIONS:
            self.place.ask(self, VersionsOf(model=name), lambda rows: self._show_versions(name, rows))
            if row.shadow and not row.trouble:
                self.place.ask(self, WatchOf(model=name, days=_DAYS), self._show_shadow, self.versions.refuse)
        else:
            self.place.ask(self, NoShowFits(), self._show_learnt, self.learn.refuse)

    def _show_act(self, at: int) -> None:
        may, is_gathered = self.place.may, self.name == GATHERED
        told = {
            _WATCH: (tr("Fetch outcomes"), is_gathered),
            _VERSIONS: (tr("Choose these versions"), may("insight.manage")),
            _LEARN: (tr("Learn from our appointments"), may("schedule.learn")),
        }
        text, is_there = told.get(at, ("", False))
        self.go.setText(text)
        self.go.setAccessibleName(text)
        self.go.setVisible(is_there)
        self.go.setEnabled(is_there)

    def _ask_watch(self, name: str) -> None:
        if self.watch.shown != name:
            self.watch.asking()
        self.place.ask(self, WatchOf(model=name, days=_DAYS), self._show_watch,
                       lambda error: self.watch.refuse(error, self._show_part))  # fmt: skip

    def _show_card(self, name: str, text: str) -> None:
        if name == self.name:
            self.card.show_card(name, text)

    def _show_watch(self, row: WatchRow) -> None:
        if row.model == self.name:
            self.watch.show_watch(row, row.model not in _ELSEWHERE, row.model == GATHERED)

    def _show_versions(self, name: str, rows: tuple[ModelRow, ...]) -> None:
        if name == self.name:
            self.versions.show_versions(rows)

    def _show_shadow(self, row: WatchRow) -> None:
        if row.model == self.name:
            self.versions.show_watch(row)

    def _show_learnt(self, model: NoShowModel) -> None:
        self.learn.show_model(model, self.place.standing.zone)

    def _gathered(self, count: int) -> None:
        self.go.setEnabled(True)
        self.place.say(tr("{count} outcomes fetched", count=str(count)) if count else tr("No new outcomes"))

    def _not_done(self, error: KnownError | BugError) -> None:
        self.go.setEnabled(True)
        self.place.tell(error)

    def _chosen(self) -> None:
        self.place.say(tr("The versions are chosen"))

    def _not_chosen(self, error: KnownError | BugError) -> None:
        """Somebody else may have chosen meanwhile: the next try goes out from what stands there now."""

        def show(rows: tuple[ModelRow, ...]) -> None:
            self._show(rows)
            self.versions.refuse(error)

        self.place.ask(self, ModelsHere(days=_DAYS), show)

    def _learnt(self) -> None:
        self.learn.problem.hide()
        self.place.say(tr("Learnt from our appointments"))
        self._show_part()

    def _not_learnt(self, error: KnownError | BugError) -> None:
        self.go.setEnabled(True)
        self.learn.refuse(error)

    def _refused(self, error: KnownError | BugError) -> None:
        self.quiet.refused(error, self.read_again)
        self.sides.setCurrentWidget(self.quiet)
        self.panel.hide()


def title_of(row: ModelRow) -> str:
    """A short name where there is one; a model from elsewhere has its own."""
    return tr(MODELS[row.name]) if row.name in MODELS else row.title


def state_of(row: ModelRow) -> tuple[str, Tone]:
    """One word on how it stands."""
    if row.trouble:
        return tr(row.trouble), Tone.BAD
    if row.shadow:
        return tr("in use, shadow {version}", version=row.shadow), Tone.WARN
    return tr("in use"), Tone.GOOD


def detail_of(row: ModelRow) -> str:
    """State, version, and how often it was asked."""
    parts = [state_of(row)[0], row.version]
    if row.name not in _ELSEWHERE:
        parts.append(tr("{count} answers", count=str(row.answers)) if row.answers != 1 else tr("1 answer"))
    return " · ".join(part for part in parts if part)
