"""The clinic that is hurt here: a real one, founded with a worthless key derivation that says so, its key in a file."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hms_desktop.clinic.founding import FirstPerson, Plan, found
from hms_desktop.clinic.opening import Clinic, Session, Surroundings
from hms_desktop.data import journal, witness
from hms_desktop.data.device_secret import FileSecrets
from hms_desktop.data.engine import SqlcipherEngine
from hms_desktop.data.keys import Kdf
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.clock import SystemClock
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.secret import Secret
from tests.durability.acts import carry_out, several

LOGIN: Final = "ana"
PASSWORD: Final = Secret("purple turnips at noon")
OTHER_LOGIN: Final = "ben"
OTHER_PASSWORD: Final = Secret("seven quiet lighthouses")
NEW_PASSWORD: Final = Secret("granite teapot orchestra")
NO_CODE: Final = Secret("")


@dataclass(frozen=True)
class World:
    """A founded clinic and its printed code."""

    places: Places
    code: Secret


def around(places: Places, migrations: Path | None = None) -> Surroundings:
    """The real clock and ids, the key in a file."""
    clock = SystemClock()
    return Surroundings(clock, Ids(clock), lambda _: FileSecrets(places.device, places.clinic), migrations=migrations)


def founded(root: Path, patients: int = 0, *, backup: bool = True) -> World:
    """A new clinic with two people and some patients, closed."""
    places = Places(root)
    roles = (str(Role.ADMINISTRATOR), str(Role.RECEPTIONIST))
    people = (FirstPerson(LOGIN, "Ana", roles, PASSWORD), FirstPerson(OTHER_LOGIN, "Ben", roles, OTHER_PASSWORD))
    made = found(places, Plan("Clinic", people, FILE_KIND, Kdf.weak_for_tests()), around(places))
    clinic, session = sign_in(places)
    try:
        if patients:
            carry_out(clinic, session, several(clinic.around.ids.new(), patients))
        if backup:
            clinic.backups().make(clinic.opened.key, "asked for")
    finally:
        clinic.close()
    return World(places, Secret("\n".join(made.recovery_code.lines())))


def sign_in(
    places: Places, login: str = LOGIN, password: Secret = PASSWORD, migrations: Path | None = None
) -> tuple[Clinic, Session]:
    """As the program does it; with other migrations than its own it is the program's next version."""
    clinic = Clinic(places, around(places, migrations))
    return clinic, clinic.sign_in(login, password, NO_CODE)


def copied(places: Places, root: Path) -> Places:
    """The whole place once more, file by file."""
    if root.exists():
        shutil.rmtree(root)
    shutil.copytree(places.root, root)
    return Places(root)


def standing(places: Places) -> tuple[witness.Standing, int]:
    """How a closed clinic's file stands against its witness, and how many commands it is ahead of it."""
    clinic = Clinic(places, around(places))
    vault = clinic.vault()
    key = vault.unlock(LOGIN, PASSWORD, clinic.device_secret(vault)).data_key
    seen = witness.read(places.clinic / witness.NAME, key.witness)
    engine = SqlcipherEngine(places.database, key.page)
    try:
        lane = engine.lane()
        last, _ = journal.head(lane.rows)
        links = dict(lane.raw.execute("SELECT seq, link FROM journal").fetchall())
        (unjournaled,) = lane.raw.execute("PRAGMA user_version").fetchone()
        verdict = witness.judge(seen, last, links.get, unjournaled)
        after = seen.seq if isinstance(seen, witness.Reading) else 0
        ahead = lane.raw.execute("SELECT count(DISTINCT txn) FROM journal WHERE seq > ?", (after,)).fetchone()[0]
        return verdict.standing, ahead
    finally:
        engine.close()
