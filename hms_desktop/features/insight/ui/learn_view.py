"""Who does not come, learnt on this device: what foretells now, and what was learnt so far with its figures."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hms_desktop.features.insight.ui.card_view import scrolled
from hms_desktop.features.insight.ui.plain_table import table_of
from hms_desktop.features.scheduling.domain import FitRow, ForetoldBy, NoShowModel
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr

_BY: Final = {
    ForetoldBy.OWN: "What was learnt from this clinic’s own appointments",
    ForetoldBy.BASE: "The model that came with the program",
    ForetoldBy.RULE: "A rule: the share that was missed before",
}


class LearnView(QWidget):
    """What foretells, and what was learnt."""

    def __init__(self) -> None:
        super().__init__()
        self.facts, self.problem, self.fits = FactList(), Problem(), Rebuilt()
        body = QWidget()
        body.setObjectName("clear")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GAP)
        why = tr("Learning stays on this device. What was learnt is used only if it is no worse on appointments and "
                 "patients that it has not seen")  # fmt: skip
        for part in (self.facts, label(why, "caption", wraps=True), self.problem, self.fits):
            column.addWidget(part)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self.area = scrolled(body, tr("Learn"))
        rows.addWidget(self.area)
        self.setFocusProxy(self.area)

    def show_model(self, model: NoShowModel, zone: tzinfo) -> None:
        """As it stands now."""
        self.facts.tell((
            (tr("Foretells now"), tr(_BY[model.by])), (tr("Version"), model.version), (tr("Why"), tr(model.why_rule)),
        ))  # fmt: skip
        if not model.fits:
            self.fits.show_parts((label(tr("Nothing was learnt here yet"), wraps=True),))
            return
        self.fits.show_parts((table_of([_head(), *(_line(one, zone) for one in model.fits)]),))

    def refuse(self, error: KnownError | BugError) -> None:
        """It could not be learnt, and says why."""
        self.problem.tell(error)

    def text(self) -> str:
        """What is read, for tests."""
        return " ".join(part for part in (self.facts.text(), self.problem.text(), self.fits.text()) if part)


def _head() -> tuple[str, ...]:
    return (tr("Learnt on"), tr("Appointments"), tr("Judged on"), tr("AUC"), tr("AUC before"), tr("AUC of the rule"),
            tr("Log loss"), tr("before"), tr("State"))  # fmt: skip


def _line(one: FitRow, zone: tzinfo) -> tuple[str, ...]:
    told = one.figures
    at = one.at.astimezone(zone)
    return (
        f"{day_text(at.date())} {at:%H:%M}", str(one.rows), str(told.judged), f"{told.auc:.3f}", f"{told.base_auc:.3f}",
        f"{told.rule_auc:.3f}", f"{told.log_loss:.3f}", f"{told.base_log_loss:.3f}",
        tr("in use") if one.is_in_use else tr("not in use"),
    )  # fmt: skip
