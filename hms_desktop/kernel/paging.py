"""Pages of long lists by key, never by offset: a page says where the next one begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import UUID

Row = TypeVar("Row")

PAGE_SIZE: Final = 100
PAGE_LIMIT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: its value in the sorted column, and its uid that breaks ties."""

    sort: str | int
    uid: UUID


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for: the first, or the one after a cursor."""

    after: Cursor | None = None
    size: int = PAGE_SIZE
    descending: bool = False


FIRST: Final = PageRequest()


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the next page; without a cursor this was the last one."""

    rows: tuple[Row, ...]
    next: Cursor | None = None
