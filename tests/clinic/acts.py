"""What tests of a whole clinic do again and again: found one, sign in, write, attach, and look at its files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from hms_desktop.clinic.founding import FirstPerson, Plan, found
from hms_desktop.clinic.opening import Clinic, Session, Surroundings
from hms_desktop.clinic.proving import prove
from hms_desktop.data.blobs import Blobs
from hms_desktop.data.device_secret import FileSecrets
from hms_desktop.data.keys import Kdf, RecoveryCode
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.data.tables import Blob
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Operation
from hms_desktop.kernel.secret import Secret
from tests.clinic.conftest import PASSWORD
from tests.fakes import FakeClock
from tests.support import alone

BENS: Final = Secret("seven quiet lighthouses")
NEW: Final = Secret("granite teapot orchestra")
WRONG: Final = Secret("not this one, not either")
NO_CODE: Final = Secret("")

ANA: Final = FirstPerson("ana", "Ana Costa", (Role.ADMINISTRATOR, Role.RECEPTIONIST), PASSWORD)
BEN: Final = FirstPerson("ben", "Ben Okoro", (Role.DOCTOR,), BENS)


@dataclass
class World:
    """A clinic on a computer, and the code that was printed when it was founded."""

    clinic: Clinic
    clock: FakeClock
    code: RecoveryCode

    @property
    def places(self) -> Places:
        return self.clinic.places

    @property
    def around(self) -> Surroundings:
        return self.clinic.around

    def printed(self) -> Secret:
        return Secret("\n".join(self.code.lines()))

    def again(self) -> Clinic:
        """The clinic as the next start of the program finds it."""
        self.clinic.close()
        self.clinic = Clinic(self.places, self.around)
        return self.clinic


def surroundings(root: Path, clock: FakeClock) -> Surroundings:
    places = Places(root)
    return Surroundings(clock, Ids(clock), lambda _: FileSecrets(places.device, places.clinic))


def plan(*people: FirstPerson) -> Plan:
    return Plan("St Anne", people, FILE_KIND, Kdf.weak_for_tests())


def world(root: Path, *people: FirstPerson) -> World:
    """A new clinic."""
    clock = FakeClock()
    around = surroundings(root, clock)
    founded = found(Places(root), plan(*(people or (ANA, BEN))), around)
    return World(Clinic(Places(root), around), clock, founded.recovery_code)


def enter(clinic: Clinic, login: str = "ana", password: Secret = PASSWORD, code: Secret = NO_CODE) -> Session:
    return clinic.sign_in(login, password, code)


def register(clinic: Clinic, session: Session, family: str = "Haile") -> UUID:
    command = RegisterPatient(id=clinic.around.ids.new(), facts=Particulars(family=family))
    return session.execute(command).answer.uid


def attach(clinic: Clinic, session: Session, content: bytes) -> UUID:
    """An attachment, file and row."""
    stored = Blobs(clinic.places.blobs).store(clinic.around.ids.new(), io.BytesIO(content))
    values = {"kind": "test", "size": stored.size, "digest": stored.digest, "key": stored.key}
    operation = Operation(clinic.around.ids.new(), "Attach", session.actor)
    with clinic.opened.store.write(operation, alone) as work:
        work.rows.add(Blob, values, stored.uid)
    return stored.uid


def sql(clinic: Clinic, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """What a bare statement gives, past every rule; the triggers still hold."""
    found: list[tuple[Any, ...]] = clinic.opened.store.engine.lane().raw.execute(statement, values).fetchall()
    return found


def verbs(clinic: Clinic) -> list[str]:
    """The journal, as its verbs and kinds."""
    return [f"{verb} {entity}" for verb, entity in sql(clinic, "SELECT verb, entity FROM journal ORDER BY seq")]


def patients(clinic: Clinic) -> list[str]:
    return [name for (name,) in sql(clinic, "SELECT family FROM patient ORDER BY local_no")]


def broken(clinic: Clinic) -> list[str]:
    """The proofs that do not hold."""
    return [proof.what for proof in prove(clinic) if not proof.holds]


def tree(root: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
