"""The journal: how a change becomes a row in the chain, how the chain is proved, and how a history is read.

A row's `digest` is made of its salted values, its `link` of the link before it and of everything else the row says. The
values stand apart, so an erasure can delete them and the chain still holds. On SQLCipher both hashes are functions that
this program adds to its connections: a tool without them cannot write at all. On PostgreSQL the same is SQL (`rules`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from hms_desktop.data.tables import Journal, JournalValue

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2

START: Final = bytes(32)
"""The link before the first row."""

CHANGING: Final = ("create", "update", "delete")

_COLUMNS: Final = "seq, txn, at, actor, device, command, entity, entity_id, verb, base, digest, link"


def digest(salt: bytes, old: str | None, new: str | None, reason: str) -> bytes:
    """The digest of a row's values; JSON text holds no bare NUL, so the parts cannot be shifted into one another."""
    values = b"\x00".join(_utf8(part) for part in (old or "", new or "", reason))
    return hashlib.sha256(salt + values).digest()


def link(before: bytes, row: tuple[object, ...]) -> bytes:
    """The link of a row: `row` is everything it says, in the order of the columns, up to and with its digest."""
    return hashlib.sha256(before + _utf8("|".join(map(_word, row)))).digest()


def _utf8(text: str) -> bytes:
    """The bytes that stand in the file, also where somebody put some in that are no text (see `_bytes_kept`)."""
    return text.encode("utf-8", "surrogateescape")


def _word(part: object) -> str:
    if isinstance(part, bytes):
        return part.hex()
    if isinstance(part, UUID):
        return part.hex
    return "" if part is None else str(part)


def add_functions(connection: dbapi2.Connection) -> None:
    """Gives a SQLCipher connection the two hashes that the journal's triggers call."""
    connection.create_function("hms_digest", 4, digest, deterministic=True)
    connection.create_function("hms_link", 12, lambda before, *row: link(before, row), deterministic=True)


def capture_sqlite(entity: str, uid: str, verb: str, base: str, values: tuple[str, str]) -> tuple[str, str]:
    """The two statements that journal one change on SQLCipher; the arguments are SQL expressions."""
    old, new = values
    keep = (
        "INSERT INTO journal_value (seq, salt, old, new, reason) "
        f"SELECT (SELECT ifnull(max(seq), 0) + 1 FROM journal), randomblob(16), {old}, {new}, reason FROM op_ctx"
    )
    said = f"v.seq, c.txn, c.at, c.actor, c.device, c.command, {entity}, {uid}, {verb}, {base}, v.digest"
    chain = (
        f"INSERT INTO journal ({_COLUMNS}) SELECT {said}, hms_link(ifnull(p.link, zeroblob(32)), {said}) "
        "FROM op_ctx c, (SELECT seq, hms_digest(salt, old, new, reason) AS digest FROM journal_value "
        "ORDER BY seq DESC LIMIT 1) v LEFT JOIN journal p ON p.seq = v.seq - 1"
    )
    return keep, chain


@dataclass(frozen=True)
class Fault:
    """Where the journal is not as it was written, and what is wrong there."""

    seq: int
    what: str


def faults(connection: Connection, witnessed: int = 0, head: bytes | None = None) -> Iterator[Fault]:
    """Walks the whole chain and names every place where a row was changed, dropped, moved or forged.

    `witnessed` and `head` are the last number and its link as known from outside the database: rows cut off the end
    show only by the one, a tail or a whole chain made anew with right links only by the other. It is to be called in a
    transaction, or else PostgreSQL has nothing to stream from.
    """
    erased = {bytes_of(row[0]) for row in connection.exec_driver_sql(_ERASED)}
    before, last = START, 0
    with (
        _bytes_kept(connection),
        connection.exec_driver_sql(_CHAIN, execution_options={"stream_results": True}) as rows,
    ):
        for row in rows:
            said, stored, values = tuple(row[:11]), row[11], tuple(row[13:])
            if said[0] != last + 1:
                yield Fault(last + 1, "missing")
            if not _is_row(said) or not isinstance(stored, bytes) or link(before, said) != stored:
                yield Fault(said[0], "changed or out of place")
            elif head is not None and said[0] == witnessed and stored != head:
                yield Fault(said[0], "not as it was witnessed")
            if row[12] is None:
                if bytes_of(said[7]) not in erased:
                    yield Fault(said[0], "values missing")
            elif not _are_values(values) or digest(*values) != said[10]:
                yield Fault(said[0], "values changed")
            before, last = stored if isinstance(stored, bytes) else START, said[0]
    if last < witnessed:
        yield Fault(last + 1, "cut off")
    for (seq,) in connection.exec_driver_sql(_ORPHANS):
        yield Fault(seq, "values without a row")


def _is_row(said: tuple[object, ...]) -> bool:
    """Whether each column holds its own kind of thing: an id's bytes and their figures as text would have one link."""
    return all(fits(part) for fits, part in zip(_KINDS, said, strict=True))


def _is_id(part: object) -> bool:
    return isinstance(part, UUID) or (isinstance(part, bytes) and len(part) == 16)


def _is_number(part: object) -> bool:
    return isinstance(part, int)


def _is_text(part: object) -> bool:
    return isinstance(part, str)


def _is_id_or_none(part: object) -> bool:
    return part is None or _is_id(part)


def _is_digest(part: object) -> bool:
    return isinstance(part, bytes) and len(part) == 32


_KINDS: Final[tuple[Callable[[object], bool], ...]] = (
    *(_is_number, _is_id, _is_number, _is_id, _is_id, _is_text, _is_text),
    *(_is_id_or_none, _is_text, _is_number, _is_digest),
)


def _are_values(values: tuple[object, ...]) -> bool:
    """Salts have one length, or a piece of a value could move into its salt; and a value is never the empty text, which
    would have the digest of none."""
    salt, old, new, reason = values
    kept = all(part is None or (isinstance(part, str) and part) for part in (old, new))
    return _is_id(salt) and kept and isinstance(reason, str)


@contextmanager
def _bytes_kept(connection: Connection) -> Iterator[None]:
    """Lets text that is no UTF-8 be read as its bytes, so that whoever put it in is found and not crashed on."""
    if connection.dialect.name == "postgresql":
        yield
        return
    raw: Any = connection.connection.driver_connection
    before, raw.text_factory = raw.text_factory, lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = before


_ERASED: Final = "SELECT DISTINCT entity_id FROM journal WHERE verb = 'erase' AND entity_id IS NOT NULL"
_CHAIN: Final = (
    f"SELECT {', '.join('j.' + name for name in _COLUMNS.split(', '))}, v.seq, v.salt, v.old, v.new, v.reason "
    "FROM journal j LEFT JOIN journal_value v ON v.seq = j.seq ORDER BY j.seq"
)
_ORPHANS: Final = "SELECT seq FROM journal_value WHERE seq NOT IN (SELECT seq FROM journal) ORDER BY seq"


def bytes_of(part: object) -> bytes | None:
    """A raw id as bytes, whichever driver it came from."""
    return part.bytes if isinstance(part, UUID) else part if isinstance(part, bytes) else None


@dataclass(frozen=True)
class HistoryRow:
    """One entry of a thing's history, with the plain values where they were not erased."""

    seq: int
    at: datetime
    actor: UUID
    device: UUID
    command: str
    verb: str
    old: dict[str, object] | None
    new: dict[str, object] | None
    reason: str


def history(connection: Connection, entity: str, uid: UUID) -> tuple[HistoryRow, ...]:
    """What happened to one thing, oldest first."""
    query = (
        select(
            Journal.seq,
            Journal.at,
            Journal.actor,
            Journal.device,
            Journal.command,
            Journal.verb,
            JournalValue.old,
            JournalValue.new,
            JournalValue.reason,
        )
        .join(JournalValue, JournalValue.seq == Journal.seq, isouter=True)
        .where(Journal.entity == entity, Journal.entity_id == uid)
        .order_by(Journal.seq)
    )
    return tuple(
        HistoryRow(*row[:6], _plain(row.old), _plain(row.new), row.reason or "") for row in connection.execute(query)
    )


def head(connection: Connection) -> tuple[int, bytes]:
    """The last number and its link."""
    row = connection.exec_driver_sql("SELECT seq, link FROM journal ORDER BY seq DESC LIMIT 1").first()
    return (row[0], row[1]) if row else (0, START)


def _plain(text: str | None) -> dict[str, object] | None:
    return None if text is None else msgspec.json.decode(text, type=dict[str, object])
