"""A door without a clinic behind it, for windows under test; what stands behind the door is in `stays`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hms_desktop.kernel.errors import KnownError, Locked
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.acts import NewClinic
from hms_desktop.ui.sign_in import DoorPlate, Person
from tests.ui.stays import FakeActs, FakePerson

ANA = Person("ana", "Ana Costa", "receptionist")
BEN = Person("ben", "Ben Haile", "doctor")
PASSWORD = "purple turnips at noon"
CODE = "123456"
SHEET = b"%PDF-1.4 the recovery sheet"

WRONG = Locked("Not signed in", "The name or the password is wrong", "Check capitals and keyboard layout")


@dataclass
class FakeDoor:
    """Lets one password in; `refusal` may stand in its way."""

    shown: DoorPlate = field(default_factory=lambda: DoorPlate("St Anne Clinic", (ANA, BEN)))
    refusal: KnownError | None = None
    needs_code: bool = False
    tried: list[tuple[str, str, str]] = field(default_factory=list)
    prepared: int = 0
    before: Callable[[], object] = lambda: None
    left: int = 0
    permissions: frozenset[str] = frozenset()
    asked: list[NewClinic] = field(default_factory=list)
    founded: list[NewClinic] = field(default_factory=list)

    def plate(self) -> DoorPlate:
        return self.shown

    def prepare(self) -> None:
        self.prepared += 1

    def sign_in(self, login: str, password: Secret, code: Secret) -> str:
        self.before()
        self.tried.append((login, password.reveal(), code.reveal()))
        if self.refusal:
            raise self.refusal
        if password.reveal() != PASSWORD:
            raise WRONG
        if self.needs_code and code.reveal() != CODE:
            raise Locked("Code needed", "Type the six figures that your app shows now", "", needs="code")
        return login

    def acts(self, session: str) -> FakeActs:
        self.given = FakeActs(FakePerson(session, self.permissions))
        return self.given

    def problems(self, new: NewClinic) -> dict[str, str]:
        told = {} if len(new.password) >= 15 else {"password": "A password has at least 15 characters"}
        return told if new.name else {"name": "A name is needed", **told}

    def found(self, new: NewClinic, hand_over: Callable[[bytes], None]) -> None:
        self.asked.append(new)
        if self.refusal:
            raise self.refusal
        hand_over(SHEET)
        self.founded.append(new)

    def tick(self) -> None:
        return

    def leave(self) -> None:
        self.left += 1
