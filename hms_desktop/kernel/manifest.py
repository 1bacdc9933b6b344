"""What a feature is, as data. A manifest names its modules in strings, so that reading it imports none of them.

Each host resolves only what it needs: the desktop handlers, tables and pages; the server handlers, tables and routes;
the sign-in window none.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.settings import Setting


@dataclass(frozen=True)
class Badge:
    """A number that waits on a page: the query («service:UnreadCount») that counts it, and the kinds of things whose
    change may change it."""

    query: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class PageSpec:
    """A page of the main window. `widget` is «module:class» in the feature's folder; `key` opens it from everywhere.

    A page without a `place` is not in the rail: something else leads to it, as a row leads to a chart. `home_of` says
    for which roles the program opens with it; of several the one with the lower place wins.
    """

    id: str
    title: str
    widget: str
    permission: str
    icon: str
    key: str = ""
    place: int = 0
    home_of: tuple[Role, ...] = ()
    rail: str = ""
    """The permission that gives it a place in the rail, where more people may open it than work with it."""
    badge: Badge | None = None


@dataclass(frozen=True)
class Feature:
    """One folder of `features`. `permissions` maps a permission to its name for people, `roles` says who holds it."""

    name: str
    title: str
    permissions: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    tables: str | None = None
    handlers: str | None = None
    pages: tuple[PageSpec, ...] = ()
    actions: str | None = None
    """The module with the feature's `ACTIONS`, for the desktop: menus, keys and palette are made of them."""
    finder: str | None = None
    """«module:function» that lets the omnibox find this feature's things by what is typed: see `ui.omnibox.Finder`."""
    banner: tuple[str, ...] = ()
    """Queries («service:PatientAlerts») that take a `patient` and answer `BannerLine`s for the banner over a chart."""
    timeline: tuple[str, ...] = ()
    """Queries that take `patients`, `before` and `size`, and answer `TimelineLine`s of a chart, the newest first."""
    needs: tuple[str, ...] = ()
    """Queries that take a `day` and answer `NeedLine`s: what wants somebody's attention, for the page of the day."""
    demo: str | None = None
    """«module:function» that gives the demo clinic this feature's living data: see `kernel.demo`."""
    routes: str | None = None
    papers: Mapping[str, str] = field(default_factory=dict)
    """Kind of paper → what people call it; each workstation says which printer serves which kind."""
    settings: tuple[Setting[Any], ...] = ()
    setup: Mapping[str, str] = field(default_factory=dict)
    """Group of settings → «module:class» of a widget below them on the settings page, for what is no setting."""
    watch: str | None = None
    """«module:class» of an object that is made with a person's main window and hears of changes as long as it."""
    entities: Mapping[str, str] = field(default_factory=dict)
    """Entity kind → what the audit and the timeline call one of it."""

    def module(self, name: str) -> ModuleType:
        """Imports `name` out of this feature's folder."""
        return importlib.import_module(f"hms_desktop.features.{self.name}.{name}")

    def handler_modules(self) -> tuple[ModuleType, ...]:
        """The modules with the feature's handlers; a large one has several, named with spaces between."""
        return tuple(self.module(name) for name in (self.handlers or "").split())

    def found(self, name: str) -> Any:  # noqa: ANN401 - a query, a page or a function: whoever asks knows which
        """What «module:thing» names in this feature's folder."""
        module, _, thing = name.partition(":")
        return getattr(self.module(module), thing)


def load(names: Iterable[str]) -> tuple[Feature, ...]:
    """The manifests of these features, in order."""
    found = []
    for name in names:
        feature: Feature = importlib.import_module(f"hms_desktop.features.{name}.manifest").FEATURE
        if feature.name != name:
            raise ValueError(f"the manifest in {name} calls itself {feature.name}")
        found.append(feature)
    return tuple(found)


def grants(features: Iterable[Feature]) -> dict[str, frozenset[str]]:
    """Role → permissions, added up; a role may only be granted what its feature declares."""
    found: dict[str, set[str]] = {}
    for feature in features:
        for role, names in feature.roles.items():
            undeclared = set(names) - set(feature.permissions)
            if undeclared:
                raise ValueError(f"{feature.name} grants what it does not declare: {sorted(undeclared)}")
            found.setdefault(role, set()).update(names)
    return {role: frozenset(names) for role, names in found.items()}
