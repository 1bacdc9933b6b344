"""Fields of forms: each knows its name in the command, its value, its label, and what is wrong with it.

What is typed stays as it was typed: a field reads it for the command and never rewrites it under the hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from hms_desktop.kernel.days import DayKind, ReadDay, age_text, day_text, read_day
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.words import label, tr

LONGEST: Final = 2_000
_LINES_HIGH: Final = 84


class Field(QWidget):
    """A labelled field with its remark below. `raw` is what was typed, `value` what it means."""

    edited = Signal()

    def __init__(self, name: str, title: str, editor: QWidget, hint: str = "") -> None:
        super().__init__()
        self.name, self.editor, self._hint = name, editor, hint
        self.title = label(title, "caption", buddy=editor, wraps=True)
        self.remark = label(hint, "quiet", wraps=True)
        if not hint:  # shown before it has a parent it would be a window of its own for a moment
            self.remark.hide()
        editor.setAccessibleName(title)
        self.setFocusProxy(editor)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.title)
        rows.addWidget(editor)
        rows.addWidget(self.remark)

    def raw(self) -> Any:  # noqa: ANN401 - text or a choice, as JSON keeps it in a draft
        """What was typed, for the draft."""
        raise NotImplementedError(self.name)  # each kind says it; Qt's metaclass leaves no room for ABC's

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        """What was typed once comes back."""
        raise NotImplementedError(self.name)

    def value(self) -> Any:  # noqa: ANN401 - what the command's field takes
        """What it means to the command."""
        return self.raw()

    def problem(self) -> str:
        """What was typed and means nothing, in a sentence; it must not be sent as «not known»."""
        return ""

    def object_to(self, problem: str) -> None:
        """Says what is wrong beside the field; an empty text takes that back."""
        self._remark(problem or self._hint, "bad" if problem else "quiet")
        self.editor.setProperty("is_wrong", bool(problem))
        self._polish(self.editor)
        self.editor.setAccessibleDescription(problem or self._hint)

    def tell(self, text: str) -> None:
        """Says below the field how it was understood; nothing to say leaves the hint."""
        self.object_to("")
        self._remark(text or self._hint, "quiet")

    def _remark(self, text: str, kind: str) -> None:
        self.remark.setText(text)
        self.remark.setObjectName(kind)
        self._polish(self.remark)
        self.remark.setVisible(bool(text))

    @staticmethod
    def _polish(widget: QWidget) -> None:
        """A style sheet looks at a widget's name and properties only when it is told to."""
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class LineField(Field):
    """One line of text."""

    def __init__(self, name: str, title: str, hint: str = "", *, is_secret: bool = False) -> None:
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST)
        if is_secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(name, title, self.line, hint)
        self.line.textEdited.connect(lambda _: self.edited.emit())

    def raw(self) -> str:
        return self.line.text()

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        self.line.setText(str(raw or ""))


class TextField(Field):
    """Several lines of text; Tab leaves it, because the keyboard must never be caught."""

    def __init__(self, name: str, title: str, hint: str = "") -> None:
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_LINES_HIGH)
        super().__init__(name, title, self.text, hint)
        self.text.textChanged.connect(self.edited)

    def raw(self) -> str:
        return self.text.toPlainText()

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        self.text.setPlainText(str(raw or ""))


class ChoiceField(Field):
    """One of a few; a letter chooses what begins with it."""

    def __init__(self, name: str, title: str, options: Iterable[tuple[Any, str]], hint: str = "") -> None:
        self.box = Choice()
        self.box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        for value, text in options:
            self.box.addItem(text, value)
        super().__init__(name, title, self.box, hint)
        self.box.activated.connect(lambda _: self.edited.emit())
        self.box.currentIndexChanged.connect(lambda _: self.edited.emit())

    def raw(self) -> Any:  # noqa: ANN401
        return self.box.currentData()

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        at = self.box.findData(raw)
        if at >= 0:
            self.box.setCurrentIndex(at)


class TickField(Field):
    """Yes or no."""

    def __init__(self, name: str, title: str, hint: str = "") -> None:
        self.tick = QCheckBox(title)
        super().__init__(name, title, self.tick, hint)
        self.title.hide()
        self.tick.clicked.connect(lambda _: self.edited.emit())

    def raw(self) -> bool:
        return self.tick.isChecked()

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        self.tick.setChecked(bool(raw))


class DayField(Field):
    """A day as anybody writes it; below it stands how it was understood, so that nobody is surprised later."""

    def __init__(
        self, name: str, title: str, today: Callable[[], date], *, is_birth: bool = False, is_day_first: bool = True
    ) -> None:
        self.line = QLineEdit()
        self.line.setMaxLength(40)
        self._today, self._is_birth, self._is_day_first = today, is_birth, is_day_first
        hint = tr("12 04 1986 · about 1962 · age 34") if is_birth else tr("12 04 2026 · today · +2w")
        super().__init__(name, title, self.line, hint)
        self.line.textEdited.connect(self._typed)

    def raw(self) -> str:
        return self.line.text()

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        self.line.setText(str(raw or ""))
        self._echo()

    def read(self) -> ReadDay | None:
        """The day and how much of it is known."""
        return read_day(self.line.text(), self._today(), is_day_first=self._is_day_first)

    def value(self) -> date | None:
        found = self.read()
        return found.day if found else None

    def problem(self) -> str:
        """What was typed and is no day must not be saved as «unknown»."""
        typed = self.line.text().strip()
        return (
            tr("This is no day: write it as 12 04 1986, 12-Apr-1986 or about 1962") if typed and not self.read() else ""
        )

    def _typed(self, _text: str) -> None:
        self._echo()
        self.edited.emit()

    def _echo(self) -> None:
        found = self.read()
        self.object_to("")
        if not found:
            return
        age = age_text(found.day, self._today()) if self._is_birth else ""
        kind = day_text(found.day, found.kind)
        about = age if found.kind is DayKind.DAY else f"~{age}"
        self._remark(f"{kind} ({about})" if age else kind, "quiet")


HOLDS_ENTER: Final = "holds_enter"
"""The property of a line that needs Enter for itself just now, as one with a list below it."""


class EnterMoves(QObject):
    """Enter goes to the next field, as Tab does: a fast form is filled without leaving the letters."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event ends here."""
        is_pressed = event.type() is QEvent.Type.KeyPress and not watched.property(HOLDS_ENTER)
        if is_pressed and isinstance(watched, QWidget):
            key, held = event.key(), event.modifiers()  # type: ignore[attr-defined]
            plain = held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                following(watched).setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False


def following(widget: QWidget) -> QWidget:
    """The next widget that Tab would reach."""
    found = widget.nextInFocusChain()
    while found and found != widget and not _takes_tab(found):
        found = found.nextInFocusChain()
    return found or widget


def _takes_tab(widget: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
