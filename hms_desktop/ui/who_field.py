"""A field that finds a patient while one types, as the one box does, and knows whom it took.

Nobody is taken by a name alone: Enter takes one of the list, and who he is stands below the field. A name that was
typed and leads to nobody is said as a problem; it never goes on as «nobody».
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from hms_desktop.ui.fields import HOLDS_ENTER, Field, following
from hms_desktop.ui.hits import Finder, Found, HitList
from hms_desktop.ui.somebody import Somebody
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_LONGEST: Final = 200
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WhoField(Field):
    """Whom a command is for. `value` is his id, or None while nobody was taken."""

    taken = Signal(object)
    """`Somebody` was taken, or None: he was given up again."""

    def __init__(self, place: Workplace, name: str, title: str, hint: str = "", *, kind: str = "patient") -> None:
        self.line = _WhoLine(self)
        super().__init__(name, title, self.line, hint or tr("name, number or birth date"))
        self._place, self._kind = place, kind
        self._finders: tuple[Finder, ...] = tuple(
            one.found(one.finder) for one in place.standing.features if one.finder
        )
        self.list = HitList(self.line)
        self.list.picked.connect(self._pick)
        self.line.destroyed.connect(self.list.deleteLater)
        self.line.textEdited.connect(lambda _: self._typed())
        self.who: Somebody | None = None
        self._turn, self._answered = 0, -1
        self._hits: dict[int, tuple[Found, ...]] = {}

    # As every field.

    def raw(self) -> Any:  # noqa: ANN401
        """Who was taken, or what was typed, as a draft keeps it."""
        who = self.who
        if who is None:
            return {"name": self.line.text()}
        return {"uid": str(who.uid), "name": who.name, "detail": who.detail}

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        """What a draft kept, `Somebody`, or nobody."""
        if isinstance(raw, Somebody):
            self.take(raw)
            return
        kept: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        name, uid = str(kept.get("name", "")), kept.get("uid")
        if uid:
            self.take(Somebody(UUID(str(uid)), name, str(kept.get("detail", ""))))
        else:
            self._let_go()
            self.line.setText(name)
            self._mark()

    def value(self) -> UUID | None:
        return self.who.uid if self.who else None

    def problem(self) -> str:
        """A name that nobody was taken for."""
        return tr("Choose one of the list") if self.who is None and self.line.text().strip() else ""

    # What it does.

    def take(self, who: Somebody) -> None:
        """This is he; what tells him from namesakes stands below."""
        self.who = who
        self._turn += 1
        self.list.hide()
        self.line.setText(who.name)
        self.line.setCursorPosition(0)
        self.object_to("")
        if who.detail:
            self._remark(who.detail, "quiet")
            self.line.setAccessibleDescription(who.detail)
        self._mark()
        self.taken.emit(who)

    def enter(self) -> None:
        """Takes the chosen one, if the list answers what is typed now; an older answer is never taken."""
        if self.list.isVisible() and self._answered == self._turn:
            self._pick()
        elif not self.list.isVisible():
            self.look()

    def look(self) -> None:
        """Asks the features' finders; with nothing typed they tell whom one saw last."""
        self._turn += 1
        turn, self._hits = self._turn, {}
        for at, finder in enumerate(self._finders):
            finder(self._place, self.line, self.line.text().strip(), partial(self._show, turn, at))

    def left(self) -> None:
        """The keyboard went on: a name without anybody is said at once."""
        self.list.hide()
        if self.problem():
            self.object_to(self.problem())

    # Inside.

    def _typed(self) -> None:
        self._let_go()
        if self.line.text().strip():
            self.look()
        else:
            self.list.hide()
        self.edited.emit()

    def _let_go(self) -> None:
        self._turn += 1
        self.object_to("")
        before, self.who = self.who, None
        self._mark()
        if before is not None:
            self.taken.emit(None)

    def _mark(self) -> None:
        """Enter is the list's as long as somebody has to be chosen."""
        self.line.setProperty(HOLDS_ENTER, bool(self.problem()) or self.list.isVisible())

    def _show(self, turn: int, at: int, found: tuple[Found, ...]) -> None:
        if turn != self._turn or not self.line.hasFocus():
            return
        self._hits[at] = tuple(one for one in found if one.uid is not None and one.kind == self._kind)
        if len(self._hits) < len(self._finders):
            return
        self._answered = turn
        hits = tuple(hit for part in sorted(self._hits) for hit in self._hits[part])
        self.list.show_hits(hits, self.line.text().strip())
        self._mark()

    def _pick(self) -> None:
        hit = self.list.current()
        if hit is None or hit.uid is None:
            return
        self.take(Somebody(hit.uid, hit.title, hit.detail))
        self.edited.emit()
        following(self.line).setFocus(Qt.FocusReason.TabFocusReason)


class _WhoLine(QLineEdit):
    """The line; the keys of the list come through it."""

    def __init__(self, field: WhoField) -> None:
        super().__init__()
        self._field = field
        self.setMaxLength(_LONGEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Down calls it, Enter takes, Esc closes it before it closes the dialog."""
        key, hits = Qt.Key(event.key()), self._field.list
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key in _STEPS and hits.isVisible():
            hits.move_by(_STEPS[key])
        elif key == Qt.Key.Key_Down:
            self._field.look()
        elif key in _ENTERS and is_plain and self.property(HOLDS_ENTER):
            self._field.enter()
        elif key == Qt.Key.Key_Escape and hits.isVisible():
            hits.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the keyboard."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._field.left()
