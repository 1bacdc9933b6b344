"""Keeping house: backups come by themselves when something changed, and only then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hms_desktop.clinic.keeping import Keeper
from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.data import backup
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.kernel.secret import Secret
from tests.clinic.conftest import PASSWORD
from tests.fakes import FakeClock


@pytest.fixture
def session(clinic: Clinic) -> Session:
    return clinic.sign_in("ana", PASSWORD, Secret(""))


def register(clinic: Clinic, session: Session) -> None:
    session.execute(RegisterPatient(id=clinic.around.ids.new(), facts=Particulars(family="Haile")))


@pytest.mark.usefixtures("session")
def test_the_first_look_makes_the_first_backup_and_it_can_be_restored(clinic: Clinic) -> None:
    made = Keeper(clinic).tick()
    assert made is not None
    assert list(backup.problems(made, clinic.opened.key)) == []


def test_without_a_change_there_is_no_other_backup(clinic: Clinic, session: Session, clock: FakeClock) -> None:
    keeper = Keeper(clinic)
    keeper.tick()
    clock.advance(timedelta(hours=3).total_seconds())
    assert keeper.tick() is None
    register(clinic, session)
    clock.advance(61)
    assert keeper.tick() is not None
    assert len(clinic.backups().all()) == 2


def test_after_a_change_it_waits_for_the_half_hour(clinic: Clinic, session: Session, clock: FakeClock) -> None:
    keeper = Keeper(clinic)
    keeper.tick()
    register(clinic, session)
    made = []
    for _ in range(31):
        clock.advance(60)
        made.append(keeper.tick() is not None)
    assert made.index(True) == 29
    assert sum(made) == 1


def test_a_closed_clinic_is_left_alone(clinic: Clinic) -> None:
    assert Keeper(clinic).tick() is None
    assert clinic.backups().all() == ()
