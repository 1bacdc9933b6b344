"""Settings: declared, typed, in their scope, and changed only by whom it concerns."""

from __future__ import annotations

import re

import pytest

from hms_desktop.features import NAMES
from hms_desktop.features.workstation.manifest import LOCK_AFTER
from hms_desktop.features.workstation.service import ChangeSetting, SettingsNow, declared
from hms_desktop.kernel.access import PEOPLE, Role
from hms_desktop.kernel.errors import Denied, Invalid, NotFound
from hms_desktop.kernel.manifest import load
from hms_desktop.kernel.settings import Scope, Settings
from tests.support import Desk, actor

ADMIN = Role.ADMINISTRATOR


def change(desk: Desk, key: str, value: object, *roles: str) -> None:
    desk.do(ChangeSetting(id=desk.id(), key=key, value=value), *roles)


def now(desk: Desk, key: str, *roles: str) -> object:
    return desk.ask(SettingsNow(), *roles)[key]


def test_what_nobody_changed_is_the_default(either_desk: Desk) -> None:
    assert either_desk.ask(SettingsNow(), Role.NURSE) == {key: one.default for key, one in declared().items()}


def test_a_value_that_another_version_kept_in_another_kind_is_the_default(either_desk: Desk) -> None:
    change(either_desk, "lock.minutes", 7, ADMIN)
    settings = Settings({("lock.minutes", actor(ADMIN).device): "seven"}, actor(ADMIN).device, actor(ADMIN).user)
    assert settings[LOCK_AFTER] == LOCK_AFTER.default
    assert now(either_desk, "lock.minutes", ADMIN) == 7


def test_every_default_would_be_accepted_or_is_empty_on_purpose() -> None:
    for setting in declared().values():
        if setting.default != "":
            assert setting.accept(setting.default) == setting.default


def test_no_two_settings_have_one_key() -> None:
    keys = [setting.key for feature in load(NAMES) for setting in feature.settings]
    assert len(keys) == len(set(keys))


def test_ones_own_setting_is_nobody_elses(either_desk: Desk) -> None:
    change(either_desk, "language", "es", Role.NURSE)
    change(either_desk, "language", "fr", Role.NURSE)
    assert now(either_desk, "language", Role.NURSE) == "fr"
    assert now(either_desk, "language", Role.DOCTOR) == "en"
    assert len(either_desk.sql("SELECT * FROM setting")) == 1


def test_a_clinics_setting_holds_for_everybody_and_a_workstations_only_there(either_desk: Desk) -> None:
    change(either_desk, "clinic.name", " Santa Lucía\x00 ", ADMIN)
    change(either_desk, "lock.minutes", 2, ADMIN)
    assert now(either_desk, "clinic.name", Role.NURSE) == "Santa Lucía\ufffd"
    assert now(either_desk, "lock.minutes", Role.DOCTOR) == 2
    elsewhere = actor(Role.NURSE, device=either_desk.id())
    there = either_desk.bus.ask(SettingsNow(), elsewhere)
    assert (there["clinic.name"], there["lock.minutes"]) == ("Santa Lucía\ufffd", 5)


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not ADMIN])
@pytest.mark.parametrize("key", [key for key, one in declared().items() if one.scope is not Scope.USER])
def test_only_who_may_changes_the_clinic_or_the_workstation(desk: Desk, role: str, key: str) -> None:
    needed = declared()[key].permission
    if desk.house.access.may(actor(role), needed):
        change(desk, key, declared()[key].default, role)
        return
    with pytest.raises(Denied, match=re.escape(needed)):
        change(desk, key, declared()[key].default, role)
    assert desk.sql("SELECT * FROM setting") == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "xx"),
        ("language", 5),
        ("language", None),
        ("language", ["en"]),
        ("theme", "pink"),
        ("lock.minutes", 0),
        ("lock.minutes", 31),
        ("lock.minutes", 2.5),
        ("lock.minutes", True),
        ("lock.minutes", "5"),
        ("lock.minutes", 2**62),
        ("clinic.name", ""),
        ("clinic.name", "x" * 121),
        ("clinic.zone", "Mars/Olympus"),
        ("clinic.zone", ""),
        ("clinic.zone", "../../etc/passwd"),
        ("clinic.zone", "/etc/passwd"),
        ("clinic.zone", "Europe"),
        ("clinic.zone", "x" * 5_000),
        ("workstation.name", "x" * 1_000_000),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(desk: Desk, key: str, value: object) -> None:
    with pytest.raises(Invalid) as info:
        change(desk, key, value, ADMIN)
    assert set(info.value.fields) == {key}
    assert desk.sql("SELECT * FROM setting") == []


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Asia/Kathmandu", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_zone_that_there_is_is_taken(desk: Desk, zone: str) -> None:
    change(desk, "clinic.zone", zone, ADMIN)
    assert now(desk, "clinic.zone", Role.NURSE) == zone


@pytest.mark.parametrize("key", ["", "nosuch", "{0}", "Language", "x" * 10_000])
def test_a_setting_that_nobody_declared_is_not_there(desk: Desk, key: str) -> None:
    with pytest.raises(NotFound):
        change(desk, key, "x", ADMIN)


def test_printers_are_chosen_by_kind_of_paper_for_this_workstation(either_desk: Desk) -> None:
    change(either_desk, "printers", {"slip": "Slips"}, ADMIN)
    assert now(either_desk, "printers", Role.NURSE) == {"slip": "Slips"}
    for wrong in ({"slip": 3}, {"slip": "x" * 201}, ["Slips"], "Slips"):
        with pytest.raises(Invalid):
            change(either_desk, "printers", wrong, ADMIN)
    with pytest.raises(Denied):
        change(either_desk, "printers", {}, Role.NURSE)
