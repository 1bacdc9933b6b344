"""A report as it is read: each value with its range, its flag as arrow and word, what it was, what was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from hms_desktop.features.insight.domain.labs.case import LabRow
from hms_desktop.features.insight.domain.labs.reading import Unread
from hms_desktop.features.insight.ui.range_bar import RangeBar, place
from hms_desktop.features.knowledge.domain import Flag
from hms_desktop.kernel.chart import Tone
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import apart, label, tr

FLAGS: Final = {
    Flag.CRITICAL_HIGH: ("▲▲", "critically high", Tone.BAD),
    Flag.CRITICAL_LOW: ("▼▼", "critically low", Tone.BAD),
    Flag.HIGH: ("▲", "high", Tone.WARN),
    Flag.LOW: ("▼", "low", Tone.WARN),
    Flag.NORMAL: ("", "in range", Tone.QUIET),
    None: ("", "no range", Tone.QUIET),
}
_TOKENS: Final = {Tone.BAD: "bad", Tone.WARN: "warn", Tone.QUIET: "text"}


class LabView(Rebuilt):
    """The values, the critical ones first."""

    def show_rows(self, rows: Sequence[LabRow], unread: Sequence[Unread]) -> None:
        """These, and below them what was not taken."""
        self.show_parts(_parts_of(rows, unread))


def _parts_of(rows: Sequence[LabRow], unread: Sequence[Unread]) -> Iterator[QWidget]:
    for one in unread:
        yield label(tr("Not read: {text} – {why}", text=one.text, why=tr(one.why)), "bad", wraps=True)
    if rows:
        yield _table(rows)


def _table(rows: Sequence[LabRow]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GAP + 2)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    for at, row in enumerate(rows):
        arrow, word, tone = FLAGS[row.flag]
        name = label(tr(row.name), wraps=True)
        value = label(value_text(row))
        if tone is not Tone.QUIET:
            value.setFont(strong(value.font()))
        grid.addWidget(ChipLabel(f"{arrow} {tr(word)}".strip(), tone), at, 0)
        grid.addWidget(name, at, 1)
        grid.addWidget(value, at, 2)
        if row.low is not None or row.high is not None:
            grid.addWidget(RangeBar(place(row.value, row.low, row.high), _TOKENS[tone]), at, 3)
        grid.addWidget(label(range_text(row), "caption"), at, 4)
        grid.addWidget(label(_before(row), "caption", wraps=True), at, 5)
    return made


def value_text(row: LabRow) -> str:
    """«9.1 g/dL»; with a question mark where the unit was not said."""
    unit = "" if row.unit in ("1", "pH") else f" {row.unit}"
    return apart(f"{row.bound}{row.value:g}{unit}") + (" ?" if row.is_assumed else "")


def range_text(row: LabRow) -> str:
    """The usual range as it is printed: both limits, or the one that there is."""
    low, high = (None if one is None else f"{round(one, row.decimals):g}" for one in (row.low, row.high))
    if low is not None and high is not None:
        return apart(f"{low} – {high}")
    if high is not None:
        return apart(f"≤ {high}")
    return apart(f"≥ {low}") if low is not None else ""


def _before(row: LabRow) -> str:
    if row.earlier is None:
        return ""
    way = "→" if row.value == row.earlier else "↑" if row.value > row.earlier else "↓"
    told = tr("{way} from {value}", way=way, value=f"{row.earlier:g}")
    if row.days is not None:
        told += f", {tr('{days} days ago', days=f'{row.days:g}')}"
    return f"{told} · {tr('a great change')}" if row.is_jump else told
