"""Finding by words: a full-text index and a vocabulary for each table that asks for them, kept in step by triggers.

A table says `info={"search": Search(("sort_name", …))}` over columns of folded text. On SQLCipher this makes an
external-content FTS5 table with secure-delete (of the variants tried the only one that left no erased name behind) and
a vocabulary with a phonetic key; on PostgreSQL an expression index. A feature asks with `having_words` and, when that
finds too little, with `near_words` for slips of typing and `alike_words` for words that sound the same.

A slip leaves one half of a word as it was, so the vocabulary is indexed by length and letters from either end: a
million people have half a million words, and reading all of them at each key would take a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, MetaData, Table, bindparam, false, text

from hms_desktop.kernel.text import words

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2

CANDIDATES: Final = 100
"""As many rows as a word search looks at before they are sorted; more than a person reads."""

_LONG: Final = 6
"""In words of so many letters two slips are believed."""

_SHORT: Final = 3
"""Beginnings up to this length have an index of their own."""

_FEW: Final = 40
_ALIKE: Final = 1_000
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True)
class Search:
    """The columns of folded text that are searched by words."""

    columns: tuple[str, ...]


def searched(metadata: MetaData) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """The tables that ask for a search, with their columns."""
    for table in metadata.sorted_tables:
        spec: Search | None = table.info.get("search")
        if spec:
            yield table, spec.columns


def add_functions(connection: dbapi2.Connection) -> None:
    """Gives a SQLCipher connection the functions that the vocabulary's triggers call."""
    connection.create_function("hms_words", 1, _words_json, deterministic=True)
    connection.create_function("hms_sound", 1, sound, deterministic=True)
    connection.create_function("hms_turned", 1, _turned, deterministic=True)


def _words_json(folded: str | None) -> str:
    found = sorted(set(words(folded or "")))
    return '["' + '", "'.join(found) + '"]' if found else "[]"  # a word holds neither quotes nor backslashes


def _turned(word: str) -> str:
    return word[::-1]


def sound(word: str) -> str:
    """A key that words share which sound alike in English ears; a word in another script is its own key."""
    if not word.isascii():
        return word
    from jellyfish import metaphone

    return metaphone(word) or word


def settle(connection: Connection, metadata: MetaData) -> None:
    """Makes the index and the triggers that keep it, and fills it anew from its table: a migration may have changed its
    columns or rewritten its texts while the triggers were gone, and a stale index loses people."""
    for table, columns in searched(metadata):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS ix_{table.name}_words")
            connection.exec_driver_sql(
                f"CREATE INDEX ix_{table.name}_words ON {table.name} USING gin ({_vector(columns)})"
            )
            continue
        _settle_sqlite(connection, table.name, columns)
        for statement in _triggers(table.name, columns):
            connection.exec_driver_sql(statement)


def _vector(columns: Sequence[str]) -> str:
    joined = " || ' ' || ".join(f"coalesce({name}, '')" for name in columns)
    return f"to_tsvector('simple', {joined})"


def _settle_sqlite(connection: Connection, table: str, columns: Sequence[str]) -> None:
    # «ascii» takes every letter beyond ASCII for part of a word, as `kernel.text.words` does over folded text; a word
    # that the index split further would be a phrase, and without positions (`detail=column`) a phrase is an error
    definition = (
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5({', '.join(columns)}, content='{table}', "
        "content_rowid='local_no', tokenize='ascii', prefix='2 3', columnsize=0, detail=column)"
    )
    vocabulary = (
        f"CREATE TABLE {table}_word (word TEXT NOT NULL PRIMARY KEY, sound TEXT NOT NULL, uses INTEGER NOT NULL, "
        "size INTEGER NOT NULL, turned TEXT NOT NULL) WITHOUT ROWID"
    )
    made = f"SELECT sql FROM sqlite_master WHERE name IN ('{table}_fts', '{table}_word')"
    if set(connection.exec_driver_sql(made).scalars()) != {definition, vocabulary}:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}_fts")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}_word")
        connection.exec_driver_sql(definition)
        connection.exec_driver_sql(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('secure-delete', 1)")
        connection.exec_driver_sql(vocabulary)
        connection.exec_driver_sql(f"CREATE INDEX ix_{table}_word_sound ON {table}_word (sound, word)")
        connection.exec_driver_sql(f"CREATE INDEX ix_{table}_word_begin ON {table}_word (size, word)")
        connection.exec_driver_sql(f"CREATE INDEX ix_{table}_word_end ON {table}_word (size, turned, word)")
    connection.exec_driver_sql(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
    connection.exec_driver_sql(f"DELETE FROM {table}_word")
    connection.exec_driver_sql(
        f"INSERT INTO {table}_word "
        "SELECT w.value, hms_sound(w.value), count(*), length(w.value), hms_turned(w.value) "
        f"FROM {table} t, json_each(hms_words({_joined('t', columns)})) w GROUP BY w.value"
    )


def _joined(row: str, columns: Sequence[str]) -> str:
    return " || ' ' || ".join(f"ifnull({row}.{name}, '')" for name in columns)


def _triggers(table: str, columns: Sequence[str]) -> Iterator[str]:
    names = ", ".join(columns)
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("NEW", "OLD"))
    enter = (
        f"INSERT INTO {table}_fts (rowid, {names}) VALUES (NEW.local_no, {new}); "
        f"INSERT INTO {table}_word SELECT value, hms_sound(value), 1, length(value), hms_turned(value) "
        f"FROM json_each(hms_words({_joined('NEW', columns)})) WHERE true "
        "ON CONFLICT (word) DO UPDATE SET uses = uses + 1;"
    )
    gone = f"(SELECT value FROM json_each(hms_words({_joined('OLD', columns)})))"
    leave = (
        f"INSERT INTO {table}_fts ({table}_fts, rowid, {names}) VALUES ('delete', OLD.local_no, {old}); "
        f"UPDATE {table}_word SET uses = uses - 1 WHERE word IN {gone}; "
        f"DELETE FROM {table}_word WHERE uses <= 0 AND word IN {gone};"
    )
    yield f"CREATE TRIGGER hms_{table}_found_create AFTER INSERT ON {table} BEGIN {enter} END"
    yield f"CREATE TRIGGER hms_{table}_found_delete AFTER DELETE ON {table} BEGIN {leave} END"
    yield f"CREATE TRIGGER hms_{table}_found_update AFTER UPDATE ON {table} WHEN {changed} BEGIN {leave} {enter} END"


def having_words(connection: Connection, table: Table, starts: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a row has a word beginning with each of these (`kernel.text.words` made them); on SQLCipher at
    most CANDIDATES rows fulfil it. Nobody has no words."""
    return having_spellings(connection, table, [(start,) for start in starts])


def having_spellings(connection: Connection, table: Table, words: Sequence[Sequence[str]]) -> ColumnElement[bool]:
    """The same, each word in one of its spellings: first as it was typed, which may be a beginning, then whole ones."""
    quoted = [[quoted for spelling in spellings if (quoted := _quoted(spelling))] for spellings in words]
    asked = [spellings for spellings in quoted if spellings]
    if not asked:
        return false()
    if connection.dialect.name == "postgresql":
        groups = [" | ".join((f"'{start}':*", *(f"'{other}'" for other in others))) for start, *others in asked]
        condition = text(f"{_vector(table.info['search'].columns)} @@ to_tsquery('simple', :asked)")
        both = " & ".join(f"({group})" for group in groups)
        return condition.bindparams(bindparam("asked", both, unique=True))  # type: ignore[return-value]
    parts = [[*_begun(connection, table, start), *(f'"{other}"' for other in others)] for start, *others in asked]
    condition = text(
        f"{table.name}.local_no IN (SELECT rowid FROM {table.name}_fts WHERE {table.name}_fts MATCH :asked "
        f"LIMIT {CANDIDATES})"
    )
    both = " AND ".join(f"({' OR '.join(part)})" for part in parts)
    return condition.bindparams(bindparam("asked", both, unique=True))  # type: ignore[return-value]


def _begun(connection: Connection, table: Table, start: str) -> list[str]:
    """A beginning as the index is asked for it: the few words that begin so, which it finds one by one; of a beginning
    it would first collect everybody, a frequent name's fifty thousand bearers (measured: 5 ms instead of 0.7)."""
    if len(start) > _SHORT:
        query = f"SELECT word FROM {table.name}_word WHERE word >= ? AND word < ? LIMIT {_FEW + 1}"
        found = connection.exec_driver_sql(query, (start, start + _LAST)).scalars().all()
        if 0 < len(found) <= _FEW:
            return [f'"{word}"' for word in found]
    return [f'"{start}"*']


def _quoted(word: str) -> str:
    return word.replace('"', "").replace("'", "").replace("\\", "")


def is_known(connection: Connection, table: Table, start: str) -> bool:
    """Whether a word of the vocabulary begins so; on PostgreSQL, which keeps no vocabulary, every word is known."""
    if connection.dialect.name == "postgresql":
        return True
    query = f"SELECT 1 FROM {table.name}_word WHERE word >= ? AND word < ? LIMIT 1"
    return connection.exec_driver_sql(query, (start, start + _LAST)).first() is not None


def near_words(connection: Connection, table: Table, word: str, limit: int = 5) -> tuple[str, ...]:
    """Words of the vocabulary that are a slip of typing away from this one, the nearest first; none are from a single
    letter. None on PostgreSQL, which keeps no vocabulary."""
    if connection.dialect.name == "postgresql" or len(word) < 2:
        return ()
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    for allowed, known in _circles(connection, table.name, word):
        found: list[Any] = process.extract(
            word, known, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=limit, processor=None
        )
        if found:
            return tuple(item[0] for item in found)
    return ()


def _circles(connection: Connection, table: str, word: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Wider and wider, (slips allowed, words among which to look): whoever finds somebody goes no further.

    One slip is wholly in one half, but for two neighbours that changed places in the middle: they are put back. Of
    longer words two slips are looked for, first where one half is whole, then where the first or the last third is.
    """
    half, third = len(word) // 2, len(word) // 3
    yield 1, _sharing(connection, table, word, 1, (half, len(word) - half))
    if len(word) >= _LONG:
        yield 2, _sharing(connection, table, word, 2, (half, half))
        yield 2, _sharing(connection, table, word, 2, (third, third))


def _sharing(connection: Connection, table: str, word: str, slips: int, letters: tuple[int, int]) -> Sequence[str]:
    """Words of about this length with the same letters, so many, at the beginning or at the end; and the word with the
    neighbours in its middle put back."""
    begin, end = word[: letters[0]], word[::-1][: letters[1]]
    sizes = ", ".join(str(size) for size in range(len(word) - slips, len(word) + slips + 1))
    query = (
        f"SELECT word FROM {table}_word WHERE word = ? "
        f"UNION ALL SELECT word FROM {table}_word WHERE size IN ({sizes}) AND word >= ? AND word < ? "
        f"UNION ALL SELECT word FROM {table}_word WHERE size IN ({sizes}) AND turned >= ? AND turned < ?"
    )
    middle = len(word) // 2
    back = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    found = connection.exec_driver_sql(query, (back, begin, begin + _LAST, end, end + _LAST)).scalars().all()
    return tuple(dict.fromkeys(found))


def alike_words(connection: Connection, table: Table, word: str, limit: int = 20) -> tuple[str, ...]:
    """Words of the vocabulary that sound like this one, those written most like it first; none on PostgreSQL, which
    keeps no vocabulary."""
    if connection.dialect.name == "postgresql":
        return ()
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    query = f"SELECT word FROM {table.name}_word WHERE sound = ? ORDER BY word LIMIT {_ALIKE}"
    known = connection.exec_driver_sql(query, (sound(word),)).scalars().all()
    found: list[Any] = process.extract(word, known, scorer=JaroWinkler.distance, limit=limit, processor=None)
    return tuple(item[0] for item in found)
