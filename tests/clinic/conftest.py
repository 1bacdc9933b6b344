"""A clinic with one person in it, under a clock that the test holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hms_desktop.clinic.founding import FirstPerson, Plan, found
from hms_desktop.clinic.opening import Clinic, Surroundings
from hms_desktop.data.device_secret import FileSecrets
from hms_desktop.data.keys import Kdf
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.secret import Secret
from tests.fakes import START, FakeClock

PASSWORD = Secret("purple turnips at noon")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START)


@pytest.fixture
def clinic(tmp_path: Path, clock: FakeClock) -> Iterator[Clinic]:
    places = Places(tmp_path)
    around = Surroundings(clock, Ids(clock), lambda _: FileSecrets(places.device, places.clinic))
    person = FirstPerson("ana", "Ana Costa", ("administrator", "receptionist"), PASSWORD)
    found(places, Plan("St Anne", (person,), FILE_KIND, Kdf.weak_for_tests()), around)
    made = Clinic(places, around)
    yield made
    made.close()
