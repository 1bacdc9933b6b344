"""Pages by key: a page starts right after the last row of the one before it, so the millionth row costs the same as the
first. Sorting is by one indexed column and the uid behind it; both stand in the index, and a test reads the query plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from hms_desktop.data.rows import Rows
from hms_desktop.kernel.paging import PAGE_LIMIT, Cursor, Page, PageRequest

R = TypeVar("R")


def page(
    rows: Rows,
    query: Select[*tuple[Any, ...]],
    order: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[UUID]],
    asked: PageRequest,
    make: Callable[[Row[*tuple[Any, ...]]], R],
) -> Page[R]:
    """A page of `query` in the order of (sorted column, uid), which the query must have among its columns."""
    size = min(max(asked.size, 1), PAGE_LIMIT)
    sort, uid = order
    if sort.property.columns[0].nullable:
        raise ValueError(f"{sort.key} may be null, and nothing comes after null: its rows would be left out")
    if asked.after is not None:
        here, last = tuple_(sort, uid), tuple_(asked.after.sort, asked.after.uid, types=[sort.type, uid.type])
        query = query.where(here < last if asked.descending else here > last)
    ordered = query.order_by(sort.desc(), uid.desc()) if asked.descending else query.order_by(sort, uid)
    found = rows.all(ordered.limit(size + 1))
    shown = found[:size]
    more = len(found) > size
    edge = Cursor(getattr(shown[-1], sort.key), getattr(shown[-1], uid.key)) if more else None
    return Page(tuple(make(row) for row in shown), edge)
