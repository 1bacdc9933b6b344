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
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.clock import SystemClock
from hms_desktop.kernel.days import MONTHS
from hms_desktop.kernel.errors import NotFound
from hms_desktop.kernel.paths import clinic_folder
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.app import Look, run
from hms_desktop.ui.sign_in import DoorPlate, Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from hms_desktop.clinic.keeping import Keeper
    from hms_desktop.clinic.opening import Clinic, Session, Surroundings
    from hms_desktop.desk.acts import DeskActs
    from hms_desktop.desk.postman import Postman
    from hms_desktop.ui.acts import NewClinic

_DEMO_WAIT_S: Final = 60.0

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

    is_demo = False

    def __init__(self, root: Path, *, accept_unproved: bool = False) -> None:
        self._root, self._accept_unproved = root, accept_unproved
        self._lock = threading.Lock()
        self._clinic: Clinic | None = None
        self._keeper: Keeper | None = None
        self._postman: Postman | None = None

    def plate(self) -> DoorPlate:
        """Read from small plain files, so that the first window need not wait for anything."""
        places = Places(self._root)
        if not places.has_clinic() and not places.is_cut_off():
            return DoorPlate("", (), state="Nothing is kept on this computer yet", can_found=True)
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

    def problems(self, new: NewClinic) -> dict[str, str]:
        """What the features and the vault would refuse, before anything is made."""
        from hms_desktop.data.passwords import password_problem
        from hms_desktop.features.users import domain as accounts
        from hms_desktop.features.workstation import domain as settings

        told = accounts.problems(accounts.login_of(new.login), new.person.strip(), (Role.ADMINISTRATOR,))
        found = {
            "name": settings.name_problem(new.name.strip()),
            "zone": settings.zone_problem(new.zone.strip()),
            "person": told.get("name"),
            "login": told.get("login"),
            "password": password_problem(new.password, (new.name, new.person, new.login)),
            **{key: settings.lines_problem(text) for key, text in new.letterhead.items()},
        }
        return {name: problem for name, problem in found.items() if problem}

    def found(self, new: NewClinic, hand_over: Callable[[bytes], None]) -> None:
        """Founds the clinic of this workstation; the recovery sheet is handed over before it has its name."""
        from hms_desktop.clinic.computer import surroundings
        from hms_desktop.clinic.founding import FirstPerson, Founded, Plan, found
        from hms_desktop.data.device_secret import KeyringSecrets
        from hms_desktop.data.keys import calibrate
        from hms_desktop.data.slots import FILE_KIND
        from hms_desktop.features.users.document import recovery_sheet
        from hms_desktop.features.workstation.manifest import CLINIC_ZONE

        places = Places(self._root)
        around = surroundings(places)
        keyring = FILE_KIND if new.without_keyring else KeyringSecrets().kind
        person = FirstPerson(new.login.strip(), new.person.strip(), (Role.ADMINISTRATOR,), new.password)
        settings = {CLINIC_ZONE.key: new.zone.strip(), **new.letterhead}
        plan = Plan(new.name.strip(), (person,), keyring, calibrate(around.clock.ticks), settings)

        def take(founded: Founded) -> None:
            lines = founded.recovery_code.lines()
            hand_over(recovery_sheet(plan.name, founded.clinic, lines, around.clock.now()))

        found(places, plan, around, take)

    def acts(self, session: Session) -> DeskActs:
        """What the windows can have done for this person."""
        from hms_desktop.desk.acts import DeskActs

        clinic = self._opened_clinic()
        if self._postman is None and not self.is_demo:  # whoever plays with the demo writes to nobody
            from hms_desktop.desk.postman import Postman

            self._postman = Postman(clinic, random.Random())
        if self._postman:
            self._postman.resume()
        return DeskActs(clinic, session, is_demo=self.is_demo, left=self._rest)

    def tick(self) -> None:
        """What is due from time to time: see `clinic.keeping`. What the postman ran into is told by whoever ticks."""
        if self._keeper:
            self._keeper.tick()
        trouble = self._postman.trouble() if self._postman else None
        if trouble:
            raise trouble

    def leave(self) -> None:
        """Closes the clinic's file, unless a message is still on its way: then the file falls shut with the process."""
        if self._clinic and (self._postman is None or self._postman.stop()):
            self._clinic.close()

    def _rest(self) -> None:
        if self._postman:
            self._postman.rest()

    def _around(self, places: Places) -> Surroundings:
        """What this computer gives the clinic."""
        from hms_desktop.clinic.computer import surroundings

        return surroundings(places, accept_unproved=self._accept_unproved)

    def _opened_clinic(self) -> Clinic:
        from hms_desktop.clinic.keeping import Keeper
        from hms_desktop.clinic.opening import Clinic

        with self._lock:  # the door gets ready and somebody signs in: two lanes, one clinic
            if self._clinic is None:
                places = Places(self._root)
                self._clinic = Clinic(places, self._around(places))
                self._keeper = Keeper(self._clinic)
            return self._clinic


class DemoDesk(Desk):
    """A clinic made in seconds for looking around: one person for each role, in with one click."""

    is_demo = True

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._made = threading.Event()
        self._today = SystemClock().now().date()

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
            demo.found_demo(places, around, self._today, random.Random(demo.SEED))
        super().prepare()
        self._made.set()

    def sign_in(self, login: str, password: Secret, code: Secret) -> Session:
        """A click may come before the clinic is made; it waits here, on its lane."""
        if not self._made.wait(_DEMO_WAIT_S):
            raise NotFound("One moment", "The demo clinic is being made", "Click again in a second")
        return super().sign_in(login, password, code)

    def _around(self, places: Places) -> Surroundings:
        """With the clock of the day that it was filled for."""
        return demo.in_demo_time(super()._around(places), self._today)


def _state(places: Places) -> str:
    """The quiet line: a backup gets its folder's name only after it was opened and checked."""
    names = sorted(path.name for path in places.backups.glob("[0-9]*")) if places.backups.is_dir() else []
    if not names:
        return "Encrypted on this computer · no backup yet"
    stamp = names[-1]
    day = f"{stamp[6:8]}-{MONTHS[int(stamp[4:6]) - 1]}-{stamp[:4]}"
    return f"Encrypted on this computer · backup verified {day} {stamp[9:11]}:{stamp[11:13]} UTC"
