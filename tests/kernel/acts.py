"""Messages and handlers of a feature that exists only for the bus's tests. What a handler does comes in the message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.tables import StoredSetting
from hms_desktop.data.unit_of_work import Work
from hms_desktop.kernel.access import CLASSES_OF, Access
from hms_desktop.kernel.bus import Bus
from hms_desktop.kernel.errors import Conflict
from hms_desktop.kernel.messages import Audited, Command, Handler, Query, answers, handles
from hms_desktop.kernel.secret import Secret
from tests.support import Desk

THING: Final = UUID(int=77)


class Mood(StrEnum):
    GOOD = "good"


@dataclass(frozen=True)
class Full:
    """An answer with everything in it that an answer may hold."""

    uid: UUID
    day: date
    at: datetime
    mood: Mood
    names: tuple[str, ...]
    none: None
    count: int


FULL: Final = Full(
    THING, date(1999, 12, 31), datetime(2026, 3, 2, 8, 0, 0, 123000, UTC), Mood.GOOD, ("a", "«é»\n"), None, 2**60
)


@dataclass(frozen=True, kw_only=True)
class Keep(Command[UUID]):
    """Keeps a value under a key."""

    key: str
    value: str = "x"


@dataclass(frozen=True, kw_only=True)
class Say(Command[Full]):
    """Answers fully, and keeps nothing."""


@dataclass(frozen=True, kw_only=True)
class Whisper(Command[int]):
    """Takes a secret."""

    secret: Secret


@dataclass(frozen=True, kw_only=True)
class Forbidden(Command[None]):
    """Nobody may."""


@dataclass(frozen=True, kw_only=True)
class Refuse(Command[None]):
    """Keeps something, and then refuses."""

    key: str


@dataclass(frozen=True, kw_only=True)
class Break(Command[None]):
    """Keeps something, and then breaks with what was said."""

    said: str


@dataclass(frozen=True, kw_only=True)
class Both(Command[None]):
    """Two commands as one, with what was said at the end."""

    keys: tuple[str, ...]
    then: str = ""


@dataclass(frozen=True, kw_only=True)
class Look(Command[str | None]):
    """Asks a sensitive question within a command."""

    key: str
    then: str = ""


@dataclass(frozen=True, kw_only=True)
class Value(Query[str | None]):
    """What is kept under a key; sensitive."""

    key: str
    thing: UUID | None = THING


@dataclass(frozen=True, kw_only=True)
class Values(Query[tuple[str | None, ...]]):
    """Two sensitive answers within one that is not."""

    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Write(Query[None]):
    """A question that would change something."""


@dataclass(frozen=True, kw_only=True)
class Fail(Query[None]):
    """A question that breaks."""

    said: str


@handles(Keep, permission="keep")
def keep(command: Keep, work: Work) -> UUID:
    return work.rows.add(StoredSetting, {"key": command.key, "owner": THING, "value": command.value})


@handles(Say, permission="keep")
def say(_: Say, __: Work) -> Full:
    return FULL


@handles(Whisper, permission="keep")
def whisper(command: Whisper, _: Work) -> int:
    return len(command.secret)


@handles(Forbidden, permission="forbidden")
def forbidden(_: Forbidden, __: Work) -> None:
    raise AssertionError("somebody was let in")


@handles(Refuse, permission="keep")
def refuse(command: Refuse, work: Work) -> None:
    work.execute(Keep(id=work.ids.new(), key=command.key))
    raise Conflict("Not now", "Later")


@handles(Break, permission="keep")
def break_off(command: Break, work: Work) -> None:
    work.execute(Keep(id=work.ids.new(), key="broken"))
    local = {"said": command.said}
    try:
        raise KeyError(local["said"])
    except KeyError as error:
        raise ValueError(f"patient {command.said}", local) from error


@handles(Both, permission="keep")
def both(command: Both, work: Work) -> None:
    for key in command.keys:
        work.execute(Keep(id=work.ids.new(), key=key))
    _then(command.then, work)


@handles(Look, permission="keep")
def look(command: Look, work: Work) -> str | None:
    found = work.ask(Value(key=command.key))
    _then(command.then, work)
    return found


def _then(then: str, work: Work) -> None:
    if then == "forbidden":
        work.execute(Forbidden(id=work.ids.new()))
    elif then:
        raise ValueError(then)


@answers(Value, permission="see", audited=Audited("opened", "setting", lambda query, _: query.thing))
def value(query: Value, work: Work) -> str | None:
    found: str | None = work.rows.value(select(StoredSetting.value).where(StoredSetting.key == query.key))
    return found


@answers(Values, permission="see")
def values(query: Values, work: Work) -> tuple[str | None, ...]:
    return tuple(work.ask(Value(key=key, thing=UUID(int=i))) for i, key in enumerate(query.keys))


@answers(Write, permission="see")
def write(_: Write, work: Work) -> None:
    work.rows.add(StoredSetting, {"key": "k", "owner": THING, "value": 1})


@answers(Fail, permission="see", audited=Audited("opened", "setting"))
def fail(query: Fail, _: Work) -> None:
    raise ValueError(query.said)


HANDLERS: Final[tuple[Handler, ...]] = (
    *(keep, say, whisper, forbidden, refuse, break_off, both, look),
    *(value, values, write, fail),
)


def acting(desk: Desk) -> Bus:
    """A bus with these handlers over the desk's store: a doctor may both, a nurse only see, nobody the forbidden."""
    access = Access({"doctor": ["keep", "see"], "nurse": ["see"]}, CLASSES_OF)
    return desk.with_handlers(HANDLERS, access)
