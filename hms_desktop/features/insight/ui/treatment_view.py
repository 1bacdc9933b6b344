"""Treatment suggestions as they are read: what is suggested beside what is merely popular, and apart, in red, what is
not suggested and what nobody checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.answer import Silence
from hms_desktop.features.insight.domain.treatment import Barred, Popular, Reason, Standing, Suggested, Treatment
from hms_desktop.features.insight.ui.answer_view import reasons, silence, source_of, used
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, told, tr

_SHARES: Final = 6
_POPULAR_WIDE: Final = 210
_TONES: Final = {
    Standing.SUGGESTED: Tone.GOOD,
    Standing.LOWER: Tone.QUIET,
    Standing.BARRED: Tone.BAD,
    Standing.UNNAMED: Tone.QUIET,
}
NONE_NAMED: Final = "No source here names a drug for this; what was merely given here is no reason"
NO_DOSE: Final = (
    "Checked against the diagnoses named here and no others. No dose is named or checked: that belongs to prescribing"
)


class TreatmentView(Rebuilt):
    """The keyboard chooses with the digits or the arrows; the chosen one is what accepting takes over."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.answer: Treatment | None = None
        self.at = 0

    def show_answer(self, answer: Treatment | None, at: int = 0) -> None:
        """Another answer, or another suggestion of the same."""
        self.answer, self.at = answer, at
        self.show_parts(() if answer is None else self._parts_of(answer))

    def refuse(self, error: KnownError | BugError) -> None:
        """It could not be asked, and says so."""
        self.answer = None
        self.show_parts([label(tr("Not judged: {why}", why=told(error)), "bad", wraps=True)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses, and so do the arrows."""
        last = len(self.answer.suggested) if self.answer else 0
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        at = int(event.text()) - 1 if event.text() in tuple("12345") else self.at + step
        if at != self.at and 0 <= at < last:
            self.chosen.emit(at)
        elif not step:
            super().keyPressEvent(event)

    def _parts_of(self, answer: Treatment) -> Iterator[QWidget]:
        said = answer.opinion
        if said.silence is not Silence.NONE:
            yield silence(said)
        if not answer.suggested and answer.diagnoses:
            yield label(tr(NONE_NAMED), wraps=True)
        for gap in answer.not_checked:
            yield label(tr("NOT CHECKED: {what}", what=tr(gap)), "bad", wraps=True)
        if answer.suggested or answer.popular:
            yield self._beside(answer)
        if answer.suggested:
            yield _why(answer.suggested[self.at])
        if answer.barred:
            yield barred(answer.barred)
        if said.used:
            yield used(said.used)
        if answer.suggested:
            yield label(tr(NO_DOSE), "quiet", wraps=True)
        yield label(source_of(said), "quiet", wraps=True)

    def _beside(self, answer: Treatment) -> QWidget:
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GAP)
        across.addWidget(self._suggested(answer.suggested), 1)
        across.addWidget(popular(answer.popular, answer.people), 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _suggested(self, rows: Sequence[Suggested]) -> QWidget:
        made = QWidget()
        grid = QVBoxLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.addWidget(label(tr("Suggested, to be considered"), "caption"))
        for at, one in enumerate(rows):
            grid.addWidget(suggestion(at, one, is_chosen=at == self.at))
        grid.addStretch(1)
        return made


def suggestion(at: int, one: Suggested, *, is_chosen: bool) -> QWidget:
    """Its place, its name, who names it, how many were given it here, its place by popularity, and what to mind."""
    made = QFrame()
    made.setObjectName("card" if is_chosen else "clear")
    rows = QVBoxLayout(made)
    rows.setContentsMargins(GAP + 2, GAP - 2, GAP + 2, GAP - 2)
    rows.setSpacing(1)
    name = label(f"{at + 1}  {one.shown}")
    if is_chosen:
        name.setFont(strong(name.font()))
    rows.addWidget(name)
    for reason in one.why[:2]:
        rows.addWidget(label(cited(reason), "caption", wraps=True))
    rows.addWidget(label(history(one), "caption", wraps=True))
    for reason in one.cautions:
        rows.addWidget(label(tr("Mind: {what}", what=cited(reason)), "caption", wraps=True))
    for gap in one.not_checked:
        rows.addWidget(label(tr("NOT CHECKED: {what}", what=tr(gap)), "bad", wraps=True))
    return made


def history(one: Suggested) -> str:
    """«given to 12 of 30 here with the same diagnosis · by popularity 3rd»."""
    if not one.alike:
        said = tr("Nobody here with this diagnosis in the history yet")
    else:
        said = tr("Given to {given} of {alike} here with the same diagnosis", given=one.given, alike=one.alike)
    place = tr("by popularity alone no. {rank}", rank=one.rank) if one.rank else tr("never given here")
    return f"{said} · {place}"


def cited(reason: Reason) -> str:
    """A sentence with its source."""
    return tr("{what} ({source})", what=tr(reason.text), source=reason.source)


def popular(rows: Sequence[Popular], people: int) -> QWidget:
    """What a list by popularity alone would say, whatever the patient: so one sees what is added to it."""
    made = QWidget()
    made.setFixedWidth(_POPULAR_WIDE)
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GAP)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    grid.addWidget(label(tr("By popularity alone"), "caption"), 0, 0, 1, 2)
    if not rows:
        grid.addWidget(label(tr("Nothing was accepted here yet"), "quiet", wraps=True), 1, 0, 1, 2)
    for at, one in enumerate(rows):
        grid.addWidget(label(f"{at + 1}  {one.inn}", wraps=True), 2 * at + 1, 0)
        grid.addWidget(label(tr("{given} of {people}", given=one.given, people=one.of), "caption"), 2 * at + 1, 1)
        chip = ChipLabel(tr(one.standing.value), _TONES[one.standing])
        grid.addWidget(chip, 2 * at + 2, 0, 1, 2)
    if people:
        said = tr("Of {people} people who were given something here", people=people)
        grid.addWidget(label(said, "quiet", wraps=True), 2 * len(rows) + 1, 0, 1, 2)
    return made


def barred(rows: Sequence[Barred]) -> QWidget:
    """Never left out in silence: each with why it is not suggested, and who says so."""
    made = QFrame()
    made.setObjectName("card")
    lines = QVBoxLayout(made)
    lines.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
    lines.setSpacing(2)
    head = label(tr("Not suggested"), "bad")
    lines.addWidget(head)
    for one in rows:
        said = label(not_suggested(one), "bad", wraps=True)
        said.setToolTip("\n".join(cited(reason) for reason in one.because))
        lines.addWidget(said)
    return made


def not_suggested(one: Barred) -> str:
    """The gravest reason with its source, and how many there are beside it; all of them are kept with the answer."""
    said = tr("{drug}, because: {why}", drug=one.shown, why=cited(one.because[0]))
    more = len(one.because) - 1
    return f"{said} · {tr('{count} more', count=more)}" if more else said


def _why(one: Suggested) -> QWidget:
    ordered = sorted((share for share in one.shares if share.share), key=lambda share: -abs(share.share))
    first = tuple(replace(share, said=tr(share.said)) for share in ordered[:_SHARES])
    return reasons(one.shown, first, one.score - sum(share.share for share in first))
