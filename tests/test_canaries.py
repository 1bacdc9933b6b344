"""Patient data and secrets are found nowhere outside the vault: not in files, logs, temp, output or tracebacks.

Canaries go through commands that succeed, fail, and break; then every file and everything that was said is searched for
each of them in UTF-8, UTF-16 and base64.
"""

from __future__ import annotations

import base64
import io
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hms_desktop.clinic.founding import FirstPerson, Plan, found
from hms_desktop.clinic.keeping import Keeper
from hms_desktop.clinic.opening import Clinic, Session, Surroundings
from hms_desktop.clinic.people import add_person, change_password
from hms_desktop.clinic.proving import prove
from hms_desktop.clinic.restoring import WithPassword, restore
from hms_desktop.data.blobs import Blobs
from hms_desktop.data.device_secret import FileSecrets
from hms_desktop.data.keys import Kdf
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.service import ChangePatient, PatientsFound, RegisterPatient
from hms_desktop.features.users.service import (
    AddAccount,
    BreakGlass,
    ChangeAccount,
    GlassToReview,
    ReviewGlass,
    SetPin,
    SetSecondFactor,
)
from hms_desktop.features.users.tables import Account
from hms_desktop.features.workstation.service import ChangeSetting, SaveDraft
from hms_desktop.kernel.clock import SystemClock
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Operation
from hms_desktop.kernel.secret import Secret
from tests.support import alone

PASSWORD = "Zanzibar lighthouse 4711 quokka"


@dataclass
class Canaries:
    """Words that stand nowhere else in the world."""

    made: list[str] = field(default_factory=list)

    def new(self, about: str) -> str:
        word = f"Qx{about}Zv{len(self.made):03d}Jk"
        self.made.append(word)
        return word


def forms(word: str) -> Iterator[bytes]:
    """How a word may lie in a file; base64 depends on where in a triple it begins, so its sure middle is sought."""
    plain = word.encode()
    yield plain
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    for shift in range(3):
        yield base64.b64encode(b"\x00" * shift + plain)[4:-4]


def sightings(words: list[str], places: dict[str, bytes]) -> list[tuple[str, str]]:
    """Which word was seen where."""
    return [
        (word, where) for where, data in places.items() for word in words if any(one in data for one in forms(word))
    ]


def crawled(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@dataclass
class Said:
    """What the program logged and printed, and every error it gave, with its traceback."""

    text: io.StringIO

    def attempt(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (KnownError, BugError) as error:
            self.text.write("".join(traceback.format_exception(error)))
            self.text.write(f"{error!r} {error} {vars(error)}")


@pytest.fixture
def said() -> Iterator[Said]:
    """Everything at the most talkative."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    with redirect_stdout(text), redirect_stderr(text):
        yield Said(text)
    root.setLevel(before)
    root.removeHandler(handler)


def particulars(canaries: Canaries, about: str) -> Particulars:
    """Every field that takes text takes a canary; a phone has digits only, so these are the canary."""
    phone = f"+34 {len(canaries.made):03d} 918273645"
    canaries.made += [phone, phone.removeprefix("+").replace(" ", "")]
    return Particulars(family=canaries.new(f"{about}Family"), given=canaries.new(f"{about}Given"), phone=phone)


def violating(clinic: Clinic, canaries: Canaries, session: Session) -> None:
    """A constraint of the database itself, whose driver would quote the row."""
    values = {"login": "ana", "name": canaries.new("twice"), "roles": ["doctor"], "is_active": True}
    operation = Operation(clinic.around.ids.new(), "Violate", session.actor)
    with clinic.opened.store.write(operation, alone) as work:
        work.rows.add(Account, {**values, "totp_step": 0, "totp_misses": 0})


def people(canaries: Canaries, clinic: Clinic, session: Session) -> Iterator[Callable[[], object]]:
    """Accounts, openings and their reviews."""
    ids = clinic.around.ids
    login = "bea"  # who can sign in, and how he is greeted, stands at the door for all to read
    add = AddAccount(id=ids.new(), login=login, name="Bea Okoro", roles=("doctor", "privacy officer"))
    password = Secret(canaries.new("first") + " and so on")
    uid = add_person(clinic, session, add, password)
    other = clinic.sign_in(login, password, Secret(""))
    yield lambda: session.execute(ChangeAccount(id=ids.new(), uid=uid, version=1, name="Bea Weber", roles=("doctor",)))
    yield lambda: session.execute(
        ChangeAccount(id=ids.new(), uid=uid, version=9, name=canaries.new("stale"), roles=(canaries.new("role"),))
    )
    session.execute(BreakGlass(id=ids.new(), subject=uid, reason=canaries.new("why") + " it cannot wait"))
    (row,) = other.ask(GlassToReview())
    finding = canaries.new("finding")
    yield lambda: other.execute(ReviewGlass(id=ids.new(), uid=row.uid, version=row.version, finding=finding))
    yield lambda: change_password(clinic, other, password, Secret(canaries.new("next") + " and so on"))
    yield lambda: change_password(clinic, other, Secret(canaries.new("not")), Secret(canaries.new("short")))
    yield lambda: violating(clinic, canaries, session)


def commands(canaries: Canaries, clinic: Clinic, session: Session) -> Iterator[Callable[[], object]]:
    """Acts that go well, are refused, and break."""
    ids = clinic.around.ids
    uid = session.execute(RegisterPatient(id=ids.new(), facts=particulars(canaries, "reg"))).answer.uid
    facts = particulars(canaries, "chg")
    yield lambda: session.execute(ChangePatient(id=ids.new(), uid=uid, version=1, facts=facts))
    yield lambda: session.execute(ChangePatient(id=ids.new(), uid=uid, version=1, facts=particulars(canaries, "old")))
    bad = Particulars(family=canaries.new("bad") * 40, phone=canaries.new("phone"))
    yield lambda: session.execute(RegisterPatient(id=ids.new(), facts=bad))
    rows = tuple(particulars(canaries, "imp") for _ in range(5))
    yield lambda: session.execute(ImportPatients(id=ids.new(), rows=rows))
    wrong: object = (canaries.new("type"), 5)
    yield lambda: session.execute(RegisterPatient(id=ids.new(), facts=wrong))  # type: ignore[arg-type]
    yield lambda: session.ask(PatientsFound(typed=canaries.new("find")))
    draft = {"note": canaries.new("draft")}
    yield lambda: session.execute(SaveDraft(id=ids.new(), draft=ids.new(), form="x", title="t", content=draft))
    yield lambda: session.execute(ChangeSetting(id=ids.new(), key="clinic.zone", value=canaries.new("zone")))
    yield lambda: session.execute(ChangeSetting(id=ids.new(), key="lock.minutes", value=canaries.new("minutes")))
    yield lambda: session.execute(
        BreakGlass(id=ids.new(), subject=uid, reason=canaries.new("glass") + " it cannot wait")
    )
    yield lambda: session.execute(SetPin(id=ids.new(), pin=Secret(canaries.new("pin"))))
    code = Secret(canaries.new("code"))
    yield lambda: session.execute(SetSecondFactor(id=ids.new(), secret=Secret("JBSWY3DPEHPK3PXP"), code=code))
    blobs = Blobs(clinic.places.blobs)
    yield lambda: blobs.store(ids.new(), io.BytesIO(canaries.new("blob").encode() * 1000))
    yield lambda: clinic.sign_in(canaries.new("login"), Secret(canaries.new("password")), Secret(""))
    yield lambda: clinic.sign_in("ana", Secret(canaries.new("guess")), Secret(""))


def test_no_canary_is_found_outside_the_vault(tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    canaries = Canaries([PASSWORD])
    root, temp = tmp_path / "root", tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(temp))
    places = Places(root)
    clock = SystemClock()
    around = Surroundings(clock, Ids(clock), lambda _: FileSecrets(places.device, places.clinic))
    roles = ("administrator", "receptionist", "doctor")
    person = FirstPerson("ana", "Ana Costa", roles, Secret(PASSWORD))
    founded = found(places, Plan("St Anne", (person,), FILE_KIND, Kdf.weak_for_tests()), around)
    canaries.made += [form for line in founded.recovery_code.lines() for form in (line, line.replace(" ", ""))]
    clinic = Clinic(places, around)
    session = clinic.sign_in("ana", Secret(PASSWORD), Secret(""))
    for act in (*people(canaries, clinic, session), *commands(canaries, clinic, session)):
        said.attempt(act)
    made = Keeper(clinic).back_up_if_due()
    assert made
    key = clinic.opened.key.reveal()
    secret = clinic.device_secret(clinic.vault())
    while_open = crawled(tmp_path)
    said.text.write("".join(f"{proof}\n" for proof in prove(clinic)))
    clinic.close()
    restore(made, places, around, WithPassword("ana", Secret(PASSWORD)))
    heard = {"said": said.text.getvalue().encode("utf-8", "surrogatepass")}
    assert sightings(canaries.made, {**while_open, **crawled(tmp_path), **heard}) == []
    closed = crawled(tmp_path)
    for data in (*while_open.values(), *closed.values(), heard["said"]):
        assert not any(form in data for form in (key, key.hex().encode(), base64.b64encode(key)))
    kept = [name for name, data in closed.items() if secret in data or base64.b64encode(secret) in data]
    assert all(name.startswith("root/device/") for name in kept), "this computer's part stands apart from the rest"
    assert len(kept) == 1
    assert len(canaries.made) > 45
    assert "this sign-in name already" in heard["said"].decode(), "a violated constraint was among them"
    assert "BugError" in heard["said"].decode(), "an act that breaks was among them"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_search_sees_a_word_that_is_there(encoding: str) -> None:
    word = Canaries().new("plant")
    assert sightings([word], {"a": b"\x00" + word.encode(encoding) + b"\x01"}) == [(word, "a")]


@pytest.mark.parametrize("before", [b"", b"a", b"ab"])
def test_the_search_sees_a_word_inside_base64(before: bytes) -> None:
    word = Canaries().new("plant")
    assert sightings([word], {"a": base64.b64encode(before + word.encode() + b"after")}) == [(word, "a")]
    assert sightings([word], {"a": base64.b64encode(before + b"something else altogether")}) == []
