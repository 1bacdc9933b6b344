"""The only composition root: features, store, bus and their parts are put together here and handed on as parameters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hms_desktop.features import NAMES
from hms_desktop.kernel.access import CLASSES_OF, Access
from hms_desktop.kernel.clock import Clock
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.manifest import Feature, grants, load

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from hms_desktop.data.engine import Engine
    from hms_desktop.data.unit_of_work import Noted, SqlStore
    from hms_desktop.features.knowledge.pack import Shelf
    from hms_desktop.inference.catalogue import Catalogue
    from hms_desktop.kernel.bus import Bus


@dataclass(frozen=True)
class House:
    """What is the same for every store of this program: features, who may do what, tables, knowledge, models."""

    features: tuple[Feature, ...]
    access: Access
    metadata: MetaData
    shelf: Shelf
    models: Catalogue


def house(names: tuple[str, ...] = NAMES, knowledge: Path | None = None, models: Path | None = None) -> House:
    """Reads the manifests and imports the tables; the slow part of a start, done while the password is typed.

    `knowledge` is the folder of a clinic's own pack, which stands before the shipped one; `models` that of its own
    versions of models, which stand beside the shipped ones.
    """
    from hms_desktop.data import tables
    from hms_desktop.data.schema import Base
    from hms_desktop.features.knowledge.pack import standing
    from hms_desktop.inference import catalogue

    features = load(names)
    for feature in features:
        if feature.tables:
            feature.module(feature.tables)
    assert tables.Journal.metadata is Base.metadata
    access = Access(grants(features), CLASSES_OF)
    return House(features, access, Base.metadata, standing(knowledge), catalogue.standing(models))


@dataclass(frozen=True)
class Means:
    """What a store is given from outside: the time, ids, and who hears of commits."""

    clock: Clock
    ids: Ids
    noted: Noted | None = None
    enrolled: bool = False


def store_of(built: House, engine: Engine, means: Means) -> tuple[SqlStore, Bus]:
    """A store over this engine, and the bus before it with every feature's handlers."""
    from hms_desktop.data.unit_of_work import SqlStore
    from hms_desktop.data.violations import Violations
    from hms_desktop.features.knowledge.pack import Shelf
    from hms_desktop.inference.catalogue import Catalogue
    from hms_desktop.kernel.bus import Bus
    from hms_desktop.kernel.messages import handlers_in

    store = SqlStore(
        engine=engine,
        violations=Violations(built.metadata),
        access=built.access,
        clock=means.clock,
        ids=means.ids,
        noted=means.noted,
        enrolled=means.enrolled,
        given={Shelf: built.shelf, Catalogue: built.models},
    )
    modules = [module for feature in built.features for module in feature.handler_modules()]
    return store, Bus(handlers_in(modules), built.access, store, means.clock, means.ids)
