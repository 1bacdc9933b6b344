"""Which version of a model answers, and which one answers beside it unseen; a person chooses, and nobody else.

A shadow is asked the same as the version in use, its answer is kept and shown to nobody: so a newer version earns its
place on this clinic's own patients before anybody reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.domain.answer import Opinion
from hms_desktop.features.insight.service import Look, kept
from hms_desktop.features.insight.tables import ModelUse
from hms_desktop.inference.catalogue import Catalogue, Model
from hms_desktop.kernel.errors import Invalid, KnownError
from hms_desktop.kernel.messages import Command, handles

SHIPPED: Final = ""
"""The version that came with the program."""


@dataclass(frozen=True, slots=True)
class Use:
    """A choice as it stands; without one the shipped version answers and nothing beside it."""

    model: str
    shown: str = SHIPPED
    shadow: str = ""
    uid: UUID | None = None
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class ChooseVersion(Command[UUID]):
    """From now on this version answers, and that one beside it unseen (none where it is empty)."""

    model: str
    shown: str = SHIPPED
    shadow: str = ""
    version: int = 0


@handles(ChooseVersion, permission="insight.manage")
def choose_version(command: ChooseVersion, work: Work) -> UUID:
    there = work.given(Catalogue).versions(command.model)
    told = {}
    if command.shown != SHIPPED and command.shown not in there:
        told["shown"] = "This version is not installed here"
    if command.shadow and command.shadow not in there:
        told["shadow"] = "This version is not installed here"
    if command.shadow and command.shadow == command.shown:
        told["shadow"] = "This version answers already"
    if told or not there:
        raise Invalid(told or {"shown": "This model is not installed here"})
    values = {"shown": command.shown, "shadow": command.shadow}
    now = use_of(work, command.model)
    if now.uid is None:
        return work.rows.add(ModelUse, {"model": command.model, **values})
    work.rows.change(ModelUse, now.uid, command.version, values)
    return now.uid


def uses(work: Work) -> tuple[Use, ...]:
    """The choices by name."""
    table = ModelUse
    asked = select(table.model, table.shown, table.shadow, table.uid, table.version).order_by(table.model)
    return tuple(Use(*row) for row in work.rows.all(asked))


def use_of(work: Work, model: str) -> Use:
    """One model's choice."""
    return next((use for use in uses(work) if use.model == model), Use(model))


def in_use(work: Work, name: str) -> Model:
    """The version that answers here. A chosen one that is gone is refused in words: another one never steps in."""
    return work.given(Catalogue).model(name, use_of(work, name).shown or None)


def beside(work: Work, name: str, look: Look, ask: Callable[[Model], Opinion]) -> None:
    """Has the shadow asked the same, and keeps what it said. A shadow that cannot answer never spoils an answer: it is
    left out, and its missing rows say so to whoever watches."""
    shadow = use_of(work, name).shadow
    if not shadow:
        return
    said: Opinion | None
    try:
        said = ask(work.given(Catalogue).model(name, shadow))
    except KnownError:
        said = None
    if said is not None:
        kept(work, Look(look.given, look.patient, look.thread, is_shadow=True), said)
