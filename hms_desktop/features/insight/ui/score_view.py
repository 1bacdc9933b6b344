"""A score as it is read: the figure large, what it means, what each answer added, what is missing, and the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from hms_desktop.features.insight.domain.answer import Share
from hms_desktop.features.insight.domain.scoring import Score, label_of
from hms_desktop.features.insight.ui.words import RULE
from hms_desktop.features.knowledge.domain import CalculatorRow
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.bars import Balance
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP, large, strong
from hms_desktop.ui.words import apart, label, told, tr

_LONGEST: Final = 30


class ScoreView(Rebuilt):
    """One score, or what it still asks."""

    def show_score(self, score: Score) -> None:
        """What it came to."""
        self.show_parts(self._parts_of(score))

    def show_missing(self, row: CalculatorRow, missing: Sequence[str]) -> None:
        """It cannot be computed yet: what it asks is named, nothing is taken for normal."""
        names = ", ".join(tr(label_of(row, name)) for name in missing)
        parts = [label(tr("Not able to judge yet"))]
        parts[0].setFont(strong(parts[0].font()))
        parts.append(label(tr("Missing: {names}", names=names) if names else tr("See the field that is marked"),
                           "caption", wraps=True))  # fmt: skip
        self.show_parts([*parts, label(_source(row.version), "quiet", wraps=True),
                         label(row.citation, "quiet", wraps=True)])  # fmt: skip

    def refuse(self, error: KnownError | BugError) -> None:
        """It could not be computed, and says why."""
        self.show_parts([label(tr("Not judged: {why}", why=told(error)), "bad", wraps=True)])

    def _parts_of(self, score: Score) -> Iterator[QWidget]:
        value = label(f"{tr(score.value)} {tr(score.unit) if score.unit else ''}".strip(), "title")
        yield value
        meaning = label(tr(score.meaning), wraps=True)
        meaning.setFont(large(meaning.font()))
        yield meaning
        for warning in score.warnings:
            yield label(tr(warning), "notice", wraps=True)
        if score.opinion.shares:
            yield added(score.opinion.shares, score.floor, score.value)
        yield label(_source(score.opinion.version), "quiet", wraps=True)
        yield label(score.citation, "quiet", wraps=True)


def added(shares: Sequence[Share], floor: float, whole: str) -> QWidget:
    """What each answer added; with what everybody has they are the score."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GAP)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    grid.addWidget(label(tr("What each answer added"), "caption"), 0, 0, 1, 3)
    most = max(abs(one.share) for one in shares)
    for at, one in enumerate(shares, 1):
        name = label(f"{_cut(tr(one.name))}: {tr(one.said)}", "caption", wraps=True)
        points = label(_signed(one.share))
        points.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(name, at, 0)
        grid.addWidget(Balance(one.share, most, f"{tr(one.name)}: {_signed(one.share)}"), at, 1)
        grid.addWidget(points, at, 2)
    total = " + ".join(f"{one.share:g}" for one in shares).replace("+ -", "− ")
    ground = tr("{floor} that everybody has + ", floor=f"{floor:g}") if floor else ""
    grid.addWidget(label(apart(f"{ground}{total} = {whole}"), "quiet", wraps=True), len(shares) + 1, 0, 1, 3)
    return made


def _source(version: str) -> str:
    return f"{tr(RULE)} · {version}"


def _signed(points: float) -> str:
    return f"+{points:g}" if points > 0 else f"−{abs(points):g}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
