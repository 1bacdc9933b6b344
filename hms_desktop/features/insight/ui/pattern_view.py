"""What rules say of a report: each with what argues for and against it, what it lacks, and whose rule it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.labs.case import Finding, Standing
from hms_desktop.features.insight.domain.labs.catalogue import LabReading, Worth
from hms_desktop.features.insight.ui.words import RULE
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, told, tr

_MOST_WORTH: Final = 5
_HASTE: Final = {2: ("act now", Tone.BAD), 1: ("today", Tone.WARN)}
_STANDINGS: Final = {Standing.POSSIBLE: "possible", Standing.MISSING: "cannot be judged"}


class PatternView(Rebuilt):
    """The rules that have something to say; the chosen one is what accepting takes over."""

    chosen = Signal(str)

    def show_reading(self, reading: LabReading, chosen: str, *, has_person: bool) -> None:
        """All of them, and what to order next."""
        self.show_parts(self._parts_of(reading, chosen, has_person=has_person))

    def refuse(self, error: KnownError | BugError) -> None:
        """It could not be read, and says so."""
        self.show_parts([label(tr("Not judged: {why}", why=told(error)), "bad", wraps=True)])

    def _parts_of(self, reading: LabReading, chosen: str, *, has_person: bool) -> Iterator[QWidget]:
        if not has_person:
            yield label(tr("Say age and sex: without them there is no range of their own, and no rule is asked"),
                        "notice", wraps=True)  # fmt: skip
        elif reading.rows and not reading.patterns:
            yield label(tr("No rule has anything to say; that excludes nothing"), "caption", wraps=True)
        for one in reading.patterns:
            yield self._card(one, is_chosen=one.rule == chosen)
        if reading.worth:
            yield _worth(reading.worth)
        if reading.rows:
            yield label(f"{tr(RULE)} · {reading.opinion.version}", "quiet", wraps=True)

    def _card(self, finding: Finding, *, is_chosen: bool) -> QWidget:
        made = QFrame()
        made.setObjectName("card")
        rows = QVBoxLayout(made)
        rows.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        rows.setSpacing(2)
        rows.addLayout(self._head(finding, is_chosen=is_chosen))
        for template, parts in (
            ("For: {facts}", finding.speaks_for), ("Against: {facts}", finding.speaks_against),
            ("Missing: {facts}", finding.missing),
        ):  # fmt: skip
            if parts and not (finding.standing is Standing.MISSING and parts is finding.missing):
                facts = " · ".join(tr(part) for part in parts)
                rows.addWidget(label(tr(template, facts=facts), "caption", wraps=True))
        rows.addWidget(label(finding.source, "quiet", wraps=True))
        return made

    def _head(self, finding: Finding, *, is_chosen: bool) -> QHBoxLayout:
        across = QHBoxLayout()
        across.setSpacing(GAP)
        says = finding.says if finding.standing is not Standing.MISSING else f"{tr(finding.title)}: {tr(finding.says)}"
        head = label(tr(says), wraps=True)
        if finding.standing is Standing.FOUND:
            head.setFont(strong(head.font()))
        across.addWidget(head, 1)
        if finding.standing in _STANDINGS and finding.standing is not Standing.MISSING:
            across.addWidget(ChipLabel(tr(_STANDINGS[finding.standing]), Tone.QUIET))
        if finding.urgency in _HASTE:
            word, tone = _HASTE[finding.urgency]
            across.addWidget(ChipLabel(tr(word), tone))
        if finding.standing is not Standing.MISSING:
            across.addWidget(self._taking(finding, is_chosen=is_chosen))
        return across

    def _taking(self, finding: Finding, *, is_chosen: bool) -> QWidget:
        if is_chosen:
            return ChipLabel(tr("chosen"), Tone.GOOD)
        button = QPushButton(tr("Choose"))
        button.setObjectName("quiet")
        button.setAccessibleName(tr("Choose: {name}", name=tr(finding.says)))
        button.clicked.connect(partial(self.chosen.emit, finding.rule))
        return button


def _worth(rows: Sequence[Worth]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    head = label(tr("Worth ordering"))
    head.setFont(strong(head.font()))
    column.addWidget(head)
    for one in rows[:_MOST_WORTH]:
        titles = ", ".join(tr(title) for title in one.decides)
        column.addWidget(label(tr("{what}: for {titles}", what=tr(one.what), titles=titles), "caption", wraps=True))
    return made
