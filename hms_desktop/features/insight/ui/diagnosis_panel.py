"""The diagnosis interview: the complaint in words, then one question after the other, the ranking beside them.

The keyboard alone does it: words and Enter, then Y, N or U. Each answer is kept as it is shown; the patient's answers
are no record before somebody accepts what came of them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.insight.complaints import Complaint, Read, ReadComplaint
from hms_desktop.features.insight.diagnosing import AskDiagnosis, Evidences
from hms_desktop.features.insight.domain.answer import Kind, Opinion, Silence
from hms_desktop.features.insight.domain.interview import Evidence, Interview, Said, settled
from hms_desktop.features.insight.ui.answer_view import AnswerView
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.features.insight.ui.question_card import QuestionCard
from hms_desktop.features.insight.ui.said_list import SaidList
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.fields import LineField
from hms_desktop.ui.flow import FlowLayout
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_LONGEST: Final = 1_000
_RANKING: Final = 470


class DiagnosisPanel(Instrument):
    """One interview; another subject begins another one."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.thread_id: UUID = place.new_id()
        self.said: tuple[Said, ...] = ()
        self.names: dict[str, Evidence] = {}
        self.words: dict[str, Read] = {}
        self.interview: Interview | None = None
        self._turn, self._chosen = 0, 0
        self.complaint = LineField(
            "complaint", tr("What brings the patient, in words"), tr("stabbing chest pain since Tuesday, no fever")
        )
        if isinstance(self.complaint.editor, QLineEdit):
            self.complaint.editor.setMaxLength(_LONGEST)
            self.complaint.editor.returnPressed.connect(self.read)
        self.told = label("", "caption", wraps=True)
        self.card, self.list, self.view = QuestionCard(), SaidList(), AnswerView()
        self.grave = label("", "bad", wraps=True)
        self.offers = QWidget()
        self._offers = FlowLayout(GAP, GAP, self.offers)
        self.card.said.connect(self.answer)
        self.card.taken_back.connect(self.take_back)
        self.list.dropped.connect(self.drop)
        self._lay_out()
        self.turned(other=True)
        place.ask(self, Evidences(), self._named, lambda _: None)

    # What the page asks of it.

    def turned(self, *, other: bool) -> None:
        """Another patient, another interview; another age or sex, the same answers weighed anew."""
        if other:
            self.begin()
        else:
            self.ask()

    def opinion(self) -> Opinion | None:
        """The ranking that is shown."""
        return self.interview.opinion if self.interview else None

    def accepted(self) -> tuple[str, str]:
        """The candidate whose reasons are shown."""
        said = self.opinion()
        if said is None or not said.likely or said.uid is None:
            return "", ""
        one = said.likely[min(self._chosen, len(said.likely) - 1)]
        return one.name, one.code

    def primary(self) -> None:
        """Reads the complaint."""
        self.read()

    def escape(self) -> bool:
        """Gives the interview up, if there is one."""
        was = bool(self.said)
        if was:
            self.begin()
            self.complaint.editor.setFocus()
        return was

    def first_field(self) -> QWidget:
        """The question that is put, else the complaint."""
        return self.card if self.card.isVisibleTo(self) else self.complaint.editor

    # What a person does.

    def begin(self) -> None:
        """From the beginning."""
        self.thread_id, self.said, self.interview, self._chosen = self.place.new_id(), (), None, 0
        self._turn += 1
        self.complaint.fill("")
        self.complaint.object_to("")
        self._offer(())
        self._show()

    def read(self) -> None:
        """What the words say goes into the interview; of what they do not say, questions are offered."""
        text = self.complaint.raw().strip()
        if text and self._can_be_asked():
            self.place.ask(self, ReadComplaint(text=text), self._understood, self._refused)

    def answer(self, code: str, said: bool | None) -> None:
        """One answer more."""
        self.said = settled((*(one for one in self.said if one.code != code), Said(code, said)))
        self.ask()

    def take_back(self) -> None:
        """The last answer was none."""
        if self.said:
            self.said = self.said[:-1]
            self.ask()

    def drop(self, code: str) -> None:
        """This was not said."""
        self.said = tuple(one for one in self.said if one.code != code)
        self.ask()

    def explain(self, at: int) -> None:
        """The reasons of another candidate."""
        if self.interview is not None and 0 <= at < len(self.interview.reasons):
            self._chosen = at
            self._show_ranking()
            self.shown.emit()

    def ask(self) -> None:
        """What the answers speak for now; an answer to older ones is dropped."""
        self._turn += 1
        self._chosen = 0
        subject = self.subject
        if not any(one.answer is not None for one in self.said) or not self._can_be_asked():
            self.interview = None
            self._show()
            return
        assert subject.age is not None
        command = AskDiagnosis(
            id=self.place.new_id(), thread=self.thread_id, said=self.said, age=subject.age, sex=subject.sex,
            patient=subject.patient,
        )  # fmt: skip
        self.place.do(self, command, partial(self._answered, self._turn), self._refused)

    # Inside.

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for part in (self.complaint, self.told, self.offers, self.card, self.list):
            left.addWidget(part)
        left.addStretch(1)
        for part in (self.grave, self.view):
            right.addWidget(part)
        right.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(14, 10, 14, 10)
        across.setSpacing(3 * GAP)
        across.addLayout(left, 1)
        ranking = QWidget()
        ranking.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        ranking.setMinimumWidth(_RANKING)
        across.addWidget(ranking, 1)

    def _can_be_asked(self) -> bool:
        """Age and sex weigh in every answer; without them nothing is guessed."""
        is_known = self.subject.age is not None and self.subject.sex in ("female", "male")
        self.complaint.object_to("" if is_known else tr("Say age and sex first; every answer depends on them"))
        return is_known

    def _understood(self, read: Complaint) -> None:
        known = {one.code for one in self.said}
        self.names |= {one.code: one for one in (*read.evidences, *read.offers)}
        self.words |= {one.code: one for one in read.read}
        new = tuple(one for one in read.said if one.code not in known)
        self._offer(read.offers)
        if not read.said and not read.offers:
            self.complaint.object_to(tr("Nothing that can be asked about was understood; say it in other words"))
        if new:
            self.said = settled((*self.said, *new))
            self.complaint.fill("")
            self.ask()

    def _offer(self, offers: tuple[Evidence, ...]) -> None:
        while self._offers.count():
            old = self._offers.takeAt(0)
            widget = old.widget() if old else None
            if widget is not None:
                widget.deleteLater()
        for one in offers:
            button = QPushButton(_short(tr(one.short)))
            button.clicked.connect(partial(self._take, one.code))
            self._offers.addWidget(button)
        self.offers.setVisible(bool(offers))
        if offers:
            self.told.setText(tr("Which of these does the patient mean?"))

    def _take(self, code: str) -> None:
        self._offer(())
        self.complaint.fill("")
        self.answer(code, True)

    def _named(self, evidences: tuple[Evidence, ...]) -> None:
        self.names |= {one.code: one for one in evidences}
        self._show()

    def _answered(self, turn: int, done: Done[Interview]) -> None:
        if turn != self._turn:
            return
        self.interview = done.answer
        self._show()
        self.first_field().setFocus()

    def _refused(self, error: KnownError | BugError) -> None:
        self.interview = None
        self._show()
        self.view.refuse(error)

    def _show(self) -> None:
        held = self.interview
        self.card.ask(held.questions if held else (), held.asked if held else 0)
        self.list.show_said(self.said, self.names, self.words)
        self.told.setText(tr("Enter reads it; then Y, N or U answers, Backspace takes back, Esc begins again"))
        self._show_ranking()
        self.shown.emit()

    def _show_ranking(self) -> None:
        held = self.interview
        if held is None:
            self.grave.hide()
            self.view.show_opinion(_NOTHING)
            return
        names = ", ".join(tr(name) for name in held.grave)
        self.grave.setText(tr("Not excluded, not to miss: {names}", names=names))
        self.grave.setVisible(bool(held.grave))
        chosen = held.reasons[self._chosen] if held.reasons else None
        said = held.opinion
        self.view.show_opinion(
            replace(said, subject=chosen.subject if chosen else said.subject),
            chosen.shares if chosen else (),
            chosen.others if chosen else 0.0,
        )


def _short(text: str, most: int = 48) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


_NOTHING: Final = Opinion(kind=Kind.DIAGNOSIS, model="diagnosis", silence=Silence.NOTHING)
