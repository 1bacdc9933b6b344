"""Whether the rows are what their history says, value by value: what a hand past the triggers has changed shows here.

The journal's chain proves the journal; only this walk proves that the tables still say the same. Rows and history are
read side by side in the order of their ids, so a clinic of a million rows needs no memory for it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec
from sqlalchemy import MetaData, Table

from hms_desktop.data.schema import captured_columns, journaled

Values = dict[str, Any]
Side = tuple[bytes, str, Values | None]
"""Whose id, «row» or «journal», and the values; None are values that an erasure deleted."""


_EMPTY: Final[tuple[object, ...]] = ("", False, 0)
"""What a column may hold that a row's history never named: it came with a later revision, which filled it with this."""


def differences(raw: Any, metadata: MetaData) -> Iterator[str]:  # noqa: ANN401 - the driver has no types
    """Each row of a SQLCipher file that is not what the journal says, and each that only one of the two knows."""
    for table in journaled(metadata):
        sides = heapq.merge(_rows(raw, table), _history(raw, table.name), key=itemgetter(0))
        for uid, group in groupby(sides, key=itemgetter(0)):
            said = {side: values for _, side, values in group}
            problem = _problem(said)
            if problem:
                yield f"{table.name} {uid.hex()}: {problem}"


def _problem(said: dict[str, Values | None]) -> str:
    """What is wrong, naming columns and never what stands in them."""
    if "row" not in said:
        return "the row is missing"
    if "journal" not in said:
        return "the journal knows nothing of this row"
    row, told = said["row"] or {}, said["journal"]
    if told is None:
        return ""
    row = {name: value for name, value in row.items() if name in told or value not in _EMPTY}
    columns = sorted(name for name in row.keys() | told.keys() if row.get(name) != told.get(name))
    return f"{', '.join(columns)} is not what the journal says" if columns else ""


def _rows(raw: Any, table: Table) -> Iterator[Side]:  # noqa: ANN401
    columns = captured_columns(table)
    names = [column.name for column in columns]
    shown = ", ".join(_shown(column) for column in columns)
    for uid, *texts in raw.execute(f"SELECT r.uid, {shown} FROM {table.name} r ORDER BY r.uid"):
        values = zip(names, texts, strict=True)
        yield uid, "row", {name: msgspec.json.decode(text) for name, text in values if text is not None}


def _shown(column: Any) -> str:  # noqa: ANN401 - the type is one of ours, and SQLAlchemy does not know that
    ref = f"r.{column.name}"
    return f"CASE WHEN {ref} IS NULL THEN NULL ELSE {column.type.capture('sqlite', ref)} END"


_HISTORY: Final = (
    "SELECT j.entity_id, j.verb, v.seq IS NULL, v.new FROM journal j LEFT JOIN journal_value v USING (seq) "
    "WHERE j.entity = ? AND j.verb IN ('create', 'update', 'delete') ORDER BY j.entity_id, j.seq"
)


def _history(raw: Any, entity: str) -> Iterator[Side]:  # noqa: ANN401
    for uid, lines in groupby(raw.execute(_HISTORY, (entity,)), key=itemgetter(0)):
        is_there, values = False, None
        for _, verb, is_erased, new in lines:
            is_there = verb != "delete"
            values = None if is_erased else _next({} if verb == "create" else values, new)
        if is_there:
            yield uid, "journal", values


def _next(before: Values | None, new: str | None) -> Values | None:
    """The values after one change; of what was erased once, no later change tells the whole."""
    if before is None or new is None:
        return None
    merged = {**before, **msgspec.json.decode(new)}
    return {name: value for name, value in merged.items() if value is not None}
