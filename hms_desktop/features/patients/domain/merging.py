"""Two records become one, and two again: what the joined record proposes, and what an undoing may put back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from hms_desktop.features.patients.domain import Particulars, Precision, Sex

FIELDS: Final = tuple(field.name for field in fields(Particulars))

_FINER: Final = (Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.ESTIMATED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One field in which two records differ, with what is proposed for the joined one."""

    field: str
    survivor: str
    loser: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """What an undoing gives the survivor: his facts, and the fields that stay because somebody changed them since."""

    facts: Particulars
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class States:
    """The states of a record that a merge has to do with."""

    is_deceased: bool
    died_on: date | None
    is_restricted: bool
    archived_at: datetime | None
    photo: UUID | None


STATES: Final = tuple(field.name for field in fields(States))


def joined_states(survivor: States, loser: States) -> States:
    """A death and a restriction of either are the joined record's; in the archive it is only if both were."""
    is_archived = survivor.archived_at and loser.archived_at
    return States(
        survivor.is_deceased or loser.is_deceased,
        survivor.died_on or loser.died_on,
        survivor.is_restricted or loser.is_restricted,
        survivor.archived_at if is_archived else None,
        survivor.photo or loser.photo,
    )


def proposed(survivor: Particulars, loser: Particulars) -> Particulars:
    """The survivor's facts, filled up with what only the loser's knows; another family name is kept as former."""
    values: dict[str, Any] = {}
    for name in FIELDS:
        mine, theirs = getattr(survivor, name), getattr(loser, name)
        values[name] = theirs if _is_unknown(mine) else mine
    values["born"], values["precision"] = _finer(survivor, loser)
    if not values["former"] and loser.family and loser.family != survivor.family and survivor.family:
        values["former"] = loser.family
    if survivor.note and loser.note and loser.note not in survivor.note:
        values["note"] = f"{survivor.note}\n{loser.note}"[:500]
    return Particulars(**values)


def _is_unknown(value: object) -> bool:
    return value in ("", None, Sex.UNKNOWN)


def _finer(survivor: Particulars, loser: Particulars) -> tuple[Any, Precision]:
    known = [one for one in (survivor, loser) if one.born]
    best = min(known, key=lambda one: _FINER.index(one.precision), default=survivor)
    return best.born, best.precision


def choices(survivor: Particulars, loser: Particulars) -> tuple[Choice, ...]:
    """The fields in which the two differ, as text, in the order in which they are asked."""
    joined = proposed(survivor, loser)
    texts = [{name: _text(getattr(one, name)) for name in FIELDS} for one in (survivor, loser, joined)]
    return tuple(
        Choice(name, texts[0][name], texts[1][name], texts[2][name])
        for name in FIELDS
        if texts[0][name] != texts[1][name]
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def plain(facts: Particulars) -> dict[str, str | None]:
    """Facts as plain data, for a row that remembers them."""
    return {name: None if (value := getattr(facts, name)) is None else str(value) for name in FIELDS}


def of_plain(kept: Mapping[str, Any]) -> Particulars:
    """The facts out of what `plain` made; a field that is new since then is as unknown."""
    values = {name: kept[name] for name in FIELDS if name in kept}
    born = values.get("born")
    return Particulars(
        **{
            **values,
            "born": date.fromisoformat(born) if born else None,
            "sex": Sex(values.get("sex", Sex.UNKNOWN)),
            "precision": Precision(values.get("precision", Precision.DAY)),
        }
    )


def undone(before: Particulars, after: Particulars, now: Particulars) -> Undoing:
    """The survivor as he was before the merge, but for what was changed since then: that stays, and is told."""
    stays = [name for name in FIELDS if getattr(now, name) != getattr(after, name)]
    if {"born", "precision"} & set(stays):  # the two are one fact
        stays = [name for name in FIELDS if name in stays or name in ("born", "precision")]
    facts = replace(before, **{name: getattr(now, name) for name in stays})
    told = [name for name in stays if getattr(before, name) != getattr(now, name)]
    return Undoing(facts, tuple(told))


def plain_states(states: States) -> dict[str, Any]:
    """States as plain data, for a row that remembers them."""
    return {
        **{name: getattr(states, name) for name in STATES},
        "died_on": states.died_on.isoformat() if states.died_on else None,
        "archived_at": states.archived_at.isoformat() if states.archived_at else None,
        "photo": states.photo.hex if states.photo else None,
    }


def states_of_plain(kept: Mapping[str, Any]) -> States:
    """The states out of what `plain_states` made."""
    died_on, archived_at, photo = kept["died_on"], kept["archived_at"], kept["photo"]
    return States(
        kept["is_deceased"],
        date.fromisoformat(died_on) if died_on else None,
        kept["is_restricted"],
        datetime.fromisoformat(archived_at) if archived_at else None,
        UUID(hex=photo) if photo else None,
    )


def undone_states(before: States, after: States, now: States) -> States:
    """The states before the merge, but for those that somebody changed since then."""
    kept = {name: getattr(now, name) for name in STATES if getattr(now, name) != getattr(after, name)}
    return replace(before, **kept)
