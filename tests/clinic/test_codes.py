"""A second factor is six figures: trying them out is counted, recorded and slowed down, also over a restart."""

from __future__ import annotations

import pyotp
import pytest

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.users.domain import LONGEST_PAUSE, code_pause
from hms_desktop.features.users.service import SetSecondFactor
from hms_desktop.kernel.errors import Locked
from hms_desktop.kernel.secret import Secret
from tests.clinic.conftest import PASSWORD
from tests.fakes import FakeClock

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(clock: FakeClock) -> Secret:
    return Secret(pyotp.TOTP(SECRET).at(clock.now()))


def with_second_factor(clinic: Clinic, clock: FakeClock) -> None:
    session = clinic.sign_in("ana", PASSWORD, Secret(""))
    session.execute(SetSecondFactor(id=clinic.around.ids.new(), secret=Secret(SECRET), code=code(clock)))
    clinic.close()
    clock.advance(120)


def miss(clinic: Clinic) -> Locked:
    with pytest.raises(Locked) as told:
        clinic.sign_in("ana", PASSWORD, Secret("000000"))
    return told.value


def test_the_right_code_comes_in_once(clinic: Clinic, clock: FakeClock) -> None:
    with_second_factor(clinic, clock)
    assert clinic.sign_in("ana", PASSWORD, code(clock)).actor.name == "Ana Costa"
    clinic.close()
    with pytest.raises(Locked, match="used before"):
        clinic.sign_in("ana", PASSWORD, code(clock))


def test_after_three_wrong_codes_each_try_waits_also_over_a_restart(clinic: Clinic, clock: FakeClock) -> None:
    with_second_factor(clinic, clock)
    told = [miss(clinic) for _ in range(5)]
    assert [error.values.get("needs") for error in told] == ["code"] * 4 + [None]
    assert told[4].values["wait_s"] == 2
    with pytest.raises(Locked, match="too many wrong codes"):
        clinic.sign_in("ana", PASSWORD, code(clock))
    clock.advance(2)
    assert clinic.sign_in("ana", PASSWORD, code(clock)).actor.name == "Ana Costa"


def test_a_code_that_is_only_asked_for_is_no_miss(clinic: Clinic, clock: FakeClock) -> None:
    with_second_factor(clinic, clock)
    for _ in range(6):
        with pytest.raises(Locked, match="six figures"):
            clinic.sign_in("ana", PASSWORD, Secret(""))
    assert clinic.sign_in("ana", PASSWORD, code(clock)).actor.name == "Ana Costa"


def test_wrong_codes_stand_in_the_journal(clinic: Clinic, clock: FakeClock) -> None:
    with_second_factor(clinic, clock)
    for _ in range(2):
        miss(clinic)
    clinic.sign_in("ana", PASSWORD, code(clock))
    raw = clinic.opened.store.engine.reading_lane().raw
    lines = raw.execute("SELECT count(*) FROM journal WHERE command = 'RecordCodeMiss' AND verb = 'refused'").fetchone()
    assert lines == (2,)


def test_the_pause_doubles_to_a_quarter_of_an_hour() -> None:
    seconds = [code_pause(misses).total_seconds() for misses in range(1, 30)]
    assert seconds[:6] == [0, 0, 0, 2, 4, 8]
    assert max(seconds) == LONGEST_PAUSE.total_seconds()
