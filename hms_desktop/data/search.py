"""Finding by words: a full-text index and a vocabulary for each table that asks for them, kept in step by triggers.

A table says `info={"search": Search(("sort_name", …))}` over columns of folded text. On SQLCipher this makes an
external-content FTS5 table with secure-delete (of the variants tried the only one that left no erased name behind) and
a vocabulary with a phonetic key; on PostgreSQL an expression index. A feature asks with `having_words` and, when that
finds too little, takes `near_words` for slips of typing and `alike_words` for words that sound the same, and asks with
`having_any`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, Connection, MetaData, Table, bindparam, false, text

from hms_desktop.kernel.text import words

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2

CANDIDATES: Final = 100
"""As many rows as a word search looks at before they are sorted; more than a person reads."""


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


def _words_json(folded: str | None) -> str:
    found = sorted(set(words(folded or "")))
    return '["' + '", "'.join(found) + '"]' if found else "[]"  # a word holds neither quotes nor backslashes


@lru_cache(maxsize=16384)
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
    found = connection.exec_driver_sql(f"SELECT sql FROM sqlite_master WHERE name = '{table}_fts'").scalar()
    if found != definition:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}_fts")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}_word")
        connection.exec_driver_sql(definition)
        connection.exec_driver_sql(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('secure-delete', 1)")
        connection.exec_driver_sql(
            f"CREATE TABLE {table}_word (word TEXT NOT NULL PRIMARY KEY, sound TEXT NOT NULL, uses INTEGER NOT NULL) "
            "WITHOUT ROWID"
        )
        connection.exec_driver_sql(f"CREATE INDEX ix_{table}_word_sound ON {table}_word (sound, word)")
    connection.exec_driver_sql(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
    connection.exec_driver_sql(f"DELETE FROM {table}_word")
    connection.exec_driver_sql(
        f"INSERT INTO {table}_word SELECT w.value, hms_sound(w.value), count(*) "
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
        f"INSERT INTO {table}_word SELECT value, hms_sound(value), 1 "
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


def having_words(table: Table, starts: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """The condition that a row has a word beginning with each of these (`kernel.text.words` made them); on SQLCipher at
    most CANDIDATES rows fulfil it. Nobody has no words."""
    starts = [word for word in map(_quoted, starts) if word]
    if not starts:
        return false()
    if dialect == "postgresql":
        asked = " & ".join(f"'{word}':*" for word in starts)
        condition = text(f"{_vector(table.info['search'].columns)} @@ to_tsquery('simple', :asked)")
        return condition.bindparams(bindparam("asked", asked, unique=True))  # type: ignore[return-value]
    return _matching(table, " ".join(f'"{word}"*' for word in starts))


def _matching(table: Table, asked: str) -> ColumnElement[bool]:
    condition = text(
        f"{table.name}.local_no IN (SELECT rowid FROM {table.name}_fts WHERE {table.name}_fts MATCH :asked "
        f"LIMIT {CANDIDATES})"
    )
    return condition.bindparams(bindparam("asked", asked, unique=True))  # type: ignore[return-value]


def _quoted(word: str) -> str:
    return word.replace('"', "").replace("'", "").replace("\\", "")


Way = Sequence[Sequence[str]]
"""One way to read what was typed: for each word the words that it may have been meant as."""


def having_any(table: Table, ways: Sequence[Way]) -> ColumnElement[bool]:
    """The condition that a row has, in one of these ways, one word of each choice; the words are whole ones, but one
    that ends in `*` may go on. Only for SQLCipher, and at most CANDIDATES rows fulfil it."""
    asked = " OR ".join(f"({' AND '.join(map(_choice, way))})" for way in ways if way and all(way))
    return _matching(table, asked) if asked else false()


def _choice(words_meant: Sequence[str]) -> str:
    return f"({' OR '.join(map(_term, words_meant))})"


def _term(word: str) -> str:
    return f'"{_quoted(word[:-1])}"*' if word.endswith("*") else f'"{_quoted(word)}"'


def words_beginning(connection: Connection, table: Table, start: str, limit: int) -> tuple[str, ...]:
    """The first words of the vocabulary that begin so, itself foremost."""
    query = text(
        f"SELECT word FROM {table.name}_word WHERE word >= :start AND word < :after ORDER BY word LIMIT :limit"
    )
    asked = {"start": start, "after": start + "\U0010ffff", "limit": limit}
    return tuple(connection.execute(query, asked).scalars())


def near_words(connection: Connection, table: Table, word: str, limit: int = 40) -> tuple[str, ...]:
    """Words of the vocabulary that are one slip of typing away from this one, the most frequent first.

    Every text that one slip can lead to is looked up by its key: some hundreds of look-ups, however much the vocabulary
    holds, where reading it through grows with it. None on PostgreSQL, which keeps no vocabulary."""
    if connection.dialect.name == "postgresql" or not 2 < len(word) <= _LONGEST_SLIP:
        return ()
    query = text(f"SELECT word, uses FROM {table.name}_word WHERE word IN (SELECT value FROM json_each(:asked))")
    found = connection.execute(query, {"asked": json.dumps(list(_slips(word)), ensure_ascii=False)}).all()
    return tuple(one.word for one in sorted(found, key=lambda one: (-one.uses, one.word))[:limit])


_LONGEST_SLIP: Final = 30
_ALPHABET: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_BLOCK: Final = 128
"""Letters of a script stand together in Unicode, in blocks of this many."""


def _slips(word: str) -> set[str]:
    """Every text that is one letter more, less or other, or two neighbours swapped, in the letters of this script."""
    found = {word[:at] + word[at + 1 :] for at in range(len(word))}
    found |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    for letter in _letters(word):
        found |= {word[:at] + letter + word[at + 1 :] for at in range(len(word))}
        found |= {word[:at] + letter + word[at:] for at in range(len(word) + 1)}
    return found - {word, ""}


def _letters(word: str) -> Iterable[str]:
    if word.isascii():
        return _ALPHABET
    blocks = {ord(letter) // _BLOCK for letter in word if not letter.isascii()}
    beyond = (chr(block * _BLOCK + at) for block in sorted(blocks)[:2] for at in range(_BLOCK))
    return _ALPHABET.intersection(word).union(letter for letter in beyond if words(letter))


def alike_words(connection: Connection, table: Table, word: str, limit: int = 20) -> tuple[str, ...]:
    """Words of the vocabulary that sound like this one; none on PostgreSQL, which keeps no vocabulary."""
    if connection.dialect.name == "postgresql":
        return ()
    query = text(f"SELECT word FROM {table.name}_word WHERE sound = :sound ORDER BY uses DESC LIMIT :limit")
    return tuple(connection.execute(query, {"sound": sound(word), "limit": limit}).scalars())
