"""Patients out of another system's file: how it is understood, what would come of it, and only then the import.

The file is read on a lane, a batch at a time; each batch of an import is a command of its own, so the desk can write in
between and whoever gives up keeps what is in already.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hms_desktop.features.patients.domain.incoming import Fault
from hms_desktop.features.patients.ui.importing import Incoming, Outcome, Tally
from hms_desktop.features.patients.ui.words import FIELDS
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.list_view import ListView
from hms_desktop.ui.page import Page as PageOfWindow
from hms_desktop.ui.paged_model import Column, KeysetModel
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_SIDE: Final = 400
_SHOWN: Final = 1_000
_LEFT_OUT: Final = ""
_MADE: Final = ("precision", "is_deceased", "died_on", "is_restricted", "archived_at")
_COLUMNS: Final = tuple(name for name in FIELDS if name not in _MADE)


class ImportPage(PageOfWindow):
    """Choose, try, import."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.incoming: Incoming | None = None
        self.tally = Tally()
        self._mapping: dict[str, Choice] = {}
        self.file = QLineEdit()
        self.file.setAccessibleName(tr("File"))
        self.file.setPlaceholderText(tr("a file of another system: CSV, with names over its columns"))
        self.file.returnPressed.connect(self.take_file)
        self.choose = QPushButton(tr("Choose a file"))
        self.choose.clicked.connect(self._choose)
        self.problem = Problem()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("Progress"))
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.go = primary(tr("Try it without writing"), "Ctrl Enter")
        self.go.clicked.connect(self.primary)
        self.stop = QPushButton(tr("Stop"))
        self.stop.clicked.connect(self._stop)
        self.stop.hide()
        self.counts = label("", wraps=True)
        self.columns = _fault_columns()
        self.model: KeysetModel[Fault] = KeysetModel(self.columns, self._page_of_faults)
        self.view = ListView(tr("Lines that cannot be taken over"))
        self.view.show_model(self.model, self.columns)
        self._lay_out()

    def primary(self) -> None:
        """The next step: take the file, try it, import it."""
        if self.incoming is None:
            self.take_file()
        elif self.incoming.is_busy:
            return
        elif not self.tally.is_tried:
            self.try_it()
        elif self.tally.good:
            self.import_it()

    def escape(self) -> bool:
        """Stops what is running."""
        is_running = self.incoming is not None and self.incoming.is_busy
        self._stop()
        return is_running

    def first_field(self) -> QWidget:
        """The file."""
        return self.file

    def take_file(self) -> None:
        """Reads the file's beginning and shows how it is understood."""
        self.problem.hide()
        path = Path(self.file.text().strip()).expanduser()
        self.tally = Tally()
        Incoming.begin(self.place, self, path, self._understood, self._refused)

    def try_it(self) -> None:
        """A dry run: every line is read and looked up, nothing is written."""
        self._run(lambda incoming: incoming.try_it)

    def import_it(self) -> None:
        """Takes the good lines over."""
        self._run(lambda incoming: incoming.take_over)

    def _run(self, which: Callable[[Incoming], Callable[..., None]]) -> None:
        if self.incoming is None:
            return
        self.incoming.columns({head: str(box.currentData()) for head, box in self._mapping.items()})
        self.problem.hide()
        self._set_busy(True)
        which(self.incoming)(self._told, self._ended, self._refused)

    # Inside.

    def _lay_out(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(14)
        outer.addWidget(self._file_panel())
        outer.addWidget(self._results_panel(), 1)

    def _file_panel(self) -> Panel:
        panel = Panel(tr("A file of patients"))
        column = panel.body()
        across = QHBoxLayout()
        across.addWidget(self.file, 1)
        across.addWidget(self.choose)
        column.addLayout(across)
        column.addWidget(self.problem)
        self.understood = label("", "caption", wraps=True)
        column.addWidget(self.understood)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GAP)
        holder = QWidget()
        holder.setObjectName("clear")
        holder.setLayout(self._grid)
        scroll = QScrollArea()
        scroll.setObjectName("clear")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        column.addWidget(scroll, 1)
        column.addWidget(self.progress)
        panel.add_foot(tr("Nothing is written before you say so"), self.stop, self.go)
        panel.setFixedWidth(max(_SIDE, self.fontMetrics().averageCharWidth() * 62))
        return panel

    def _results_panel(self) -> Panel:
        results = Panel(tr("What comes of it"))
        self.quiet = Quiet()
        told = tr("Lines that cannot be taken over are listed here, each with its reason")
        self.quiet.empty("upload", tr("No file yet"), told)
        self._shown = QWidget()
        rows = QVBoxLayout(self._shown)
        rows.setContentsMargins(0, 0, 0, 0)
        padded = QVBoxLayout()
        padded.setContentsMargins(2 * GAP, GAP + 4, 2 * GAP, GAP)
        padded.addWidget(self.counts)
        rows.addLayout(padded)
        rows.addWidget(self.view, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.quiet)
        self.stack.addWidget(self._shown)
        results.rows.addWidget(self.stack)
        return results

    def _choose(self) -> None:
        kinds = tr("Tables (*.csv *.txt *.tsv);;All files (*)")
        dialog = QFileDialog(self, tr("Choose a file"), str(Path.home()), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file.setText)
        dialog.fileSelected.connect(lambda _: self.take_file())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _understood(self, incoming: Incoming) -> None:
        self.incoming = incoming
        plan = incoming.plan
        order = tr("day before month") if plan.is_day_first else tr("month before day")
        sure = "" if plan.is_order_sure else tr(" (not certain: look at the dates)")
        self.understood.setText(
            tr("Read as {encoding}, columns apart by «{sign}», dates with {order}", encoding=plan.encoding,
               sign={"\t": "Tab"}.get(plan.separator, plan.separator), order=order) + sure
        )  # fmt: skip
        self._show_mapping()
        self.go.setText(tr("Try it without writing"))
        self.quiet.empty("list-check", tr("Not tried yet"), tr("Ctrl+Enter reads every line and writes nothing"))
        self.stack.setCurrentWidget(self.quiet)

    def _show_mapping(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._mapping = {}
        if self.incoming is None:
            return
        for row, (head, field) in enumerate(zip(self.incoming.plan.heads, self.incoming.plan.columns, strict=True)):
            box = Choice()
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            box.addItem(tr("left out"), _LEFT_OUT)
            for name in _COLUMNS:
                box.addItem(tr(FIELDS[name]), name)
            if field is not None and box.findData(field) < 0:
                box.addItem(field, field)
            box.setCurrentIndex(max(0, box.findData(field or _LEFT_OUT)))
            box.setAccessibleName(head[:60])
            box.activated.connect(lambda _: self._untried())
            self._mapping[head] = box
            self._grid.addWidget(label(head[:60], "caption"), row, 0)
            self._grid.addWidget(box, row, 1)
        self._grid.setRowStretch(len(self._mapping), 1)
        self._grid.setColumnStretch(1, 1)

    def _untried(self) -> None:
        self.tally = Tally()
        self.go.setText(tr("Try it without writing"))

    def _told(self, tally: Tally, part: float) -> None:
        self.tally = tally
        self.progress.setValue(round(part * 100))
        self._say(tally)

    def _ended(self, tally: Tally) -> None:
        self.tally = tally
        self._set_busy(False)
        self._say(tally)
        self.model.begin()
        self.stack.setCurrentWidget(self._shown)
        if tally.outcome is Outcome.TRIED:
            self.go.setText(tr("Import the good lines"))
        else:
            self.place.say(tr("{count} patients are in", count=tally.added))
            self.go.setText(tr("Try it without writing"))
            self.tally = Tally()

    def _say(self, tally: Tally) -> None:
        counted = {"good": tally.good, "bad": len(tally.faults), "sure": tally.sure, "maybe": tally.maybe}
        told = tr("{good} good · {bad} not · {sure} surely here already, left out · {maybe} perhaps here", **counted)
        self.counts.setText(told)

    def _refused(self, error: KnownError | BugError) -> None:
        self._set_busy(False)
        self.problem.tell(error)

    def _stop(self) -> None:
        if self.incoming is not None:
            self.incoming.stop()

    def _set_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.progress.setValue(0)
        self.stop.setVisible(busy)
        self.go.setEnabled(not busy)
        for widget in (self.file, self.choose, *self._mapping.values()):
            widget.setEnabled(not busy)

    def _page_of_faults(
        self,
        _request: PageRequest,
        done: Callable[[Page[Fault]], None],
        _failed: Callable[[KnownError | BugError], None],
    ) -> None:
        done(Page(tuple(self.tally.faults[:_SHOWN])))


def _fault_columns() -> tuple[Column[Fault], ...]:
    return (
        Column(tr("Line"), lambda one: str(one.line), 70, is_figure=True),
        Column(tr("Column"), lambda one: tr(FIELDS.get(one.field, one.field)) if one.field else "", 150),
        Column(tr("Why"), lambda one: tr(one.sentence), is_strong=False),
    )
