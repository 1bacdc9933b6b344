"""The bar above the page: the one box, the acts done all day with their keys, who is here, the menu, the lock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.icons import icon
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.theme import GAP, colour_of
from hms_desktop.ui.words import label, tr

_BOX_WIDE = 430

Act = Callable[[ActionSpec], None]


class TopBar(QFrame):
    """Made anew when the actions or the theme change; it holds nothing but the box's text."""

    def __init__(
        self, box: QWidget, who: str, actions: tuple[ActionSpec, ...], act: Callable[[ActionSpec], None]
    ) -> None:
        super().__init__()
        self.setObjectName("top")
        across = QHBoxLayout(self)
        across.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        across.setSpacing(GAP + 6)
        box.setMinimumWidth(240)
        box.setMaximumWidth(max(_BOX_WIDE, self.fontMetrics().averageCharWidth() * 60))
        across.addWidget(box, 3)
        for action in (one for one in actions if one.in_bar):
            button = KeyButton(tr(action.text), action.key.replace("+", " "))
            button.setObjectName("bar")
            button.clicked.connect(lambda _=False, one=action: act(one))
            across.addWidget(button)
        across.addStretch(1)
        across.addWidget(label(who, "caption"))
        self.menu = QPushButton(tr("Menu"))
        self.menu.setObjectName("link")
        self.menu.setIcon(icon("menu-2", colour_of("accent")))
        self.menu.setMenu(menu_of(actions, act, self.menu))
        across.addWidget(self.menu)
        lock = next((one for one in actions if one.id == "window.lock"), None)
        if lock:
            self.lock = KeyButton(tr("Lock"), lock.key)
            self.lock.setObjectName("bar")
            self.lock.clicked.connect(lambda: act(lock))
            across.addWidget(self.lock)


def menu_of(actions: tuple[ActionSpec, ...], act: Act, parent: QWidget) -> QMenu:
    """Every action under its head, with its key shown; the keys themselves are the window's."""
    made = QMenu(parent)
    for head in Menu:
        under = [action for action in actions if action.menu is head]
        if not under:
            continue
        part = made.addMenu(tr(str(head)))
        for action in under:
            item = part.addAction(tr(action.text))
            item.setData(action.id)
            if action.key:
                item.setText(f"{tr(action.text)}\t{action.key}")
            if action.icon:
                item.setIcon(icon(action.icon, colour_of("muted")))
            item.triggered.connect(lambda _=False, one=action: act(one))
    return made
