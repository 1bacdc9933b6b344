"""One person's stay at the workstation: his window, the lock before it, his theme, and who notices that he is gone.

Locking hides the window and shows another; the work goes on behind it and is there again after a PIN or a password.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.acts import Acts, Standing
from hms_desktop.ui.idle import IdleWatch
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.languages import speak
from hms_desktop.ui.lock_screen import LockScreen
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.omnibox import SlashCalls
from hms_desktop.ui.theme import THEMES, ThemeName, apply
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_TEXT_PT: Final = 10
_LOCK_AFTER: Final = "lock.minutes"
_THEME: Final = "theme"
_SIZE: Final = "text.size"
_LANGUAGE: Final = "language"


class Main(QObject):
    """From signing in to leaving."""

    shown = Signal(object)
    """This window comes in the place of the one before."""
    left = Signal()

    def __init__(self, app: QApplication, acts: Acts, standing: Standing, jobs: Jobs) -> None:
        super().__init__()
        self._app, self._jobs = app, jobs
        self.place = Workplace(acts, standing, jobs)
        self._settings = dict(standing.settings)
        self._look()
        self.window = MainWindow(self.place)
        self.lock_screen: LockScreen | None = None
        self.idle = IdleWatch(int(self._settings.get(_LOCK_AFTER, 5)))
        self._slash = SlashCalls(self.window.box)
        self._connect()

    @property
    def windows(self) -> tuple[QWidget, ...]:
        """What must not be dropped while it is hidden."""
        return (self.window,)

    def begin(self) -> None:
        """Shows the home of this role."""
        self._app.installEventFilter(self.idle)
        self._app.installEventFilter(self._slash)
        self.window.open_home()
        self.shown.emit(self.window)

    def end(self) -> None:
        """Nothing of this person hears or shows anything any more."""
        self.idle.stop()
        self._app.removeEventFilter(self.idle)
        self._app.removeEventFilter(self._slash)
        self.place.leave()
        if self.lock_screen is not None:
            self.window.close()
            self.window.deleteLater()

    # The lock.

    def lock(self) -> None:
        """Hides everything."""
        if self.lock_screen is not None:
            return
        person = self.place.person
        screen = LockScreen(self.place.standing.clinic, person.actor.name, has_pin=person.has_pin)
        screen.tried.connect(self._try)
        screen.switched.connect(self.left)
        self.lock_screen = screen
        self.shown.emit(screen)

    def _try(self, secret: Secret) -> None:
        screen = self.lock_screen
        if screen is None:
            return
        acts = self.place.acts
        unlock = acts.reenter if screen.has_pin else acts.come_back
        self._jobs.io(screen, lambda: unlock(secret), self._unlock, screen.refuse)

    def _unlock(self, _: object) -> None:
        self.lock_screen = None
        self.idle.start()
        self.shown.emit(self.window)

    # The look.

    def _look(self) -> None:
        percent = int(self._settings.get(_SIZE, 100))
        apply(self._app, THEMES[ThemeName(self._settings.get(_THEME, "light"))], round(_TEXT_PT * percent / 100))
        is_mirrored = speak(self._app, str(self._settings.get(_LANGUAGE, "en")))
        self._app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight)

    def _next_theme(self) -> None:
        names = list(ThemeName)
        at = names.index(ThemeName(self._settings.get(_THEME, "light")))
        theme = names[(at + 1) % len(names)].value
        self._settings[_THEME] = theme
        self._look()
        self.window.renew_top()
        self._jobs.write(self.window, lambda: self.place.acts.change_setting(_THEME, theme), lambda _: None)

    def _settle(self, standing: Standing) -> None:
        """Settings changed: what can be shown at once is; the language's words come with the next signing in."""
        before, self._settings = self._settings, dict(standing.settings)
        self.idle.set_minutes(int(self._settings.get(_LOCK_AFTER, 5)))
        if any(before.get(key) != self._settings.get(key) for key in (_THEME, _SIZE)):
            self._look()
            self.window.renew_top()

    def _connect(self) -> None:
        self.window.locked.connect(self.lock)
        self.window.left.connect(self.left)
        self.window.theme_wanted.connect(self._next_theme)
        self.idle.expired.connect(self.window.lock)
        self.idle.warned.connect(lambda left: self.window.warn(tr("Locks in {seconds} s", seconds=left)))
        self.idle.back.connect(lambda: self.window.warn(""))
        self.place.settled.connect(self._settle)
        self.place.changed.connect(self._heard)

    def _heard(self, changes: Any) -> None:  # noqa: ANN401 - a signal's argument
        if changes.touches("setting"):
            self.renew_standing()

    def renew_standing(self) -> None:
        """Reads the clinic's state again: a setting changed, or a backup was made."""
        self._jobs.read(self, self.place.acts.standing, self.place.settle, self._tell)

    def _tell(self, error: KnownError | BugError) -> None:
        self.place.tell(error)
