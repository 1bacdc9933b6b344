"""Column types that mean the same on SQLCipher and on PostgreSQL, down to the bytes that the journal keeps of them.

Each knows its `capture`: the SQL expression that writes its value as JSON text inside a trigger. A test compares the
payloads of the two databases byte for byte, so an addition here needs its expression for both. What every list is made
of (ids, instants, days, words) is read by one function each: SQLAlchemy's own way goes through three (measured: a third
of what a calendar's rows cost).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Boolean, Date, LargeBinary, String, Uuid
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from hms_desktop.kernel.clock import from_ms, to_ms
from hms_desktop.kernel.text import clean

Read = Callable[[Any], Any] | None

V = TypeVar("V")
E = TypeVar("E", bound=StrEnum)


class Captured(TypeDecorator[V]):
    """The base of our types: a value, its column on each database, and its text in the journal."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = String

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.cache_ok = True  # SQLAlchemy looks for it in each class itself

    def capture(self, dialect: str, ref: str) -> str:
        """SQL that gives the JSON text of `ref`, which is not null there."""
        raise NotImplementedError  # no ABC: SQLAlchemy makes copies of the base itself


class Id(Captured[UUID]):
    """A UUID: sixteen bytes on SQLCipher, `uuid` on PostgreSQL."""

    impl = LargeBinary(16)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Uuid(as_uuid=True) if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> UUID | bytes | None:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        """The same few doctors and rooms stand in thousands of rows; each is made once."""
        return super().result_processor(dialect, coltype) if dialect.name == "postgresql" else _uuid

    def capture(self, dialect: str, ref: str) -> str:
        text = f"replace(({ref})::text, '-', '')" if dialect == "postgresql" else f"lower(hex({ref}))"
        return f"'\"' || {text} || '\"'"


@lru_cache(maxsize=8_192)
def _uuid(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(bytes=value)


class Instant(Captured[datetime]):
    """A moment in UTC, in milliseconds since 1970."""

    impl = BigInteger

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else to_ms(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Read:  # noqa: ARG002
        return lambda value: None if value is None else from_ms(value)

    def capture(self, dialect: str, ref: str) -> str:  # noqa: ARG002
        return f"CAST({ref} AS text)"


class CivilDate(Captured[date]):
    """A day of the calendar, without a zone: the same day for everybody who reads it."""

    impl = String(10)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else String(10))

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        if dialect.name == "postgresql":
            return super().result_processor(dialect, coltype)
        return lambda value: None if value is None else date.fromisoformat(value)

    def capture(self, dialect: str, ref: str) -> str:
        text = f"to_char({ref}, 'YYYY-MM-DD')" if dialect == "postgresql" else ref
        return f"'\"' || {text} || '\"'"


class Count(Captured[int]):
    """A whole number."""

    impl = BigInteger

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        if value is not None and type(value) is not int:
            raise TypeError("a count is a whole number")
        return value

    def capture(self, dialect: str, ref: str) -> str:  # noqa: ARG002
        return f"CAST({ref} AS text)"


class Minor(Count):
    """Money in minor units; its currency stands in a column beside it. Anything but an int is refused."""


class Flag(Captured[bool]):
    """Yes or no."""

    impl = Boolean

    def capture(self, dialect: str, ref: str) -> str:  # noqa: ARG002
        return f"CASE WHEN {ref} THEN 'true' ELSE 'false' END"


class Text(Captured[str]):
    """Text, cleaned once more on its way in (see `kernel.text`): a raw insert meets the same rule as a command."""

    impl = String

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """In the order of its bytes everywhere: a server's own language would sort, and find beginnings, otherwise."""
        return dialect.type_descriptor(String(collation="C") if dialect.name == "postgresql" else String())

    def bind_processor(self, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 - the signature is SQLAlchemy's
        return lambda value: clean(value) if value else value

    def capture(self, dialect: str, ref: str) -> str:
        return f"to_json({ref})::text" if dialect == "postgresql" else f"json_quote({ref})"


class Choice(Captured[E]):
    """One of an enumeration's words, stored as the word."""

    impl = String(40)

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.kind(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Read:  # noqa: ARG002
        words: dict[str | None, E | None] = {None: None, **{one.value: one for one in self.kind}}
        return words.__getitem__

    def capture(self, dialect: str, ref: str) -> str:
        return f"to_json({ref})::text" if dialect == "postgresql" else f"json_quote({ref})"


class Bytes(Captured[bytes]):
    """Bytes, such as a digest."""

    impl = LargeBinary

    def capture(self, dialect: str, ref: str) -> str:
        text = f"encode({ref}, 'hex')" if dialect == "postgresql" else f"lower(hex({ref}))"
        return f"'\"' || {text} || '\"'"


class Json(Captured[Any]):
    """Plain data as canonical JSON text: keys in order, no spaces, so that the same data has the same bytes."""

    impl = String

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.JSON() if dialect.name == "postgresql" else String())

    def bind_processor(self, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 - the signature is SQLAlchemy's
        return lambda value: None if value is None else msgspec.json.encode(value, order="deterministic").decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002
        """PostgreSQL's driver has read the text already; what is a text then is the value itself."""
        if dialect.name == "postgresql":
            return None
        return lambda value: msgspec.json.decode(value) if isinstance(value, str) else value

    def capture(self, dialect: str, ref: str) -> str:
        return f"({ref})::text" if dialect == "postgresql" else ref
