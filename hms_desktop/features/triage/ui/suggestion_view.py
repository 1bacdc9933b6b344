"""A suggestion as it is read: red flags first, then department, urgency, stay, who could see him, and what drove it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hms_desktop.features.triage.domain.flags import Flag
from hms_desktop.features.triage.domain.judgement import Silence
from hms_desktop.features.triage.domain.suggestion import Suggestion
from hms_desktop.features.triage.ui.words import (
    DISCLAIMER,
    KINDS,
    SILENCES,
    STAYS,
    TONES,
    URGENCIES,
    likely,
    reason_text,
)
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.bars import Balance, Bar
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.panel import card
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, told, tr

_SHARES: Final = 4
_WHOLE: Final = 3
"""So many red flags are told with their reasons; of the others only what they say."""


class Shown(Rebuilt):
    """A part of a suggestion."""

    def parts(self, _said: Suggestion) -> Iterator[QWidget]:
        """What this part says."""
        yield from ()

    def show_suggestion(self, said: Suggestion) -> None:
        """Another suggestion takes the place of the one before."""
        self.show_parts(self.parts(said))


class Verdict(Shown):
    """Red flags first, then where and how soon, or that there is no judgement."""

    def parts(self, said: Suggestion) -> Iterator[QWidget]:
        if said.flags:
            yield _flags(said.flags)
        if said.silence:
            yield _silence(said)
        if said.kinds:
            yield _departments(said)
        if said.urgency is not None:
            yield _urgency(said)

    def refuse(self, error: KnownError | BugError) -> None:
        """It could not be asked, and says so."""
        self.show_parts([label(tr("Not suggested: {why}", why=told(error)), "bad", wraps=True)])


class WhoCould(Shown):
    """The doctors who are proposed, each with his reasons."""

    def parts(self, said: Suggestion) -> Iterator[QWidget]:
        if said.doctors:
            yield _doctors(said)


class Behind(Shown):
    """What drove it, what would change it, and what it is not."""

    def parts(self, said: Suggestion) -> Iterator[QWidget]:
        if said.shares:
            yield _shares(said)
        if said.silence is not Silence.NOTHING:
            yield label(_foot(said), "quiet", wraps=True)


def _flags(flags: tuple[Flag, ...]) -> QWidget:
    """In red, and said in words: a colour alone tells some people nothing."""
    made = QFrame()
    made.setObjectName("problem")
    rows = QVBoxLayout(made)
    rows.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
    rows.setSpacing(2)
    title = label(tr("Red flag") if len(flags) == 1 else tr("Red flags"), "bad")
    title.setFont(strong(title.font()))
    rows.addWidget(title)
    for flag in flags[:_WHOLE]:
        said = label(tr(flag.says), wraps=True)
        said.setFont(strong(said.font()))
        rows.addWidget(said)
        words = tr("by «{words}»", words=one_line(flag.words)) if flag.words else tr("by the age")
        rows.addWidget(label(f"{words} · {flag.source}", "quiet", wraps=True))
    for flag in flags[_WHOLE:]:
        rows.addWidget(label(tr(flag.says), "quiet", wraps=True))
    return made


def _silence(said: Suggestion) -> QWidget:
    title, way_on = SILENCES[said.silence]
    return card(tr(title), tr(way_on))


def _departments(said: Suggestion) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GAP + 2)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for at, one in enumerate(said.kinds):
        name = label(tr(KINDS[one.what]))
        if one.what is said.kind:
            name.setFont(strong(name.font()))
        grid.addWidget(name, at, 0)
        grid.addWidget(Bar(one.probability, f"{tr(KINDS[one.what])}: {likely(one.probability)}"), at, 1)
        grid.addWidget(label(likely(one.probability), "caption"), at, 2)
    if said.kinds[0].what is not said.kind and said.kind is not None:
        told_why = tr("The red flag sends the patient here: {department}", department=tr(KINDS[said.kind]))
        grid.addWidget(label(told_why, wraps=True), len(said.kinds), 0, 1, 3)
    return made


def _urgency(said: Suggestion) -> QWidget:
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(GAP)
    assert said.urgency is not None
    across.addWidget(ChipLabel(tr(URGENCIES[said.urgency]), TONES[said.urgency]))
    why = tr("by a red flag") if said.urgency_share is None else likely(said.urgency_share)
    across.addWidget(label(why, "caption"))
    across.addStretch(1)
    if said.stay is None:
        return made
    whole = QWidget()
    rows = QVBoxLayout(whole)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(4)
    rows.addWidget(made)
    stay = tr("Stay: {stay} ({likely})", stay=tr(STAYS[said.stay.what]), likely=likely(said.stay.probability))
    ward = f" · {tr(said.ward)}" if said.ward else ""
    rows.addWidget(label(stay + ward, wraps=True))
    return whole


def _doctors(said: Suggestion) -> QWidget:
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(2)
    for at, one in enumerate(said.doctors, 1):
        name = label(f"{at}. {one_line(one.name)}")
        name.setFont(strong(name.font()))
        rows.addWidget(name)
        rows.addWidget(label(" · ".join(reason_text(reason) for reason in one.reasons), "quiet", wraps=True))
    return made


def _shares(said: Suggestion) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GAP + 2)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    grid.addWidget(_head(tr("Why {department}", department=tr(KINDS[said.kinds[0].what]))), 0, 0)
    ends = label(tr("against · for"), "quiet")
    ends.setAlignment(Qt.AlignmentFlag.AlignCenter)
    grid.addWidget(ends, 0, 1)
    most = max(abs(one.share) for one in said.shares)
    for at, one in enumerate(said.shares[:_SHARES], 1):
        grid.addWidget(label(f"«{one_line(one.words)}»", "caption"), at, 0)
        word = tr("for") if one.share > 0 else tr("against")
        grid.addWidget(Balance(one.share, most, f"{one.words}: {word}"), at, 1)
    turning = next((one for one in said.shares if one.otherwise is not None), None)
    if turning is not None and turning.otherwise is not None:
        text = tr(
            "Without «{words}»: {department}", words=one_line(turning.words), department=tr(KINDS[turning.otherwise])
        )
        grid.addWidget(label(text, "quiet", wraps=True), _SHARES + 1, 0, 1, 2)
    return made


def _head(text: str) -> QLabel:
    return label(text, "caption")


def _foot(said: Suggestion) -> str:
    parts = [tr(DISCLAIMER)]
    if said.version:
        parts.append(tr("triage base {version}", version=said.version))
    if said.learned >= 1:
        parts.append(tr("{count} triages of this clinic spoke along", count=round(said.learned)))
    return " · ".join(parts)
