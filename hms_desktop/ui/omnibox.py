"""The one box for everything (Ctrl+K): patients and other things by what is typed, `>` for what can be done.

It asks at each key and drops late answers. Its list stands below it inside the window and takes no focus: letters go on
into the box while the arrows move in the list.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from hms_desktop.kernel.text import fold
from hms_desktop.ui.actions import ActionSpec
from hms_desktop.ui.hits import Finder as Finder  # noqa: PLC0414 - for the features' finders
from hms_desktop.ui.hits import Found as Found  # noqa: PLC0414
from hms_desktop.ui.hits import HitList
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace


class Omnibox(QLineEdit):
    """The box in the top bar. `surface` is the window's inside, over which the list is laid."""

    acted = Signal(object)
    """A command was chosen."""
    listed = Signal()
    """The list shows the answer to what is typed."""

    def __init__(self, place: Workplace, finders: tuple[Finder, ...], actions: tuple[ActionSpec, ...]) -> None:
        super().__init__()
        self._place, self._finders, self._actions = place, finders, actions
        self.setObjectName("omnibox")
        self.setMaxLength(200)
        self.setPlaceholderText(tr("Find a patient, or type > for a command"))
        self.setAccessibleName(tr("Find a patient or a command"))
        self.list = HitList(self)
        self.list.picked.connect(self._open)
        self._turn = 0
        self._hits: dict[int, tuple[Found, ...]] = {}
        self._came_from: list[QWidget] = []
        self.textEdited.connect(lambda _: self._look())

    def call(self, begin: str = "") -> None:
        """The keyboard comes here from wherever it was; Esc brings it back."""
        focused = QApplication.focusWidget()
        if focused is not self:
            self._came_from = [focused] if isinstance(focused, QWidget) else []
        self.setText(begin)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll() if not begin else self.end(False)
        self._look()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the keyboard."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter opens, Esc goes back."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.list.move_by({Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5}.get(Qt.Key(key), -5))
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._open()
        elif key == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)

    def _look(self) -> None:
        self._turn += 1
        typed = self.text().strip()
        if typed.startswith(">"):
            self._hits = {}
            self._show(self._turn, 0, self._commands(typed[1:]))
            return
        turn, self._hits = self._turn, {}
        for at, finder in enumerate(self._finders):
            finder(self._place, self, typed, partial(self._show, turn, at))

    def _show(self, turn: int, at: int, found: tuple[Found, ...]) -> None:
        if turn != self._turn or not self.hasFocus():
            return
        self._hits[at] = found
        hits = tuple(hit for part in sorted(self._hits) for hit in self._hits[part])
        self.list.show_hits(hits, self.text().strip())
        self.listed.emit()

    def _commands(self, typed: str) -> tuple[Found, ...]:
        words = fold(typed).split()
        fitting = [action for action in self._actions if all(word in fold(tr(action.text)) for word in words)]
        return tuple(self._found(action) for action in fitting)

    def _found(self, action: ActionSpec) -> Found:
        key = action.key.replace("+", " ")
        return Found(tr(action.text), tr(str(action.menu)), key, lambda: self.acted.emit(action))

    def _open(self) -> None:
        hit = self.list.current()
        if hit is None:
            return
        self.list.hide()
        self.clear()
        self._came_from = []
        self.window().setFocus()
        hit.open()

    def _go_back(self) -> None:
        self.list.hide()
        self.clear()
        back, self._came_from = [*self._came_from, self.window()], []
        back[0].setFocus()


class SlashCalls(QObject):
    """`/` calls the box while no field has the keyboard."""

    def __init__(self, box: Omnibox) -> None:
        super().__init__(box)
        self._box = box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event ends here."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress or event.text() != "/":
            return False
        types = isinstance(watched, QWidget) and watched.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        if not types:
            self._box.call()
        return not types
