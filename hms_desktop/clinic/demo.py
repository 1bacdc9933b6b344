"""A clinic for looking around: founded in a second or two, with a person for each role and each feature's living data.

Its password stands on the screen, so making it costly to guess would protect nobody: Argon2id works once over its
64 MiB for each slot here, where a real clinic's work is calibrated to a third of a second. The same chance and the same
day make the same clinic. Who works there is known at once, for the first window; what founds it is imported on a lane.
"""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from hms_desktop.features import NAMES
from hms_desktop.kernel.access import Actor, Role
from hms_desktop.kernel.secret import Secret

if TYPE_CHECKING:
    from hms_desktop.clinic.opening import Clinic, Surroundings
    from hms_desktop.data.places import Places
    from hms_desktop.kernel.messages import Command, Query

NAME: Final = "St Anne Clinic"
PASSWORD: Final = "lanterns along the harbour"
PEOPLE: Final = (
    ("mcosta", "Marta Costa", Role.RECEPTIONIST),
    ("aokoro", "Ada Okoro", Role.NURSE),
    ("shaile", "Samuel Haile", Role.DOCTOR),
    ("tlind", "Tuva Lind", Role.LAB),
    ("hsato", "Haruka Sato", Role.PHARMACIST),
    ("jbrandt", "Jonas Brandt", Role.CASHIER),
    ("lfournier", "Élodie Fournier", Role.MANAGER),
    ("pnair", "Priya Nair", Role.PRIVACY_OFFICER),
    ("admin", "Ines Weber", Role.ADMINISTRATOR),
)
"""Sign-in name, name and role of everybody who can sign in there."""

SEED: Final = 1816
"""What a demo draws its chance from, unless somebody wants another town."""


def found_demo(places: Places, around: Surroundings, today: date, chance: random.Random) -> None:
    """Founds the clinic and lets each feature bring its data into it, in the order in which the features are listed."""
    from hms_desktop.clinic.founding import FirstPerson, Plan, found
    from hms_desktop.clinic.opening import Clinic
    from hms_desktop.data.keys import LANES, MEMORY_KIB, Kdf
    from hms_desktop.data.slots import FILE_KIND

    people = [FirstPerson(login, name, (role,), Secret(PASSWORD)) for login, name, role in PEOPLE]
    found(places, Plan(NAME, people, FILE_KIND, Kdf(MEMORY_KIB, 1, LANES)), around)
    clinic = Clinic(places, around)
    try:
        login = next(login for login, _, role in PEOPLE if role is Role.ADMINISTRATOR)
        clinic.sign_in(login, Secret(PASSWORD), Secret(""))
        _fill(clinic, today, chance)
    finally:
        clinic.close()


def _fill(clinic: Clinic, today: date, chance: random.Random) -> None:
    from hms_desktop.kernel.demo import DemoMeans
    from hms_desktop.kernel.manifest import load

    bus, staff = clinic.opened.bus, _staff(clinic)

    def do(command: Command[Any], role: str) -> Any:  # noqa: ANN401 - the command's own answer
        return bus.execute(command, staff[role]).answer

    def ask(query: Query[Any], role: str) -> Any:  # noqa: ANN401 - the query's own answer
        return bus.ask(query, staff[role])

    means = DemoMeans(do, ask, clinic.around.ids, today, chance)
    for feature in load(NAMES):
        if feature.demo:
            feature.found(feature.demo)(means)


def _staff(clinic: Clinic) -> dict[str, Actor]:
    """Role → who holds it: what is done in the demo was done by those who can sign in there, or by the program."""
    users = {person.login: person.user for person in clinic.vault().people}
    device = clinic.opened.device
    people: dict[str, Actor] = {
        role: Actor(users[login], name, frozenset({role}), device) for login, name, role in PEOPLE
    }
    return {**people, Role.PROGRAM: clinic.program()}
