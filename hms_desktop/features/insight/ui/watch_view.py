"""How a model does here: what nobody may overlook, answers by the week, chances against outcomes, inputs against where
the model was made. Every plot has the same figures as a table behind `t`, and where there is nothing it says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.watch import Line, Told, WatchRow, Week
from hms_desktop.features.insight.ui.card_view import scrolled
from hms_desktop.features.insight.ui.plain_table import boxed, table_of
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.panel import Section
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import label, tr

LEAST: Final = 50
"""Answers below which nothing is said of the inputs."""
_LEAST_HIGH: Final = 190
_BETWEEN: Final = 14
_ABSENT: Final = 5


class Figure(QWidget):
    """A plot, its table, or why there is neither."""

    def __init__(self, title: str, beside: str) -> None:
        super().__init__()
        self.section = Section(title, beside)
        self.section.rows.setContentsMargins(0, 0, 0, 0)
        self.quiet, self.table = Quiet(), Rebuilt()
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(_LEAST_HIGH)
        self.plot: QWidget | None = None
        self._is_table = False
        self.stack.addWidget(self.quiet)
        page = boxed(self.table)
        page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # unseen, it asks for no room
        self.stack.addWidget(page)
        self.section.rows.addWidget(self.stack)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.section)

    def say(self, drawing: str, title: str, way_on: str) -> None:
        """There is nothing to draw."""
        self.quiet.empty(drawing, title, way_on)
        self.table.show_parts(())
        if self.plot is not None:
            self.plot.hide()
        self._turn(None)

    def show_plot(self, plot: QWidget, rows: Sequence[Sequence[str]]) -> None:
        """This plot, and the same as figures."""
        if self.plot is None:
            self.stack.addWidget(plot)
        self.plot = plot
        self.table.show_parts((table_of(rows),))
        self._turn(plot)

    def as_table(self, is_table: bool) -> None:
        """The figures instead of the plot, or the other way round."""
        self._is_table = is_table
        if self.stack.currentIndex() and self.plot is not None:
            self._turn(self.plot)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.stack.currentWidget() is self.quiet

    def _turn(self, plot: QWidget | None) -> None:
        self.stack.setCurrentIndex(0 if plot is None else 1 if self._is_table else self.stack.indexOf(plot))
        front = self.stack.currentWidget()
        least = _LEAST_HIGH if plot is None else 0
        high = 0 if front is None else front.minimumHeight() or front.sizeHint().height()
        self.stack.setFixedHeight(max(least, high))


class WatchView(QStackedWidget):
    """One model's watch."""

    def __init__(self) -> None:
        super().__init__()
        self.quiet, self.said = Quiet(), Rebuilt()
        self.weeks = Figure(tr("Answers by the week"), tr("hatched: not accepted"))
        self.reliability = Figure(tr("Told against happened"), tr("dashed: the same"))
        self.drift = Figure(tr("Inputs against where the model was made"), tr("PSI · marks at 0.1 and 0.25"))
        self.is_table = False
        self.shown = ""
        """The model whose figures stand here."""
        self._lay_out()

    def asking(self) -> None:
        """The figures are on their way."""
        self.shown = ""
        self.quiet.asking()
        self.setCurrentWidget(self.quiet)

    def refuse(self, error: KnownError | BugError, again: Callable[[], object]) -> None:
        """This model cannot be watched."""
        self.shown = ""
        self.quiet.refused(error, again)
        self.setCurrentWidget(self.quiet)

    def show_watch(self, row: WatchRow, is_asked_here: bool, is_gathered: bool) -> None:
        """These figures. Some models are asked elsewhere; some outcomes the wards' records know."""
        self.shown = row.model
        if not row.rows:
            self._say_none(row, is_asked_here)
            return
        told = [label(tr(text), "notice", wraps=True) for text in row.says]
        told += [label(text, wraps=True) for text in _named(row)]
        self.said.show_parts([*told, label(_counted(row), "caption", wraps=True)])
        self._show_weeks(row.weeks)
        self._show_told(row, is_gathered)
        self._show_lines(row)
        self.setCurrentWidget(self.area)
        self._place()

    def turn_table(self) -> None:
        """Plots as tables and back."""
        self.is_table = not self.is_table
        for figure in (self.weeks, self.reliability, self.drift):
            figure.as_table(self.is_table)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The plots find their places anew."""
        super().resizeEvent(event)
        self._place()

    def text(self) -> str:
        """What is said in words, for tests."""
        if self.currentWidget() is self.quiet:
            return self.quiet.text()
        figures = (self.weeks, self.reliability, self.drift)
        return " ".join([self.said.text(), *(one.quiet.text() for one in figures if one.is_empty)])

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("clear")
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        self._both = QHBoxLayout()
        self._both.setSpacing(_BETWEEN)
        self._both.addWidget(self.weeks, 1, Qt.AlignmentFlag.AlignTop)
        self._both.addWidget(self.reliability, 1, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(self.said)
        rows.addLayout(self._both)
        rows.addWidget(self.drift)
        self.area = scrolled(body, tr("Watch"))
        self.addWidget(self.quiet)
        self.addWidget(self.area)
        self.setFocusProxy(self.area)

    def _place(self) -> None:
        """Side by side only where both have room, in whatever language and size of text."""
        least = self.weeks.minimumSizeHint().width() + self.reliability.minimumSizeHint().width() + _BETWEEN
        is_narrow = self.is_table or self.area.viewport().width() - 2 * _BETWEEN < least
        self._both.setDirection(
            QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        )  # fmt: skip

    def _say_none(self, row: WatchRow, is_asked_here: bool) -> None:
        way_on = tr("Ask it on the insight page: what it is asked and what became of it is watched here")
        if not is_asked_here:
            way_on = tr("It is asked elsewhere in the program, and what it says there is not kept")
        self.quiet.empty("chart-line", tr("No answers yet in {days} days", days=str(row.days)), way_on)
        self.setCurrentWidget(self.quiet)

    def _show_weeks(self, weeks: Sequence[Week]) -> None:
        from hms_desktop.features.insight.ui.plots import WeeksPlot, share_of

        plot = self.weeks.plot if isinstance(self.weeks.plot, WeeksPlot) else WeeksPlot()
        plot.show_weeks(weeks)
        head = (tr("Week of"), tr("Answers"), tr("Accepted"), tr("Dismissed"), tr("Reported"), tr("Not accepted"))
        rows = [
            (day_text(one.first), str(one.answers), str(one.accepted), str(one.dismissed), str(one.reported),
             share_of(one)) for one in weeks
        ]  # fmt: skip
        self.weeks.show_plot(plot, (head, *rows))

    def _show_told(self, row: WatchRow, is_gathered: bool) -> None:
        if not row.told:
            way_on = tr("They come from people, who tell them beside an answer")
            if is_gathered:
                way_on = tr("They come from people and from the wards’ records: Ctrl+Enter fetches them")
            self.reliability.say("chart-dots", tr("No outcomes yet"), way_on)
            return
        from hms_desktop.features.insight.ui.plots import ReliabilityPlot

        plot = self.reliability.plot if isinstance(self.reliability.plot, ReliabilityPlot) else ReliabilityPlot()
        plot.show_told(row.told)
        self.reliability.show_plot(plot, _told_rows(row.told))

    def _show_lines(self, row: WatchRow) -> None:
        if not row.lines:
            self.drift.say("chart-bar", tr("The inputs are not watched"),
                           tr("The model brought nothing along to hold them against"))  # fmt: skip
            return
        if not row.is_enough:
            self.drift.say("chart-bar", tr("Fewer than {least}: nothing can be said yet", least=str(LEAST)),
                           tr("{count} answers are there; more come as it is asked", count=str(row.rows)))  # fmt: skip
            return
        from hms_desktop.features.insight.ui.plots import DriftPlot

        plot = self.drift.plot if isinstance(self.drift.plot, DriftPlot) else DriftPlot()
        plot.show_lines(row.lines)
        self.drift.show_plot(plot, _line_rows(plot.lines))


def _named(row: WatchRow) -> list[str]:
    """The inputs that look otherwise, where there is enough to say so."""
    from hms_desktop.features.insight.ui.plots import alarms_of

    names = alarms_of(row.lines) if row.is_enough else ""
    told = [tr("Look at: {names}", names=names)] if names else []
    if row.absent:
        first = ", ".join(tr(name) for name in row.absent[:_ABSENT])
        more = len(row.absent) - _ABSENT
        left = f" {tr('and {count} more', count=more)}" if more > 0 else ""
        told.append(tr("Never recorded here: {names}", names=first + left))
    return told


def _told_rows(told: Sequence[Told]) -> list[tuple[str, ...]]:
    from hms_desktop.features.insight.ui.plots import reach_of

    rows: list[tuple[str, ...]] = [(tr("Told"), tr("Happened"), tr("from"), tr("to"), tr("Answers"))]
    for one in told:
        low, high = reach_of(one)
        rows.append((f"{one.told:.0%}", f"{one.happened:.0%}", f"{low:.0%}", f"{high:.0%}", str(one.n)))
    return rows


def _line_rows(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    from hms_desktop.features.insight.ui.plots import spelt

    head = (tr("Input"), tr("PSI"), tr("KS"), tr("Missing then"), tr("Missing now"), tr("State"))
    return [head, *(
        (spelt(one.name), f"{one.psi:.3f}", f"{one.ks:.3f}", f"{one.missing_then:.0%}", f"{one.missing_now:.0%}",
         tr("alarm") if one.is_alarm else tr("as it was")) for one in lines
    )]  # fmt: skip


def _counted(row: WatchRow) -> str:
    """How much there is to go by, and what it comes to."""
    parts = [tr("{days} days", days=str(row.days)), tr("{count} answers of version {version}", count=str(row.rows),
             version=row.version), tr("{count} outcomes", count=str(row.outcomes))]  # fmt: skip
    if row.auc is not None:
        parts.append(tr("AUC {value}, {low} to {high}", **_three(row.auc)))
    if row.observed_expected is not None:
        parts.append(tr("happened through told {value}, {low} to {high}", **_three(row.observed_expected)))
    return " · ".join(parts)


def _three(told: tuple[float, float, float]) -> dict[str, str]:
    return dict(zip(("value", "low", "high"), (f"{one:.2f}" for one in told), strict=True))
