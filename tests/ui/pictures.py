"""Every page as a picture, for looking: light, dark, high contrast and from right to left, over the demo clinic.

`python -m tests.ui.pictures FOLDER` writes them; the suite writes those of one role.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from hms_desktop.clinic import demo
from hms_desktop.clinic.opening import Clinic
from hms_desktop.desk.acts import DeskActs
from hms_desktop.features.patients.service import PatientList
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.languages import speak
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.theme import THEMES, ThemeName, apply
from hms_desktop.ui.workplace import Workplace
from tests.demo_copies import demo_clinic

LOOKS: Final = {
    "light": (ThemeName.LIGHT, "en"), "dark": (ThemeName.DARK, "en"), "contrast": (ThemeName.CONTRAST, "en"),
    "mirrored": (ThemeName.LIGHT, "ar"),
}  # fmt: skip
ROLES: Final = ("receptionist", "doctor", "privacy officer", "administrator")
_SIZE: Final = (1366, 768)
_WITH_SUBJECT: Final = "chart"


def take(app: QApplication, folder: Path, roles: tuple[str, ...] = ROLES) -> Iterator[Path]:
    """Each page of these roles in each look; a page that two roles have is taken once."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, demo_clinic(Path(place)) as clinic:
        try:
            for look in LOOKS:
                yield from _looked(app, clinic, look, folder, roles)
        finally:
            apply(app, THEMES[ThemeName.LIGHT], 10)
            speak(app, "en")
            app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def _looked(app: QApplication, clinic: Clinic, look: str, folder: Path, roles: tuple[str, ...]) -> Iterator[Path]:
    theme, language = LOOKS[look]
    apply(app, THEMES[theme], 10)
    is_mirrored = speak(app, language)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight)
    seen: set[str] = set()
    for role in roles:
        jobs = Jobs()
        window = _window(clinic, role, jobs)
        for which in [page for page in window.pages if page not in seen]:
            seen.add(which)
            window.open(which, _subject(window, which))
            _rest(jobs)
            path = folder / f"{which}-{look}.png"
            window.grab().save(str(path))
            yield path
        window.place.leave()
        window.close()
        window.deleteLater()  # else the next look polishes it as well
        jobs.close()


def _window(clinic: Clinic, role: str, jobs: Jobs) -> MainWindow:
    login = next(login for login, _, held in demo.PEOPLE if held == role)
    acts = DeskActs(clinic, clinic.sign_in(login, Secret(demo.PASSWORD), Secret("")))
    window = MainWindow(Workplace(acts, acts.standing(), jobs))
    window.resize(*_SIZE)
    window.show()
    window.open_home()
    _rest(jobs)
    return window


def _subject(window: MainWindow, which: str) -> object:
    return window.place.person.ask(PatientList()).rows[3].uid if which == _WITH_SUBJECT else None


def _rest(jobs: Jobs, settled_s: float = 0.25) -> None:
    """Until nothing is asked for, and what is painted a moment later is painted."""
    loop, since = QEventLoop(), time.monotonic()

    def look() -> None:
        nonlocal since
        if jobs.running():
            since = time.monotonic()
        elif time.monotonic() - since > settled_s:
            loop.quit()

    timer = QTimer(loop, interval=10)
    timer.timeout.connect(look)
    timer.start()
    getattr(loop, "exec")()  # noqa: B009 - a loop of a tool, not of the program
    timer.stop()


def main() -> int:
    """Writes all of them into the folder that is named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["pictures"])
    assert isinstance(app, QApplication)
    for path in take(app, Path(sys.argv[1])):
        sys.stdout.write(f"{path.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
