"""An answer as it is read: what it is and is not, what is likely, what spoke for and against, what would change it.

One view for all instruments. What a person does with the answer stands below it: accept, dismiss with a reason, report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.answer import Likely, Opinion, Share, Silence, Turning, Used
from hms_desktop.features.insight.ui.words import DISCLAIMER, RULE, SILENCES, in_words, likely, percent
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.bars import Balance, Bar
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.panel import card
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import apart, label, told, tr

GRAVE: Final = 2
_NAME_WIDE: Final = 34
_LONGEST: Final = 46
_EXCLUDED: Final = 0.01
_ANYTHING: Final = 0.98


class AnswerView(Rebuilt):
    """What an opinion says. `chosen` is the candidate whose reasons are shown."""

    def show_opinion(self, said: Opinion, shares: Sequence[Share] | None = None, others: float = 0.0) -> None:
        """Another answer, or the reasons of another candidate of the same."""
        reasons = said.shares if shares is None else tuple(shares)
        self.show_parts(self._parts_of(said, reasons, said.others if shares is None else others))

    def refuse(self, error: KnownError | BugError) -> None:
        """It could not be asked, and says so."""
        self.show_parts([label(tr("Not judged: {why}", why=told(error)), "bad", wraps=True)])

    def _parts_of(self, said: Opinion, shares: Sequence[Share], others: float) -> Iterator[QWidget]:
        if said.silence is not Silence.NONE:
            yield silence(said)
        if said.likely:
            yield candidates(said.likely, said.subject)
        if shares:
            yield reasons(said.subject, shares, others)
        if said.turning:
            yield turning(said.turning)
        for sentence in said.says:
            yield label(tr(sentence), wraps=True)
        if said.used:
            yield used(said.used)
        yield label(source_of(said), "quiet", wraps=True)


def source_of(said: Opinion) -> str:
    """What it is, of which day, and what it is not."""
    parts = [tr(RULE if said.is_rule else DISCLAIMER)]
    if said.version:
        parts.append(tr("{model} {version} of {day}", model=tr(said.title or said.model), version=said.version,
                        day=_day(said.made)))  # fmt: skip
    return " · ".join(parts)


def _day(made: str) -> str:
    """As days are written everywhere; a model that does not say its day says nothing."""
    return apart(day_text(date.fromisoformat(made))) if made else "–"


def silence(said: Opinion) -> QWidget:
    """Why there is no answer, or none to rely upon."""
    title, way_on = SILENCES[said.silence]
    return card(tr(title), tr(way_on))


def candidates(rows: Sequence[Likely], subject: str) -> QWidget:
    """Each with its word, number and reach; what must not be missed says so, and the chosen one stands out."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GAP + 2)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    for at, one in enumerate(rows):
        name = label(f"{one_line(tr(one.name))}  {one.code}".strip(), wraps=True)
        name.setMinimumWidth(name.fontMetrics().averageCharWidth() * _NAME_WIDE // 2)
        if one.name == subject:
            name.setFont(strong(name.font()))
        said = likely(one.probability, one.low, one.high)
        grid.addWidget(name, at, 0)
        grid.addWidget(Bar(one.probability, f"{tr(one.name)}: {said}", _reach(one)), at, 1)
        grid.addWidget(label(said, "caption"), at, 2)
        if 1 <= one.grave <= GRAVE and one.probability >= _EXCLUDED:
            grid.addWidget(ChipLabel(tr("not to miss"), Tone.BAD), at, 3)
    return made


def reasons(subject: str, shares: Sequence[Share], others: float) -> QWidget:
    """Bars that leave the middle: for to the one side, against and hatched to the other; they add up."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GAP + 2)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    head = label(tr("Why {name}", name=tr(subject)) if subject else tr("Why"), "caption", wraps=True)
    ends = label(tr("against · for"), "quiet")
    ends.setAlignment(Qt.AlignmentFlag.AlignCenter)
    grid.addWidget(head, 0, 0)
    grid.addWidget(ends, 0, 1)
    every = [*shares, *([Share(tr("everything else"), "", others)] if abs(others) >= 0.005 else [])]
    most = max((abs(one.share) for one in every), default=0.0)
    for at, one in enumerate(every, 1):
        name = one_line(tr(one.name))
        cut = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
        sign = tr("for") if one.share > 0 else tr("against")
        grid.addWidget(label(cut, "caption"), at, 0)
        grid.addWidget(Balance(one.share, most, f"{name}: {sign}"), at, 1)
        grid.addWidget(label(f"{one_line(tr(one.said))} {'+' if one.share > 0 else '−'}".strip(), "caption"), at, 2)
    return made


def turning(changes: Sequence[Turning]) -> QWidget:
    """What would have to be otherwise for another answer."""
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(2)
    rows.addWidget(label(tr("It would change if"), "caption"))
    for change in changes:
        facts = " · ".join(
            tr("{name}: {now} → {then}", name=one_line(tr(name)), now=tr(now), then=tr(then))
            for name, now, then in change.facts
        )
        chance = f"{in_words(change.probability)}, {percent(change.probability)} %"
        answer = tr(change.answer) + _mark(change.at_least)
        led = tr("{facts} leads to {answer} ({likely})", facts=facts, answer=answer, likely=chance)
        rows.addWidget(label(led, "quiet", wraps=True))
    return made


def _mark(at_least: int) -> str:
    if not at_least:
        return ""
    said = tr("at least {percent} %", percent=at_least) if at_least > 0 else tr("below {percent} %", percent=-at_least)
    return f": {said}"


def used(facts: Sequence[Used]) -> QWidget:
    """Exactly what the answer was made from; what is not recorded is named, greyed."""
    there = [f"{tr(one.name)} {tr(one.said)}" for one in facts if one.said]
    missing = [tr(one.name) for one in facts if not one.said]
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(2)
    if there:
        rows.addWidget(label(tr("Made from: {facts}", facts=" · ".join(there)), "caption", wraps=True))
    if missing:
        rows.addWidget(label(tr("Not recorded: {facts}", facts=" · ".join(missing)), "quiet", wraps=True))
    return made


def beside(*parts: QWidget, stretch: bool = True) -> QWidget:
    """Parts in a row."""
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(GAP)
    for part in parts:
        across.addWidget(part)
    if stretch:
        across.addStretch(1)
    return made


def _reach(one: Likely) -> tuple[float, float] | None:
    return (one.low, one.high) if 0.005 <= one.high - one.low <= _ANYTHING else None
