"""A model's versions side by side: which one answers, which one answers beside it unseen, and what each card measured.

A person chooses; nothing here is taken into use by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.watch import ModelRow, WatchRow
from hms_desktop.features.insight.ui.card_view import scrolled
from hms_desktop.features.insight.ui.plain_table import table_of
from hms_desktop.features.insight.versions import SHIPPED, ChooseVersion
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_WIDE: Final = 300
_MILLION: Final = 1_000_000


class VersionsView(QWidget):
    """The choice and the figures of one model."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.row: ModelRow | None = None
        self.shown, self.shadow, self.problem = Choice(), Choice(), Problem()
        self.told, self.figures = Rebuilt(), Rebuilt()
        self._lay_out()

    def show_model(self, row: ModelRow) -> None:
        """What is chosen of this one now. A choice that somebody is about to make stays while nothing of it changed."""
        before, self.row = self.row, row
        if before is not None and _stand(before) == _stand(row):
            return
        self.problem.hide()
        _fill(self.shown, [(tr("the one that came with the program"), SHIPPED), *_named(row)], row.shown)
        _fill(self.shadow, [(tr("none"), ""), *_named(row)], row.shadow)
        self._told(tr("No version of it can be used here") if not row.versions else "")

    def show_versions(self, rows: Sequence[ModelRow]) -> None:
        """The figures of every card, a column a version."""
        self.figures.show_parts((table_of(_columns(rows)),) if rows else ())

    def show_watch(self, row: WatchRow) -> None:
        """How the unseen one does beside the one in use."""
        if not row.shadow:
            return
        if row.shadow_agrees is None:
            self._told(tr("{version} answers beside it; nothing was asked since", version=row.shadow))
            return
        self._told(tr(
            "{version} put the same first in {share} of {count} answers to the same",
            version=row.shadow, share=f"{row.shadow_agrees:.0%}", count=str(row.shadow_rows),
        ))  # fmt: skip

    def choice(self) -> ChooseVersion | None:
        """What is chosen, as a command; None where nothing was changed."""
        row = self.row
        if row is None or (self.shown.currentData(), self.shadow.currentData()) == (row.shown, row.shadow):
            return None
        return ChooseVersion(
            id=self.place.new_id(), model=row.name, shown=self.shown.currentData(), shadow=self.shadow.currentData(),
            version=row.use_version,
        )  # fmt: skip

    def refuse(self, error: KnownError | BugError) -> None:
        """The choice was not taken; it stays as it is typed."""
        self.problem.tell(error)

    def _told(self, text: str) -> None:
        self.told.show_parts((label(text, wraps=True),) if text else ())

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("clear")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GAP)
        form = QGridLayout()
        form.setHorizontalSpacing(2 * GAP)
        form.setVerticalSpacing(GAP)
        form.setColumnStretch(2, 1)
        may = self.place.may("insight.manage")
        both = ((tr("Answers"), self.shown), (tr("Answers beside it, unseen"), self.shadow))
        for at, (title, box) in enumerate(both):
            box.setAccessibleName(title)
            box.setMinimumWidth(_WIDE)
            box.setEnabled(may)
            form.addWidget(label(title, buddy=box), at, 0)
            form.addWidget(box, at, 1)
        column.addLayout(form)
        if not may:
            column.addWidget(label(tr("An administrator chooses which version answers"), "caption", wraps=True))
        for part in (self.problem, self.told, self.figures):
            column.addWidget(part)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self.area = scrolled(body, tr("Versions"))
        rows.addWidget(self.area)
        self.setFocusProxy(self.shown if may else self.area)


def _stand(row: ModelRow) -> tuple[object, ...]:
    return row.name, row.use_version, row.shown, row.shadow, row.versions


def _named(row: ModelRow) -> list[tuple[str, str]]:
    return [(version, version) for version in row.versions]


def _fill(box: Choice, options: list[tuple[str, str]], chosen: str) -> None:
    """A version that is chosen and gone is still said."""
    if all(value != chosen for _, value in options):
        options = [*options, (tr("{version}, not installed", version=chosen), chosen)]
    box.blockSignals(True)
    box.clear()
    for text, value in options:
        box.addItem(text, value)
    box.setCurrentIndex([value for _, value in options].index(chosen))
    box.blockSignals(False)


def _columns(rows: Sequence[ModelRow]) -> list[tuple[str, ...]]:
    names = tuple(dict.fromkeys(name for row in rows for name, _ in row.figures))
    known = [dict(row.figures) for row in rows]
    head = [
        (tr("Version"), *(row.version for row in rows)),
        (tr("Made"), *(row.made for row in rows)),
        (tr("Licence"), *(row.licence for row in rows)),
        (tr("Size"), *(f"{row.size / _MILLION:.1f} MB" if row.size else "—" for row in rows)),
        (tr("State"), *(tr(row.trouble) if row.trouble else tr("can be used") for row in rows)),
    ]
    return [*head, *((tr(name), *(one.get(name, "—") for one in known)) for name in names if name != "Bytes")]
