"""Accounts: who may sign in, with which roles, and that there is always somebody to look after them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from hms_desktop.features.users.domain import login_of, problems
from hms_desktop.features.users.service import (
    Accounts,
    AddAccount,
    ChangeAccount,
    CloseAccount,
    RecordVaultAct,
    SetPin,
    SignIn,
    VaultAct,
)
from hms_desktop.features.users.store import AccountRow
from hms_desktop.kernel.access import PEOPLE, Actor, Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, NotFound, Stale
from hms_desktop.kernel.secret import Secret
from tests.support import Desk, actor

ADMIN = Role.ADMINISTRATOR
NO_CODE = Secret("")


def row(desk: Desk, uid: UUID) -> AccountRow:
    return next(one for one in desk.ask(Accounts(), ADMIN) if one.uid == uid)


def add(desk: Desk, login: str = "eve", name: str = "Eve", roles: tuple[str, ...] = (Role.NURSE,)) -> UUID:
    return desk.do(AddAccount(id=desk.id(), login=login, name=name, roles=roles), ADMIN)


def change(desk: Desk, uid: UUID, *roles: str, name: str = "Eve") -> None:
    version = row(desk, uid).version
    desk.do(ChangeAccount(id=desk.id(), uid=uid, version=version, name=name, roles=roles), ADMIN)


def by_program(user: UUID) -> Actor:
    """The program, while it signs somebody in."""
    return replace(actor(Role.PROGRAM), user=user)


def test_a_new_account_is_there_with_its_roles(either_staffed: Desk) -> None:
    uid = add(either_staffed, " Évé ", "Eve «E»", (Role.NURSE, Role.LAB))
    found = row(either_staffed, uid)
    assert (found.login, found.name, found.roles, found.is_active) == ("eve", "Eve «E»", ("lab", "nurse"), True)
    assert (found.version, found.second_factor_since, found.pin_since) == (1, None, None)


def test_everybody_is_listed_by_name(staffed: Desk) -> None:
    names = [one.name for one in staffed.ask(Accounts(), Role.RECEPTIONIST)]
    assert names == sorted(names)
    assert len(names) == len(PEOPLE)


@pytest.mark.parametrize("login", ["", "a", "a" * 41, "a b", ".a", "a/b", "<b>", "a\x00b", "李", "a\nb"])
def test_a_sign_in_name_has_letters_digits_dots_and_hyphens(staffed: Desk, login: str) -> None:
    with pytest.raises(Invalid) as info:
        add(staffed, login)
    assert set(info.value.fields) == {"login"}


def test_a_sign_in_name_is_one_persons_whatever_its_capitals(either_staffed: Desk) -> None:
    add(either_staffed, "eve")
    with pytest.raises(Invalid) as info:
        add(either_staffed, "EVE")
    assert info.value.fields == {"login": "Somebody has this sign-in name already"}
    assert login_of("ÉVE") == "eve"


@pytest.mark.parametrize("roles", [(), ("program",), ("doctor", "superuser"), ("Doctor",), ("",)])
def test_only_the_clinics_roles_can_be_held(staffed: Desk, roles: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as info:
        add(staffed, roles=roles)
    assert set(info.value.fields) == {"roles"}
    uid = add(staffed)
    with pytest.raises(Invalid):
        change(staffed, uid, *roles)


def test_every_field_that_is_wrong_is_said_at_once() -> None:
    assert set(problems("", "", ())) == {"login", "name", "roles"}
    assert problems("ab", "A" * 120, (Role.PATIENT,)) == {}
    assert set(problems("ab", "A" * 121, (Role.PATIENT,))) == {"name"}


def test_a_change_is_made_on_the_version_that_was_seen(either_staffed: Desk) -> None:
    uid = add(either_staffed)
    change(either_staffed, uid, Role.DOCTOR, name="Eva")
    assert (row(either_staffed, uid).name, row(either_staffed, uid).roles) == ("Eva", ("doctor",))
    late = ChangeAccount(id=either_staffed.id(), uid=uid, version=1, name="Evi", roles=(Role.LAB,))
    with pytest.raises(Stale):
        either_staffed.do(late, ADMIN)
    assert row(either_staffed, uid).name == "Eva"


def test_the_last_administrator_stays(either_staffed: Desk) -> None:
    last = actor(ADMIN).user
    with pytest.raises(Conflict, match="Last administrator"):
        either_staffed.do(CloseAccount(id=either_staffed.id(), uid=last), ADMIN)
    with pytest.raises(Conflict, match="Last administrator"):
        change(either_staffed, last, Role.MANAGER)
    change(either_staffed, last, ADMIN, Role.MANAGER)
    other = add(either_staffed, "eve", roles=(ADMIN,))
    either_staffed.do(CloseAccount(id=either_staffed.id(), uid=other), ADMIN)
    with pytest.raises(Conflict, match="Last administrator"):
        either_staffed.do(CloseAccount(id=either_staffed.id(), uid=last), ADMIN)
    third = add(either_staffed, "joe", roles=(ADMIN,))
    either_staffed.do(CloseAccount(id=either_staffed.id(), uid=last), ADMIN)
    assert [
        one.uid for one in either_staffed.ask(Accounts(), ADMIN) if "administrator" in one.roles and one.is_active
    ] == [third]


def test_who_is_closed_does_not_come_in_and_leaves_no_secret(either_staffed: Desk) -> None:
    nurse = actor(Role.NURSE)
    either_staffed.do(SetPin(id=either_staffed.id(), pin=Secret("8351")), Role.NURSE)
    either_staffed.do(CloseAccount(id=either_staffed.id(), uid=nurse.user), ADMIN)
    found = row(either_staffed, nurse.user)
    assert (found.is_active, found.pin_since) == (False, None)
    secrets = either_staffed.sql("SELECT totp, pin_hash FROM account WHERE is_active = ?", (False,))
    assert secrets == [(None, None)]
    with pytest.raises(Denied, match="closed"):
        either_staffed.bus.execute(SignIn(id=either_staffed.id(), code=NO_CODE), by_program(nurse.user))


def test_who_is_not_there_cannot_be_changed_closed_or_signed_in(staffed: Desk) -> None:
    nobody = staffed.id()
    with pytest.raises(NotFound):
        staffed.do(CloseAccount(id=staffed.id(), uid=nobody), ADMIN)
    with pytest.raises(NotFound):
        staffed.do(ChangeAccount(id=staffed.id(), uid=nobody, version=1, name="X", roles=(ADMIN,)), ADMIN)
    with pytest.raises(NotFound, match="account"):
        staffed.bus.execute(SignIn(id=staffed.id(), code=NO_CODE), by_program(nobody))


def test_a_sign_in_tells_who_came_and_is_recorded(either_staffed: Desk) -> None:
    doctor = actor(Role.DOCTOR)
    done = either_staffed.bus.execute(SignIn(id=either_staffed.id(), code=NO_CODE), by_program(doctor.user))
    assert (done.answer.name, done.answer.roles, done.answer.has_pin) == ("Doctor", ("doctor",), False)
    query = "SELECT verb, entity, entity_id, actor FROM journal ORDER BY seq DESC LIMIT 1"
    key = either_staffed.engine.bind(doctor.user)
    assert either_staffed.sql(query) == [("signed in", "account", key, key)]


@pytest.mark.parametrize("act", VaultAct)
def test_what_happens_to_a_key_is_recorded(staffed: Desk, act: VaultAct) -> None:
    nurse = actor(Role.NURSE).user
    staffed.do(RecordVaultAct(id=staffed.id(), account=nurse, act=act), Role.PROGRAM)
    assert staffed.sql("SELECT verb, entity_id FROM journal ORDER BY seq DESC LIMIT 1") == [(act.value, nurse.bytes)]
