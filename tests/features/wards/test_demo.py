"""The demo clinic's wards show every state that a bed can be in, and a month of people who came and went."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hms_desktop.features.wards.domain import BedState
from hms_desktop.features.wards.rounds import OccupancyOf
from hms_desktop.features.wards.service import MapOf, Wards
from hms_desktop.kernel.access import Role
from tests.demo_copies import TODAY, demo_clinic
from tests.features.patients.ui.people import acts_of


def told(folder: Path) -> list[tuple[str, str, str]]:
    with demo_clinic(folder) as clinic:
        person = acts_of(clinic, Role.NURSE).person
        maps = [person.ask(MapOf(ward=row.uid)) for row in person.ask(Wards())]
        for found in maps:
            days = person.ask(OccupancyOf(ward=found.ward.uid, first=TODAY - timedelta(days=29), last=TODAY))
            shares = [day.share for day in days if day.share is not None]
            assert len(shares) == 30
            assert max(shares) - min(shares) > 0.2
            assert min(shares) > 0.2
        return [
            (bed.code, bed.state.value, bed.occupant.name if bed.occupant else "")
            for found in maps
            for bed in found.beds
        ]


def test_the_demo_has_two_living_wards_with_a_month_behind_them(tmp_path: Path) -> None:
    beds = told(tmp_path / "one")
    states = [state for _, state, _ in beds]
    assert len(beds) == 22
    assert states.count(BedState.OCCUPIED.value) == 14
    assert set(states) == {state.value for state in BedState}
