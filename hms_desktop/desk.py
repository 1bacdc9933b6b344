"""Opens the program for people: the clinic behind the sign-in window, or a demo clinic that is thrown away.

The windows see it through `ui.app.Doors` only. Nothing slow is imported until `prepare` runs on a lane.
"""

from __future__ import annotations

import random
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hms_desktop.clinic import demo
from hms_desktop.clinic.card import Card
from hms_desktop.data.places import Places
from hms_desktop.kernel.errors import NotFound
from hms_desktop.kernel.paths import clinic_folder
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.app import Look, run
from hms_desktop.ui.sign_in import DoorPlate, Person

if TYPE_CHECKING:
    from hms_desktop.clinic.keeping import Keeper
    from hms_desktop.clinic.opening import Clinic, Session

_DEMO_WAIT_S: Final = 60.0

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NO_CLINIC: Final = "No clinic is set up on this workstation yet: run «hms-desktop create»"
_NO_NAMES: Final = "The list of names is missing: type your sign-in name, and it is written anew"
_KEY_FILE: Final = "No keyring: this computer's part of the key is a file. Encrypt the disk, and keep passwords long"


def open_program(root: Path | None, picture: Path | None, *, demo: bool, accept_unproved: bool) -> int:
    """Shows the sign-in window and stays until the last window is closed."""
    if demo:
        return _open_demo(picture)
    chosen = (root or clinic_folder()).resolve()
    return run(lambda: Desk(chosen, accept_unproved=accept_unproved), Look(), picture)


def _open_demo(picture: Path | None) -> int:
    import shutil
    import tempfile

    root = Path(tempfile.mkdtemp(prefix="hms-demo-"))
    try:
        return run(lambda: DemoDesk(root), Look(), picture)
    finally:
        shutil.rmtree(root, ignore_errors=True)


class Desk:
    """A workstation's clinic as the windows see it."""

    def __init__(self, root: Path, *, accept_unproved: bool = False) -> None:
        self._root, self._accept_unproved = root, accept_unproved
        self._lock = threading.Lock()
        self._clinic: Clinic | None = None
        self._keeper: Keeper | None = None

    def plate(self) -> DoorPlate:
        """Read from small plain files, so that the first window need not wait for anything."""
        places = Places(self._root)
        if not places.has_clinic() and not places.is_cut_off():
            return DoorPlate("", (), (_NO_CLINIC,))
        card = Card.read(places)
        people = tuple(Person(login, name, roles) for login, (name, roles) in card.people.items())
        notices = (*(() if people else (_NO_NAMES,)), *((_KEY_FILE,) if places.device.is_dir() else ()))
        return DoorPlate(card.clinic, people, notices, _state(places))

    def prepare(self) -> None:
        """Imports the store and everything behind it, while somebody types."""
        from hms_desktop import bootstrap

        self._opened_clinic()
        bootstrap.house()

    def sign_in(self, login: str, password: Secret, code: Secret) -> Session:
        """Opens the clinic and lets the person in; a card that was lost is written anew."""
        clinic = self._opened_clinic()
        session = clinic.sign_in(login, password, code)
        if not clinic.card().people:
            from hms_desktop.clinic.people import write_card

            write_card(clinic, session)
        return session

    def home(self, session: Session) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """What the bare home shows."""
        clinic = self._opened_clinic()
        last = clinic.backups().last()
        seq = clinic.opened.store.engine.reading_lane().raw.execute("SELECT max(seq) FROM journal").fetchone()[0]
        backup = f"{last.at:%d-%b-%Y %H:%M} UTC, opened and checked" if last and last.at else "none yet"
        facts = (
            ("Signed in as", session.actor.name),
            ("Roles", ", ".join(sorted(session.actor.roles))),
            ("Records", "encrypted with SQLCipher on this computer"),
            ("Journal", f"{seq:,} entries, chained"),
            ("Last backup", backup),
            ("Server", "none: this workstation works alone"),
        )
        return clinic.card().clinic, session.actor.name, facts

    def tick(self) -> None:
        """What is due from time to time: see `clinic.keeping`."""
        if self._keeper:
            self._keeper.tick()

    def leave(self) -> None:
        """Closes the clinic's file."""
        if self._clinic:
            self._clinic.close()

    def _opened_clinic(self) -> Clinic:
        from hms_desktop.clinic.computer import surroundings
        from hms_desktop.clinic.keeping import Keeper
        from hms_desktop.clinic.opening import Clinic

        with self._lock:  # the door gets ready and somebody signs in: two lanes, one clinic
            if self._clinic is None:
                places = Places(self._root)
                self._clinic = Clinic(places, surroundings(places, accept_unproved=self._accept_unproved))
                self._keeper = Keeper(self._clinic)
            return self._clinic


class DemoDesk(Desk):
    """A clinic made in seconds for looking around: one person for each role, in with one click."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._made = threading.Event()

    def plate(self) -> DoorPlate:
        """Its people are known before it is made."""
        people = tuple(Person(login, name, role, demo.PASSWORD) for login, name, role in demo.PEOPLE)
        notice = "Demo: invented data in a clinic that is thrown away when the window is closed"
        return DoorPlate(demo.NAME, people, (notice,), "Demo · encrypted all the same")

    def prepare(self) -> None:
        """Founds the clinic while somebody looks at the window."""
        from hms_desktop.clinic.computer import surroundings

        places = Places(self._root)
        if not places.has_clinic():
            around = surroundings(places)
            demo.found_demo(places, around, around.clock.now().date(), random.Random(demo.SEED))
        super().prepare()
        self._made.set()

    def sign_in(self, login: str, password: Secret, code: Secret) -> Session:
        """A click may come before the clinic is made; it waits here, on its lane."""
        if not self._made.wait(_DEMO_WAIT_S):
            raise NotFound("One moment", "The demo clinic is being made", "Click again in a second")
        return super().sign_in(login, password, code)


def _state(places: Places) -> str:
    """The quiet line: a backup gets its folder's name only after it was opened and checked."""
    names = sorted(path.name for path in places.backups.glob("[0-9]*")) if places.backups.is_dir() else []
    if not names:
        return "Encrypted on this computer · no backup yet"
    stamp = names[-1]
    day = f"{stamp[6:8]}-{_MONTHS[int(stamp[4:6]) - 1]}-{stamp[:4]}"
    return f"Encrypted on this computer · backup verified {day} {stamp[9:11]}:{stamp[11:13]} UTC"
