"""What the main window itself can do, declared as every feature declares its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from hms_desktop.kernel.manifest import PageSpec
from hms_desktop.ui.actions import ActionSpec, Menu

if TYPE_CHECKING:
    from hms_desktop.ui.workplace import Workplace


class Window(Protocol):
    """What the main window can do."""

    def call_box(self) -> None: ...

    def call_commands(self) -> None: ...

    def next_pane(self) -> None: ...

    def primary(self) -> None: ...

    def show_parked(self) -> None: ...

    def show_papers(self) -> None: ...

    def undo(self) -> None: ...

    def show_keys(self) -> None: ...

    def next_theme(self) -> None: ...

    def lock(self) -> None: ...

    def leave(self) -> None: ...


def page_actions(pages: Iterable[PageSpec]) -> tuple[ActionSpec, ...]:
    """«Go to» for every page that nothing else leads to."""
    return tuple(_page_action(page) for page in pages if page.place)


def _page_action(page: PageSpec) -> ActionSpec:
    def go(place: Workplace) -> None:
        place.open(page.id)

    return ActionSpec(f"go.{page.id}", page.title, go, Menu.GO, key=page.key, icon=page.icon)


def window_actions(window: Window) -> tuple[ActionSpec, ...]:
    """The window's own; each gets the workplace and does not need it."""
    doing: Mapping[str, tuple[str, Menu, str, str, Callable[[], None]]] = {
        "find": ("Find a patient or a command", Menu.GO, "Ctrl+K", "search", window.call_box),
        "commands": ("All commands", Menu.GO, "Ctrl+Shift+K", "terminal", window.call_commands),
        "next_pane": ("Next part of the screen", Menu.GO, "", "layout-columns", window.next_pane),
        "primary": ("The first act of the screen", Menu.WORK, "Ctrl+Return", "check", window.primary),
        "parked": ("Parked work", Menu.WORK, "Ctrl+J", "inbox", window.show_parked),
        "papers": ("Papers that wait for a printer", Menu.WORK, "", "printer", window.show_papers),
        "undo": ("Undo what was just done", Menu.WORK, "Ctrl+Z", "arrow-back-up", window.undo),
        "keys": ("Keys of this screen", Menu.VIEW, "F1", "keyboard", window.show_keys),
        "theme": ("Light, dark, high contrast", Menu.VIEW, "Ctrl+Shift+D", "moon", window.next_theme),
        "lock": ("Lock", Menu.PROGRAM, "F12", "lock", window.lock),
        "switch": ("Somebody else signs in", Menu.PROGRAM, "Ctrl+Shift+L", "logout", window.leave),
    }
    return tuple(
        ActionSpec(f"window.{name}", text, _alone(act), menu, key=key, icon=icon)
        for name, (text, menu, key, icon, act) in doing.items()
    )


def _alone(act: Callable[[], None]) -> Callable[[Workplace], None]:
    return lambda _place: act()
