"""A clinic is founded whole and with its recovery code in somebody's hands, or nothing of it stays behind."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from hms_desktop.clinic.card import Card
from hms_desktop.clinic.founding import FirstPerson, Founded, Plan, found
from hms_desktop.clinic.opening import Clinic, Surroundings
from hms_desktop.data.device_secret import KeyringSecrets
from hms_desktop.data.places import InUse, Places
from hms_desktop.kernel.errors import Invalid, KnownError, Storage
from hms_desktop.kernel.secret import Secret
from tests.clinic.acts import ANA, BEN, enter, patients, plan, register, surroundings, tree, verbs, world
from tests.fakes import FakeClock, FakeKeyring


@pytest.fixture
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def around(tmp_path: Path, keyring: FakeKeyring) -> Surroundings:
    return replace(surroundings(tmp_path, FakeClock()), secrets=lambda _: KeyringSecrets(lambda: keyring))


def with_keyring(*people: FirstPerson) -> Plan:
    return replace(plan(*people), keyring="secret-service")


def nothing_left(root: Path, keyring: FakeKeyring) -> bool:
    files = {name for name in tree(root) if name != "in-use"}
    return not files and not keyring.kept and not Places(root).has_clinic()


def test_a_founded_clinic_lets_its_people_in_and_begins_its_journal(tmp_path: Path) -> None:
    made = world(tmp_path)
    assert enter(made.clinic).actor.name == "Ana Costa"
    assert verbs(made.clinic)[:3] == ["founded clinic", "create account", "create account"]
    assert Card.read(made.places).clinic == "St Anne"
    made.clinic.close()


def test_the_recovery_code_is_handed_over_before_the_clinic_stands(tmp_path: Path, around: Surroundings) -> None:
    seen: list[bool] = []

    def hand_over(founded: Founded) -> None:
        assert len(founded.recovery_code.lines()) > 1
        seen.append(Places(tmp_path).has_clinic())

    found(Places(tmp_path), with_keyring(ANA), around, hand_over)
    assert seen == [False]


@pytest.mark.parametrize("problem", [OSError(28, "full"), Storage("Not writable", "x", "y"), KeyboardInterrupt()])
def test_a_code_that_cannot_be_handed_over_founds_nothing(
    tmp_path: Path, around: Surroundings, keyring: FakeKeyring, problem: BaseException
) -> None:
    def hand_over(_: Founded) -> None:
        raise problem

    with pytest.raises((KnownError, KeyboardInterrupt)):
        found(Places(tmp_path), with_keyring(ANA), around, hand_over)
    assert nothing_left(tmp_path, keyring)


def test_a_weak_password_leaves_nothing_behind(tmp_path: Path, around: Surroundings, keyring: FakeKeyring) -> None:
    weak = replace(ANA, password=Secret("short"))
    with pytest.raises(Invalid):
        found(Places(tmp_path), with_keyring(weak), around)
    assert nothing_left(tmp_path, keyring)


def test_a_rename_that_fails_leaves_nothing_behind(
    tmp_path: Path, around: Surroundings, keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "rename", refused)
    with pytest.raises(Storage, match="no room"):
        found(Places(tmp_path), with_keyring(ANA), around)
    assert nothing_left(tmp_path, keyring)


def test_no_clinic_is_founded_over_another(tmp_path: Path) -> None:
    made = world(tmp_path)
    before = tree(made.places.clinic)
    with pytest.raises(Storage, match="holds a clinic"):
        found(made.places, plan(BEN, ANA), made.around)
    assert tree(made.places.clinic) == before
    assert Card.read(made.places).people, "the card of the clinic that stands is kept"


def test_no_clinic_is_founded_over_a_restore_that_was_cut_off(tmp_path: Path) -> None:
    made = world(tmp_path)
    session = enter(made.clinic)
    register(made.clinic, session, "Kept")
    made.clinic.close()
    made.places.clinic.rename(made.places.restored)
    with pytest.raises(Storage, match="holds a clinic"):
        found(made.places, plan(BEN, ANA), made.around)
    enter(made.clinic)
    assert patients(made.clinic) == ["Kept"]
    made.clinic.close()


def test_somebody_has_to_be_the_administrator(tmp_path: Path, around: Surroundings) -> None:
    with pytest.raises(Invalid) as told:
        found(Places(tmp_path), with_keyring(BEN), around)
    assert "administrator" in told.value.fields["people"]


def test_while_a_program_runs_on_it_nothing_is_founded(tmp_path: Path, around: Surroundings) -> None:
    mark = InUse(Places(tmp_path))
    try:
        with pytest.raises(Storage, match="running"):
            found(Places(tmp_path), with_keyring(ANA), around)
    finally:
        mark.release()


def test_a_folder_without_a_clinic_is_said_and_stays_empty(tmp_path: Path) -> None:
    clinic = Clinic(Places(tmp_path), surroundings(tmp_path, FakeClock()))
    with pytest.raises(KnownError, match="no clinic"):
        enter(clinic)
    assert tree(tmp_path) == {}
