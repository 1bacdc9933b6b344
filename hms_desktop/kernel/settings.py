"""Settings with a type, a default and a scope, declared in the manifests; nobody reads one by a bare name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar
from uuid import UUID

import msgspec

from hms_desktop.kernel.errors import Invalid

T = TypeVar("T")

CLINIC: Final = UUID(int=0)
"""The owner of a setting that holds for the whole clinic."""


class Scope(StrEnum):
    """Whose setting it is. The narrower one wins where a setting may be set for more than one."""

    CLINIC = "clinic"
    WORKSTATION = "workstation"
    USER = "user"


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting. `problem` looks at a new value and returns a sentence when it cannot be accepted."""

    key: str
    kind: type[T]
    default: T
    scope: Scope
    title: str
    permission: str = "settings.change"
    problem: Callable[[T], str | None] = lambda _: None
    options: tuple[tuple[T, str], ...] = ()
    """Where only a few values are possible: each with its name for people, for the settings page."""
    group: str = ""
    """Under which head it stands on the settings page, if not under its scope's."""

    def accept(self, value: object) -> T:
        """The value in its type, or Invalid with the sentence that says why not."""
        try:
            known = msgspec.convert(value, self.kind, strict=True)
        except msgspec.ValidationError:
            raise Invalid({self.key: "This is not of the kind that the setting needs"}) from None
        told = self.problem(known)
        if told:
            raise Invalid({self.key: told})
        return known


def within(low: int, high: int) -> Callable[[int], str | None]:
    """The problem of a number that has to lie between two others, ends included."""
    told = f"This is a number from {low} to {high}"
    return lambda value: None if low <= value <= high else told


class Settings:
    """What is set, as one actor on one workstation sees it. Made anew after a change; itself it never changes."""

    def __init__(self, stored: Mapping[tuple[str, UUID], object], device: UUID, user: UUID) -> None:
        """`stored` maps (key, owner) to a plain value."""
        self._stored = stored
        self._owner = {Scope.CLINIC: CLINIC, Scope.WORKSTATION: device, Scope.USER: user}

    def __getitem__(self, setting: Setting[T]) -> T:
        """What is set, or the default: also where another version of the program kept a value of another kind."""
        value = self._stored.get((setting.key, self._owner[setting.scope]), setting.default)
        try:
            return msgspec.convert(value, setting.kind)
        except msgspec.ValidationError:
            return setting.default

    def owner(self, setting: Setting[T]) -> UUID:
        return self._owner[setting.scope]
