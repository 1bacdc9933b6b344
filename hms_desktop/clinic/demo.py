"""A clinic for looking around: founded in a second or two, with a person for each role and each feature's living data.

Its password stands on the screen, so making it costly to guess would protect nobody: Argon2id works once over its
64 MiB for each slot here, where a real clinic's work is calibrated to a third of a second. The same chance and the same
day make the same clinic. Who works there is known at once, for the first window; what founds it is imported on a lane.

Its clock says a quarter to eleven whenever it is opened, and goes on from there: at night, too, a full waiting room is
what somebody wants to see who looks at a clinic.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from hms_desktop.features import NAMES
from hms_desktop.kernel.access import Actor, Role
from hms_desktop.kernel.secret import Secret

if TYPE_CHECKING:
    from hms_desktop.clinic.opening import Clinic, Surroundings
    from hms_desktop.data.places import Places
    from hms_desktop.kernel.demo import DemoClock
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

ZONE: Final = "Europe/London"

_LETTERHEAD: Final = {
    "clinic.zone": ZONE, "clinic.address": "12 Harbour Street\nPort Anne\nQA1 4SA", "clinic.phone": "01632 960412",
}  # fmt: skip


def found_demo(places: Places, around: Surroundings, today: date, chance: random.Random) -> None:
    """Founds the clinic and lets each feature bring its data into it, in the order in which the features are listed."""
    from hms_desktop.clinic.founding import FirstPerson, Plan, found
    from hms_desktop.clinic.opening import Clinic
    from hms_desktop.data.keys import LANES, MEMORY_KIB, Kdf
    from hms_desktop.data.slots import FILE_KIND
    from hms_desktop.kernel.demo import DemoClock
    from hms_desktop.kernel.ids import Ids

    clock = DemoClock(around.clock, _opening(today))
    there = replace(around, clock=clock, ids=Ids(clock))
    people = [FirstPerson(login, name, (role,), Secret(PASSWORD)) for login, name, role in PEOPLE]
    found(places, Plan(NAME, people, FILE_KIND, Kdf(MEMORY_KIB, 1, LANES), _LETTERHEAD), there)
    clinic = Clinic(places, there)
    try:
        login = next(login for login, _, role in PEOPLE if role is Role.ADMINISTRATOR)
        clinic.sign_in(login, Secret(PASSWORD), Secret(""))
        raw = clinic.opened.store.engine.lane().raw
        raw.execute("PRAGMA synchronous = OFF")  # a thousand commands; after a power cut nobody asks for a demo
        _fill(clinic, clock, today, chance)
    finally:
        clinic.close()


def in_demo_time(around: Surroundings, today: date) -> Surroundings:
    """The surroundings to open it in: its clock goes on from its hour, for at another the day is over or not begun."""
    from hms_desktop.kernel.demo import DemoClock
    from hms_desktop.kernel.ids import Ids

    clock = DemoClock(around.clock, _opening(today))
    clock.go()
    return replace(around, clock=clock, ids=Ids(clock))


def _opening(today: date) -> datetime:
    from zoneinfo import ZoneInfo

    from hms_desktop.kernel.demo import OPENS

    return datetime.combine(today, OPENS, ZoneInfo(ZONE)).astimezone(UTC)


def _fill(clinic: Clinic, clock: DemoClock, today: date, chance: random.Random) -> None:
    from hms_desktop.kernel.demo import DemoMeans
    from hms_desktop.kernel.manifest import load

    bus, staff = clinic.opened.bus, _staff(clinic)

    def do(command: Command[Any], role: str) -> Any:  # noqa: ANN401 - the command's own answer
        return bus.execute(command, staff[role]).answer

    def ask(query: Query[Any], role: str) -> Any:  # noqa: ANN401 - the query's own answer
        return bus.ask(query, staff[role])

    opening = _opening(today)
    means = DemoMeans(do, ask, clinic.around.ids, today, chance, clock.stand)
    for feature in load(NAMES):
        if feature.demo:
            clock.stand(opening)
            feature.found(feature.demo)(means)
    clock.stand(opening)


def _staff(clinic: Clinic) -> dict[str, Actor]:
    """Role → who holds it: what is done in the demo was done by those who can sign in there, or by the
    program on behalf of one of them."""
    users = {person.login: person.user for person in clinic.vault().people}
    device = clinic.opened.device
    people: dict[str, Actor] = {
        role: Actor(users[login], name, frozenset({role}), device) for login, name, role in PEOPLE
    }
    return {**people, Role.PROGRAM: clinic.program(people[Role.ADMINISTRATOR].user)}
