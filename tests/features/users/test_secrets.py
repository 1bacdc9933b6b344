"""Codes and PINs: right once, in their time, and shown nowhere."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.data.schema import captured_columns, journaled
from hms_desktop.features.users.domain import matching_step, pin_problem
from hms_desktop.features.users.service import (
    Accounts,
    DropSecondFactor,
    PinFits,
    SetPin,
    SetSecondFactor,
    SignedIn,
    SignIn,
)
from hms_desktop.kernel.access import ColumnClass, Role
from hms_desktop.kernel.errors import BugError, Invalid, Locked
from hms_desktop.kernel.policies import Policy
from hms_desktop.kernel.secret import Secret
from tests.fakes import START, FakeClock
from tests.support import Desk, actor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NURSE = actor(Role.NURSE)


def code(clock: FakeClock, steps: int = 0) -> Secret:
    return Secret(pyotp.TOTP(SECRET).at(clock.now() + steps * timedelta(seconds=30)))


def sign_in(desk: Desk, typed: Secret) -> SignedIn:
    program = replace(actor(Role.PROGRAM), user=NURSE.user)
    return desk.bus.execute(SignIn(id=desk.id(), code=typed), program).answer


def ask_for_codes(desk: Desk) -> None:
    desk.do(SetSecondFactor(id=desk.id(), secret=Secret(SECRET), code=code(desk.clock)), Role.NURSE)
    desk.clock.advance(120)


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_fits_in_its_half_minute_and_the_two_beside_it(either_staffed: Desk, steps: int, fits: bool) -> None:
    ask_for_codes(either_staffed)
    if fits:
        assert sign_in(either_staffed, code(either_staffed.clock, steps)).name == "Nurse"
        return
    with pytest.raises(Locked, match="does not fit"):
        sign_in(either_staffed, code(either_staffed.clock, steps))


def test_a_code_serves_once_and_no_older_one_after_it(staffed: Desk) -> None:
    ask_for_codes(staffed)
    sign_in(staffed, code(staffed.clock))
    for steps in (0, -1):
        with pytest.raises(Locked, match="used before"):
            sign_in(staffed, code(staffed.clock, steps))
    staffed.clock.advance(30)
    sign_in(staffed, code(staffed.clock))


def test_the_code_that_set_it_up_does_not_open(staffed: Desk) -> None:
    first = code(staffed.clock)
    staffed.do(SetSecondFactor(id=staffed.id(), secret=Secret(SECRET), code=first), Role.NURSE)
    with pytest.raises(Locked):
        sign_in(staffed, first)


def test_a_clock_that_went_back_does_not_let_a_used_code_in(staffed: Desk) -> None:
    ask_for_codes(staffed)
    used = code(staffed.clock)
    sign_in(staffed, used)
    staffed.clock.set(staffed.clock.now() - timedelta(seconds=20))
    with pytest.raises(Locked):
        sign_in(staffed, used)


@pytest.mark.parametrize(
    "typed", ["", "000000", "12345", "1234567", "abcdef", "\ud800", "１２３４５６", "' OR 1", "9" * 5_000]
)
def test_without_a_right_code_nobody_comes_in(staffed: Desk, typed: str) -> None:
    ask_for_codes(staffed)
    with pytest.raises(Locked) as info:
        sign_in(staffed, Secret(typed))
    assert info.value.values["needs"] == "code"
    assert ("figures" in info.value.message) == (not typed)


def test_a_code_may_be_typed_with_spaces(staffed: Desk) -> None:
    ask_for_codes(staffed)
    text = code(staffed.clock).reveal()
    assert sign_in(staffed, Secret(f" {text[:3]} {text[3:]}\n")).name == "Nurse"


def test_a_second_factor_is_only_set_with_a_code_that_proves_it(staffed: Desk) -> None:
    for secret, typed, field in (
        (SECRET, "000000", "code"),
        ("not base32!", "000000", "secret"),
        ("", "", "secret"),
        ("AA", "000000", "secret"),
    ):
        with pytest.raises(Invalid) as info:
            staffed.do(SetSecondFactor(id=staffed.id(), secret=Secret(secret), code=Secret(typed)), Role.NURSE)
        assert set(info.value.fields) == {field}
    assert sign_in(staffed, Secret("")).name == "Nurse"


def test_an_administrator_helps_who_lost_his_phone(staffed: Desk) -> None:
    ask_for_codes(staffed)
    staffed.do(DropSecondFactor(id=staffed.id(), uid=NURSE.user), Role.ADMINISTRATOR)
    assert sign_in(staffed, Secret("")).name == "Nurse"


@given(st.integers(-3, 3), st.integers(0, 10**9))
def test_a_step_is_only_taken_if_it_is_later_than_the_last(shift: int, seconds: int) -> None:
    now = START + timedelta(seconds=seconds)
    typed = pyotp.TOTP(SECRET).at(now + shift * timedelta(seconds=30))
    step = matching_step(SECRET, typed, now, 0)
    if step is not None:
        assert matching_step(SECRET, typed, now, step) is None
    assert step is not None or abs(shift) > 1


@pytest.mark.parametrize(
    "pin", ["", "123", "1" * 13, "1234", "4321", "0000", "7890", "0987", "12a4", "１２３４", "12 4", "-123", "²³⁴⁵"]
)
def test_a_pin_that_is_guessed_at_once_is_refused(staffed: Desk, pin: str) -> None:
    assert pin_problem(pin)
    with pytest.raises(Invalid) as info:
        staffed.do(SetPin(id=staffed.id(), pin=Secret(pin)), Role.NURSE)
    assert set(info.value.fields) == {"pin"}


def test_a_pin_fits_its_person_only(either_staffed: Desk) -> None:
    assert not either_staffed.ask(PinFits(pin=Secret("8351")), Role.NURSE)
    either_staffed.do(SetPin(id=either_staffed.id(), pin=Secret("8351")), Role.NURSE)
    assert either_staffed.ask(PinFits(pin=Secret("8351")), Role.NURSE)
    assert not either_staffed.ask(PinFits(pin=Secret("8352")), Role.NURSE)
    assert not either_staffed.ask(PinFits(pin=Secret("")), Role.NURSE)
    assert not either_staffed.ask(PinFits(pin=Secret("8351")), Role.DOCTOR)


def test_that_a_secret_changed_is_in_the_journal_and_the_secret_is_not(either_staffed: Desk) -> None:
    ask_for_codes(either_staffed)
    either_staffed.do(SetPin(id=either_staffed.id(), pin=Secret("8351")), Role.NURSE)
    sign_in(either_staffed, code(either_staffed.clock))
    told = str(either_staffed.sql("SELECT old, new, reason FROM journal_value"))
    (stored,) = either_staffed.sql("SELECT totp, pin_hash FROM account WHERE totp IS NOT NULL")
    assert stored[0] == SECRET
    for secret in (*stored, "8351", "$argon2"):
        assert secret not in told
    assert "second_factor_since" in told
    assert "pin_since" in told
    assert "8351" not in str(stored)


def test_no_row_that_anybody_sees_holds_a_secret(staffed: Desk) -> None:
    ask_for_codes(staffed)
    staffed.do(SetPin(id=staffed.id(), pin=Secret("8351")), Role.NURSE)
    shown = str(staffed.ask(Accounts(), Role.ADMINISTRATOR))
    assert SECRET not in shown
    assert "argon2" not in shown


DECLARED_DIGESTS = {("blob", "digest")}


def test_the_journal_captures_no_secret_but_declared_digests(desk: Desk) -> None:
    secret = {
        (table.name, column.name)
        for table in journaled(desk.house.metadata)
        for column in captured_columns(table)
        if column.info["class"] is ColumnClass.SECRET
    }
    assert secret == DECLARED_DIGESTS


def test_a_secret_column_is_in_no_row(desk: Desk) -> None:
    secret = {
        column.name
        for table in journaled(desk.house.metadata)
        for column in table.columns
        if column.info["class"] is ColumnClass.SECRET
    }
    assert {"totp", "pin_hash", "key"} <= secret
    rows: list[Any] = []
    for feature in desk.house.features:
        for module in map(feature.module, ("store", "service") if feature.tables else ("service",)):
            rows += [kind for name, kind in vars(module).items() if name.endswith("Row") and is_dataclass(kind)]
    assert len(rows) >= 5
    for row in rows:
        assert not {field.name for field in fields(row)} & secret, row


def test_what_is_secret_stays_on_its_workstation(desk: Desk) -> None:
    for table in journaled(desk.house.metadata):
        for column in table.columns:
            if column.info["class"] is ColumnClass.SECRET and (table.name, column.name) not in DECLARED_DIGESTS:
                assert column.info["sync"] is Policy.LOCAL


def test_a_bug_on_the_way_of_a_secret_does_not_show_it(staffed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ValueError("8351")

    monkeypatch.setattr("argon2.PasswordHasher.hash", broken)
    with pytest.raises(BugError) as info:
        staffed.do(SetPin(id=staffed.id(), pin=Secret("8351")), Role.NURSE)
    assert "8351" not in info.value.report + str(info.value) + repr(vars(info.value))
