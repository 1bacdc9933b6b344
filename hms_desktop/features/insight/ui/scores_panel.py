"""Published scores: found by a word, filled from the record, computed as soon as they can be.

Only what is recorded or said counts; what is missing is named. A score is a rule, and says so.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.answer import Opinion
from hms_desktop.features.insight.domain.scoring import Score, from_record, is_whole, ordered, taken_over
from hms_desktop.features.insight.scores import AskScore, Scores
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.features.insight.ui.score_form import ScoreForm
from hms_desktop.features.insight.ui.score_view import ScoreView
from hms_desktop.features.knowledge.domain import CalculatorRow
from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.kernel.paging import Page
from hms_desktop.ui.fields import LineField
from hms_desktop.ui.paged_model import Column
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_PAUSE_MS: Final = 350
_LIST: Final = 260
_RESULT: Final = 300
_HIGH: Final = 340
_MOST_NAMED: Final = 4


class ScoresPanel(Instrument):
    """A list of scores, the form of the one that is chosen, and what it comes to."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.rows: tuple[CalculatorRow, ...] = ()
        self.form: ScoreForm | None = None
        self.score: Score | None = None
        self._turn = 0
        self.filter = LineField("filter", tr("Score or disease"), tr("ckd · stroke · readmission · pneumonia"))
        self.list = StatedList(tr("Scores"), _columns(), self._page, _EMPTY, key=lambda row: row.id)
        self.summary = label("", "quiet", wraps=True)
        self.title = label("")
        self.title.setFont(strong(self.title.font()))
        self.frame, self.view = QScrollArea(), ScoreView()
        self._think = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._think.timeout.connect(self.judge)
        self._lay_out()
        self.filter.edited.connect(self.list.begin)
        if isinstance(self.filter.editor, QLineEdit):
            self.filter.editor.returnPressed.connect(self.begin_form)
        self.list.view.chosen.connect(self._choose)
        self.list.view.opened.connect(lambda _: self.begin_form())
        place.ask(self, Scores(), self._show_rows, self.view.refuse)

    # What the page asks of it.

    def turned(self, *, other: bool) -> None:
        """Another patient, an empty form; other facts of the same one fill what is open."""
        if other or self.form is None:
            self.open_form(self.form.row if self.form else None)
        else:
            self.form.fill(from_record(self.form.row, self.subject))
            self.judge()
        self._summarise()

    def opinion(self) -> Opinion | None:
        """The score that is shown."""
        return self.score.opinion if self.score else None

    def accepted(self) -> tuple[str, str]:
        """«LACE 12 (high risk of coming back)»."""
        return (taken_over(self.score), "") if self.score and self.score.opinion.uid else ("", "")

    def primary(self) -> None:
        """Computes without waiting."""
        self.judge()

    def escape(self) -> bool:
        """Empties the form, or the filter."""
        was = bool(self.filter.raw()) or bool(self.form and self.form.given())
        self.filter.fill("")
        self.list.begin()
        self.open_form(self.form.row if self.form else None)
        self.filter.editor.setFocus()
        return was

    def first_field(self) -> QWidget:
        """The filter: a word leads to a score."""
        return self.filter.editor

    # What a person does.

    def open_form(self, row: CalculatorRow | None) -> None:
        """The form of this score, with what the record says of it."""
        self._turn += 1
        self._think.stop()
        self.score = None
        self.title.setText(tr(row.title) if row else "")
        if row is None:
            self.view.show_parts([])
            return
        self.form = ScoreForm(row, self.place.today)
        self.form.setObjectName("clear")
        self.frame.setWidget(self.form)
        self.form.fill(from_record(row, self.subject))
        self.form.edited.connect(self._think.start)
        self.judge()

    def begin_form(self) -> None:
        """The keyboard goes to what is open first."""
        if self.form is not None:
            self.form.first_open().setFocus()

    def judge(self) -> None:
        """Computes it if it can be; else names what is missing."""
        self._think.stop()
        self._turn += 1
        form = self.form
        if form is None:
            return
        given = form.given()
        is_wrong, missing = form.object_to(form.row.faults(given)), form.row.missing(given)
        if is_wrong or missing:
            self._show(None)
            self.view.show_missing(form.row, missing)
            return
        command = AskScore(
            id=self.place.new_id(), calculator=form.row.id, inputs=given, sources=form.recorded(),
            patient=self.subject.patient,
        )  # fmt: skip
        self.place.do(self, command, partial(self._answered, self._turn), self._refused)

    # Inside.

    def _lay_out(self) -> None:
        left, middle, right = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for part in (self.filter, self.list, self.summary):
            left.addWidget(part)
        left.setStretch(1, 1)
        self.frame.setObjectName("clear")
        self.frame.setFrameShape(QFrame.Shape.NoFrame)
        self.frame.setWidgetResizable(True)
        self.frame.setMinimumHeight(_HIGH)
        middle.addWidget(self.title)
        middle.addWidget(self.frame, 1)
        right.addWidget(self.view)
        right.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(14, 10, 14, 10)
        across.setSpacing(2 * GAP)
        for column, wide in ((left, _LIST), (right, _RESULT)):
            holder = QWidget()
            holder.setFixedWidth(wide)
            column.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(column)
            across.addWidget(holder)
        across.insertLayout(1, middle, 1)

    def _page(self, _request: object, done: Any, _failed: object) -> None:  # noqa: ANN401 - what a list is given
        done(Page(ordered(self.rows, self.filter.raw())))

    def _show_rows(self, rows: tuple[CalculatorRow, ...]) -> None:
        self.rows = rows
        self.list.begin()
        self._summarise()

    def _choose(self, row: CalculatorRow | None) -> None:
        if row is not None and (self.form is None or row.id != self.form.row.id):
            self.open_form(row)

    def _summarise(self) -> None:
        """The scores for which the record alone is enough; nothing more than that."""
        whole = [row.title for row in self.rows if is_whole(row, from_record(row, self.subject))]
        names = ", ".join(tr(one) for one in whole[:_MOST_NAMED])
        self.summary.setText(tr("The record alone is enough for: {names}", names=names) if whole else
                             tr("No score can be computed from the record alone"))  # fmt: skip

    def _answered(self, turn: int, done: Done[Score]) -> None:
        if turn == self._turn:
            self._show(done.answer)

    def _refused(self, error: KnownError | BugError) -> None:
        self._show(None)
        if isinstance(error, Invalid) and self.form is not None:
            self.form.object_to(error.fields)
        self.view.refuse(error)

    def _show(self, score: Score | None) -> None:
        self.score = score
        if score is not None:
            self.view.show_score(score)
        self.shown.emit()


def _columns() -> tuple[Column[CalculatorRow], ...]:
    return (Column(tr("Score"), lambda row: tr(row.title)),)


_EMPTY: Final = ("search", "No score is called so", "Try another word, or empty the field")
