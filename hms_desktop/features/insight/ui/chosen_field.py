"""A line in which things are named one after the other: Enter looks a name up, chips below show what was taken.

What was typed and is known under no name stays in the line with a sentence beside it. «None» is an answer of its own,
other than nobody having asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hms_desktop.ui.fields import LineField
from hms_desktop.ui.flow import FlowLayout
from hms_desktop.ui.words import tr

_LONGEST: Final = 200
_GAP: Final = 6
_SHORT: Final = 46

Pair = tuple[str, str]
"""What is meant, and how it is shown."""


class ChosenField(QWidget):
    """`asked` comes with what was typed; whoever hears it answers with `take` or `offer`."""

    asked = Signal(str)
    changed = Signal()

    def __init__(self, name: str, title: str, hint: str, none: str = "") -> None:
        super().__init__()
        self.chosen: tuple[Pair, ...] = ()
        self.is_none = False
        self._none = none
        self._offered: tuple[Pair, ...] = ()
        self.field = LineField(name, title)
        self.field.line.setPlaceholderText(hint)
        self.field.line.setMaxLength(_LONGEST)
        self.field.line.returnPressed.connect(self._enter)
        self.field.line.installEventFilter(self)
        self.field.edited.connect(self._typed)
        self.offers, self.chips = QWidget(), QWidget()
        self._offer_row, self._chip_row = FlowLayout(_GAP, _GAP, self.offers), FlowLayout(_GAP, _GAP, self.chips)
        for row in (self._offer_row, self._chip_row):
            row.setContentsMargins(0, 0, 0, 0)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP - 2)
        for part in (self.field, self.offers, self.chips):
            rows.addWidget(part)
        self.setFocusProxy(self.field)
        self.clear()

    def values(self) -> tuple[str, ...] | None:
        """What was chosen; empty when there are none, None when nobody has said."""
        if self.chosen:
            return tuple(value for value, _ in self.chosen)
        return () if self.is_none else None

    def clear(self) -> None:
        """As in the beginning; nobody is told."""
        self.chosen, self.is_none, self._offered = (), False, ()
        self.field.fill("")
        self.field.object_to("")
        self._show()

    def take(self, one: Pair) -> None:
        """This was meant."""
        if one[0] not in [value for value, _ in self.chosen]:
            self.chosen = (*self.chosen, one)
        self.is_none, self._offered = False, ()
        self.field.fill("")
        self.field.object_to("")
        self._show()
        self.field.line.setFocus()
        self.changed.emit()

    def offer(self, found: Sequence[Pair], nothing: str) -> None:
        """Which of these was meant; with none of them, the sentence that says so."""
        self._offered = tuple(found)
        self.field.object_to("" if found else nothing)
        self._show()

    def say_none(self) -> None:
        """There are none, and that is known."""
        self.chosen, self.is_none, self._offered = (), not self.is_none, ()
        self._show()
        self.field.line.setFocus()
        self.changed.emit()

    def drop(self, value: str) -> None:
        """This one is not meant any more."""
        self.chosen = tuple(one for one in self.chosen if one[0] != value)
        self._show()
        self.field.line.setFocus()
        self.changed.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Backspace in an empty line takes the last one back."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_back = event.key() == Qt.Key.Key_Backspace
            if is_back and not self.field.raw() and self.chosen:
                self.drop(self.chosen[-1][0])
                return True
        return False

    def _typed(self) -> None:
        """Other words: what was on offer for the ones before is meant by nobody."""
        if self._offered:
            self.offer((), "")

    def _enter(self) -> None:
        """Looks the words up; with offers on show, the first of them is meant."""
        text = str(self.field.raw()).strip()
        if self._offered and text:
            self.take(self._offered[0])
        elif text:
            self.asked.emit(text)

    def _show(self) -> None:
        _empty(self._offer_row)
        _empty(self._chip_row)
        for at, one in enumerate(self._offered):
            button = QPushButton(_short(one[1]))
            button.setObjectName("" if at else "primary")
            button.setToolTip(one[1])
            button.clicked.connect(partial(self.take, one))
            self._offer_row.addWidget(button)
        for value, shown in self.chosen:
            chip = QPushButton(f"{_short(shown)}  ×")
            chip.setObjectName("quiet")
            chip.setAccessibleName(tr("Drop: {name}", name=shown))
            chip.setToolTip(shown)
            chip.clicked.connect(partial(self.drop, value))
            self._chip_row.addWidget(chip)
        if self._none and not self.chosen:
            self._chip_row.addWidget(self._none_button())
        self.offers.setVisible(bool(self._offered))
        self.chips.setVisible(bool(self.chosen) or bool(self._none))

    def _none_button(self) -> QPushButton:
        made = QPushButton(f"✓ {self._none}" if self.is_none else self._none)
        made.setObjectName("" if self.is_none else "quiet")
        made.setAccessibleName(tr("{what}: {state}", what=self._none, state=tr("yes" if self.is_none else "no")))
        made.clicked.connect(self.say_none)
        return made

    @property
    def heads(self) -> tuple[str, ...]:
        """What is on offer, in words."""
        return tuple(shown for _, shown in self._offered)


def _empty(row: FlowLayout) -> None:
    while row.count():
        item = row.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
