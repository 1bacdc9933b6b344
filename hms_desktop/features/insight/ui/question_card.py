"""The question that is worth most now, with what each answer would put in front.

Y, N and U answer it, or + − 0 where the keyboard has other letters; 2 and 3 take another one, Backspace takes the last
answer back.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from hms_desktop.features.insight.domain.interview import Outlook, Question
from hms_desktop.features.insight.ui.words import in_words, percent
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.theme import GAP, large
from hms_desktop.ui.words import label, tr

_KEYS: Final = {"y": True, "n": False, "u": None}
_ANYWHERE: Final = {"+": True, "-": False, "0": None}
"""The same on keyboards of another script, whose letters are others."""
_OTHERS: Final = 2


class QuestionCard(QFrame):
    """One question at a time; the keyboard stands here during an interview."""

    said = Signal(str, object)
    """Code of the question, and True, False or None for not known."""
    taken_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.questions: tuple[Question, ...] = ()
        self._at = 0
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 12, 14, 12)
        rows.setSpacing(GAP)
        self.number = label("", "quiet")
        self.question = label("", wraps=True)
        self.question.setFont(large(self.question.font()))
        rows.addWidget(self.number)
        rows.addWidget(self.question)
        rows.addLayout(self._buttons())
        self.if_yes, self.if_no = label("", "caption", wraps=True), label("", "caption", wraps=True)
        rows.addWidget(self.if_yes)
        rows.addWidget(self.if_no)
        self.others = [self._other(at) for at in range(_OTHERS)]
        for button in self.others:
            rows.addWidget(button)
        self.ask((), 0)

    def ask(self, questions: tuple[Question, ...], asked: int) -> None:
        """The best questions; the first one is put."""
        self.questions, self._at = questions, 0
        self.number.setText(tr("Question {number}", number=asked + 1))
        self._show()

    def choose(self, at: int) -> None:
        """Another of the best ones is put instead."""
        if 0 <= at < len(self.questions):
            self._at = at
            self._show()

    def answer(self, said: bool | None) -> None:
        """What the patient says."""
        if self.questions:
            self.said.emit(self.questions[self._at].code, said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters answer, digits choose, Backspace takes back."""
        letter = event.text().lower()
        known = _KEYS | _ANYWHERE
        if letter in known and self.questions:
            self.answer(known[letter])
        elif letter in ("1", "2", "3"):
            self._swap(int(letter) - 1)
        elif event.key() == Qt.Key.Key_Backspace:
            self.taken_back.emit()
        else:
            super().keyPressEvent(event)

    def _buttons(self) -> QHBoxLayout:
        across = QHBoxLayout()
        across.setSpacing(GAP)
        self.answers = [KeyButton(tr(word), key) for word, key in (("Yes", "Y"), ("No", "N"), ("Not known", "U"))]
        for button, said in zip(self.answers, _KEYS.values(), strict=True):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.answer, said))
            across.addWidget(button)
        across.addStretch(1)
        return across

    def _other(self, at: int) -> QPushButton:
        made = QPushButton("")
        made.setObjectName("line")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(partial(self._swap, at + 1))
        return made

    def _swap(self, at: int) -> None:
        """The chosen question comes first, the others move down."""
        if 0 < at < len(self.questions):
            chosen = self.questions[at]
            self.questions = (chosen, *(one for one in self.questions if one is not chosen))
            self._show()

    def _show(self) -> None:
        self.setVisible(bool(self.questions))
        if not self.questions:
            return
        first = self.questions[self._at]
        self.question.setText(tr(first.text))
        self.if_yes.setText(_outlook(tr("If yes"), first.if_yes))
        self.if_no.setText(_outlook(tr("If no"), first.if_no))
        rest = [one for one in self.questions if one is not first]
        for at, button in enumerate(self.others):
            button.setVisible(at < len(rest))
            if at < len(rest):
                button.setText(f"{at + 2}  {_short(tr(rest[at].text))}")
        self.setAccessibleName(first.text)


def _outlook(when: str, then: Outlook | None) -> str:
    if then is None:
        return ""
    said = f"{in_words(then.probability)}, {percent(then.probability)} %"
    return tr("{when}: {name} ({likely})", when=when, name=tr(then.name), likely=said)


def _short(text: str, most: int = 62) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
