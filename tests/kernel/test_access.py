"""Who may do what, manifests and settings: what nobody declared nobody has."""

from __future__ import annotations

from types import ModuleType
from uuid import UUID

import pytest

from hms_desktop.features import NAMES
from hms_desktop.kernel.access import CLASSES_OF, PEOPLE, Access, Actor, ColumnClass, Role
from hms_desktop.kernel.errors import Denied, Invalid
from hms_desktop.kernel.manifest import Feature, grants, load
from hms_desktop.kernel.messages import Command, Query, answer_kind, handlers_in
from hms_desktop.kernel.settings import CLINIC, Scope, Setting, Settings

DEVICE, USER = UUID(int=1), UUID(int=2)


def somebody(*roles: str) -> Actor:
    return Actor(USER, "Somebody", frozenset(roles), DEVICE)


@pytest.fixture
def access() -> Access:
    return Access({"doctor": ["a", "b"], "nurse": ["a"]}, CLASSES_OF)


def test_a_role_may_what_it_was_granted_and_nothing_else(access: Access) -> None:
    assert access.may(somebody("doctor"), "b")
    assert not access.may(somebody("nurse"), "b")
    assert access.permissions(somebody("nurse", "doctor")) == {"a", "b"}
    access.demand(somebody("nurse"), "a")
    with pytest.raises(Denied, match="include this: b"):
        access.demand(somebody("nurse"), "b")


@pytest.mark.parametrize("roles", [(), ("",), ("Doctor",), ("superuser",), ("administrator",)])
def test_an_unknown_role_may_nothing_and_reads_only_what_is_plain(access: Access, roles: tuple[str, ...]) -> None:
    for permission in ("a", "b", "", "unknown"):
        assert not access.may(somebody(*roles), permission)
    known = access.classes(somebody(*roles))
    assert known == (CLASSES_OF[Role.ADMINISTRATOR] if roles == ("administrator",) else {ColumnClass.PLAIN})


def test_an_undeclared_permission_belongs_to_nobody(access: Access) -> None:
    for role in Role:
        with pytest.raises(Denied):
            access.demand(somebody(role), "c")


def test_every_role_says_what_it_reads_and_none_reads_secrets() -> None:
    assert set(CLASSES_OF) == set(Role)
    assert not any(ColumnClass.SECRET in classes for classes in CLASSES_OF.values())


def test_no_person_is_the_program() -> None:
    assert Role.PROGRAM not in PEOPLE
    assert {*PEOPLE, Role.PROGRAM} == set(Role)


def test_a_manifest_grants_only_what_it_declares() -> None:
    with pytest.raises(ValueError, match="does not declare"):
        grants([Feature("x", "X", {"x.see": "See"}, {Role.DOCTOR: ("x.see", "x.do")})])


def test_grants_of_features_add_up() -> None:
    one = Feature("x", "X", {"x.see": "See"}, {Role.DOCTOR: ("x.see",)})
    other = Feature("y", "Y", {"y.see": "See"}, {Role.DOCTOR: ("y.see",), Role.NURSE: ()})
    assert grants([one, other]) == {"doctor": {"x.see", "y.see"}, "nurse": frozenset()}


def test_a_manifest_carries_the_name_of_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    import hms_desktop.features.users.manifest as module

    monkeypatch.setattr(module, "FEATURE", Feature("others", "Others"))
    with pytest.raises(ValueError, match="calls itself others"):
        load(["users"])


def test_a_permission_is_declared_in_one_manifest_only() -> None:
    declared = [name for feature in load(NAMES) for name in feature.permissions]
    assert len(declared) == len(set(declared))


def test_handlers_are_what_a_module_declares() -> None:
    module = ModuleType("empty")
    module.__dict__.update(a=1, b=Command, c=print)
    assert handlers_in([module]) == ()


class Asked(Query[int]):
    pass


class Mute(Query):  # type: ignore[type-arg]
    pass


def test_a_message_says_what_it_answers() -> None:
    assert answer_kind(Asked) is int
    with pytest.raises(TypeError, match="Mute"):
        answer_kind(Mute)


AGE = Setting("age", int, 5, Scope.USER, "Age", problem=lambda age: None if age > 0 else "Too young")
HALL = Setting("hall", str, "A", Scope.CLINIC, "Hall")
SEAT = Setting("seat", str, "1", Scope.WORKSTATION, "Seat")


@pytest.mark.parametrize("value", ["5", 5.0, True, None, [5], {"a": 1}])
def test_a_setting_takes_only_its_own_kind(value: object) -> None:
    with pytest.raises(Invalid) as info:
        AGE.accept(value)
    assert set(info.value.fields) == {"age"}
    assert info.value.__context__ is None or info.value.__suppress_context__


def test_a_setting_says_what_is_wrong_with_a_value() -> None:
    assert AGE.accept(7) == 7
    with pytest.raises(Invalid, match="Too young"):
        AGE.accept(0)


def test_a_setting_belongs_to_its_scope() -> None:
    stored = {("age", USER): 9, ("age", DEVICE): 8, ("hall", CLINIC): "B", ("hall", USER): "C", ("seat", DEVICE): "2"}
    mine = Settings(stored, DEVICE, USER)
    assert (mine[AGE], mine[HALL], mine[SEAT]) == (9, "B", "2")
    other = Settings(stored, UUID(int=8), UUID(int=9))
    assert (other[AGE], other[HALL], other[SEAT]) == (5, "B", "1")
    assert (mine.owner(AGE), mine.owner(HALL), mine.owner(SEAT)) == (USER, CLINIC, DEVICE)
