"""The demo clinic stands whole after it was founded: its people come in, its data are there, and it proves itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hms_desktop.clinic.card import Card
from hms_desktop.clinic.demo import NAME, PASSWORD, PEOPLE, found_demo
from hms_desktop.clinic.opening import Clinic
from hms_desktop.clinic.proving import prove
from hms_desktop.data.places import Places
from hms_desktop.features.patients.service import PatientsFound
from hms_desktop.kernel.access import PEOPLE as ROLES
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Storage
from hms_desktop.kernel.secret import Secret
from tests.clinic.acts import surroundings
from tests.fakes import START, FakeClock


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo")
    clock = FakeClock()
    found_demo(Places(root), surroundings(root, clock), START.date(), random.Random(1))
    return root


def test_there_is_somebody_for_each_role() -> None:
    assert sorted(role for _, _, role in PEOPLE) == sorted(role for role in ROLES if role is not Role.PATIENT)
    assert len({login for login, _, _ in PEOPLE}) == len(PEOPLE)


def test_everybody_comes_in_with_the_one_password_and_has_his_role(founded: Path) -> None:
    clinic = Clinic(Places(founded), surroundings(founded, FakeClock()))
    try:
        for login, name, role in PEOPLE:
            actor = clinic.sign_in(login, Secret(PASSWORD), Secret("")).actor
            assert (actor.name, actor.roles) == (name, frozenset[str]({role}))
    finally:
        clinic.close()


def test_its_data_are_there_and_what_was_written_can_be_proved(founded: Path) -> None:
    clinic = Clinic(Places(founded), surroundings(founded, FakeClock()))
    try:
        session = clinic.sign_in("mcosta", Secret(PASSWORD), Secret(""))
        assert session.ask(PatientsFound(typed="thistlethwaite"))
        broken = [proof.what for proof in prove(clinic) if not proof.holds]
        assert broken == ["There is a backup"]
    finally:
        clinic.close()


def test_what_a_feature_brought_was_done_by_people_who_can_sign_in(founded: Path) -> None:
    clinic = Clinic(Places(founded), surroundings(founded, FakeClock()))
    try:
        clinic.sign_in("admin", Secret(PASSWORD), Secret(""))
        raw = clinic.opened.store.engine.lane().raw
        strangers = raw.execute(
            "SELECT count(*) FROM journal WHERE entity = 'patient' AND verb IN ('create', 'update') "
            "AND actor NOT IN (SELECT uid FROM account)"
        )
        assert strangers.fetchone()[0] == 0
    finally:
        clinic.close()


def test_its_slots_are_cheap_to_open_but_no_cheaper_than_any_vault_may_be(founded: Path) -> None:
    clinic = Clinic(Places(founded), surroundings(founded, FakeClock()))
    kdf = clinic.vault().facts.kdf
    assert (kdf.memory_kib, kdf.rounds, kdf.for_tests) == (64 * 1024, 1, False)


def test_its_door_greets_with_the_clinics_name(founded: Path) -> None:
    card = Card.read(Places(founded))
    assert card.clinic == NAME
    assert card.people["shaile"] == ("Samuel Haile", "doctor")


def test_a_demo_is_never_founded_over_a_clinic(founded: Path) -> None:
    with pytest.raises(Storage, match="holds a clinic"):
        found_demo(Places(founded), surroundings(founded, FakeClock()), START.date(), random.Random(1))
