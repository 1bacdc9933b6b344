"""Every role against every message, from the manifests: who was granted a permission may, and nobody else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from hms_desktop import bootstrap
from hms_desktop.features import NAMES
from hms_desktop.kernel.access import PEOPLE, Actor, Role
from hms_desktop.kernel.errors import Denied
from hms_desktop.kernel.manifest import load
from hms_desktop.kernel.messages import Command, Handler, Query, answer_kind, handlers_in
from tests.support import Desk, actor, sqlcipher_desk

FEATURES: Final = load(NAMES)
HANDLERS: Final = handlers_in(module for feature in FEATURES for module in feature.handler_modules())
DECLARED: Final = {name for feature in FEATURES for name in feature.permissions}
NOBODYS: Final = {"account.sign_in", "house.keep", "message.post", "schedule.remind"}
"""Held by the program alone: no person signs another in or moves the vault's refusals."""

GRANTED: Final = {
    role: {name for feature in FEATURES for name in feature.roles.get(role, ())} for role in (*Role, "stranger")
}


def bare(handler: Handler) -> Any:  # noqa: ANN401 - any message
    """The message without its fields: who may send it is decided before anybody looks into it."""
    return object.__new__(handler.message)


@pytest.fixture(scope="module")
def closed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all who stand at its door; its database is closed, so whoever got past the door would fail."""
    with sqlcipher_desk(template, tmp_path_factory.mktemp("matrix")) as made:
        made.engine.close()
        yield made


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.name)
@pytest.mark.parametrize("role", [*Role, "stranger", "", "Doctor", "doctor nurse"])
def test_the_door_opens_exactly_to_whom_the_manifests_grant(closed: Desk, handler: Handler, role: str) -> None:
    who, may = actor(role), handler.permission in GRANTED.get(role, set())
    send = closed.bus.execute if issubclass(handler.message, Command) else closed.bus.ask
    assert closed.bus._access.may(who, handler.permission) is may
    if may:
        closed.bus.demand(bare(handler), who)
        return
    with pytest.raises(Denied):
        closed.bus.demand(bare(handler), who)
    with pytest.raises(Denied):
        send(bare(handler), who)


def test_somebody_without_a_role_may_nothing(desk: Desk) -> None:
    nobody = Actor(uuid4(), "Nobody", frozenset(), UUID(int=1))
    for handler in HANDLERS:
        with pytest.raises(Denied):
            desk.bus.demand(bare(handler), nobody)
    assert desk.house.access.permissions(nobody) == frozenset()


def test_several_roles_may_what_each_may(desk: Desk) -> None:
    both = actor(Role.LAB, Role.ADMINISTRATOR)
    for handler in HANDLERS:
        alone = [desk.house.access.may(actor(role), handler.permission) for role in (Role.LAB, Role.ADMINISTRATOR)]
        assert desk.house.access.may(both, handler.permission) is any(alone)


def test_no_message_is_without_a_declared_permission() -> None:
    assert HANDLERS
    for handler in HANDLERS:
        assert handler.permission in DECLARED, handler.name


def test_every_permission_is_held_by_somebody_or_deliberately_by_nobody() -> None:
    held = {name for role in PEOPLE for name in GRANTED[role]}
    assert DECLARED - held == NOBODYS


ASKED_INSIDE = {"schedule.overbook", "patient.restricted"}
"""No message needs it by itself: handlers ask `work.may` whether more is shown."""


def test_every_permission_opens_something() -> None:
    used = {handler.permission for handler in HANDLERS} | ASKED_INSIDE
    settings = {setting.permission for feature in FEATURES for setting in feature.settings}
    assert used | settings == DECLARED


def test_what_only_the_program_may_no_person_may() -> None:
    for role in PEOPLE:
        assert not GRANTED[role] & NOBODYS


def test_every_message_of_a_feature_has_its_handler() -> None:
    handled = {handler.message for handler in HANDLERS}
    for feature in FEATURES:
        assert feature.handlers
        for module in feature.handler_modules():
            for kind in vars(module).values():
                if isinstance(kind, type) and issubclass(kind, Command | Query) and kind not in (Command, Query):
                    assert kind in handled, kind


def test_every_message_is_frozen_says_its_answer_and_is_handled_as_what_it_is() -> None:
    for handler in HANDLERS:
        assert dataclasses.is_dataclass(handler.message)
        assert getattr(handler.message, "__dataclass_params__").frozen  # noqa: B009 - dataclasses' own
        assert answer_kind(handler.message) is not None
        assert handler.audited is None or issubclass(handler.message, Query)


def test_what_is_journaled_and_audited_has_a_name_for_people(desk: Desk) -> None:
    from hms_desktop.data.schema import journaled

    named = {kind for feature in FEATURES for kind in feature.entities}
    assert {table.name for table in journaled(desk.house.metadata)} <= named
    assert {handler.audited.entity for handler in HANDLERS if handler.audited} <= named | {"journal"}


def test_the_house_is_built_of_all_features() -> None:
    assert [feature.name for feature in bootstrap.house().features] == list(NAMES)
