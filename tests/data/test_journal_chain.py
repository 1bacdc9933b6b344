"""An attacker who has the key, the driver and the hashes, and has dropped every trigger: what he alters is found.

What a chain cannot show is shown by the number and the link that the witness remembers; what he adds behind the last
thing witnessed, with right links, nobody can tell from work that was done.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from hms_desktop.data import journal
from tests import samples
from tests.samples import Sample
from tests.support import Desk, sqlcipher_desk

Places = set[int]
ROUNDS: Final = 1_000
_ERASED: Final = {1, 2}
"""Rows whose values an erasure deleted: they are missing as soon as its own row is touched."""
_NAMES: Final = journal._COLUMNS.split(", ")
_VALUES: Final = ("salt", "old", "new", "reason")


class Attacker:
    """Alters one thing at a time, and knows where he did."""

    def __init__(self, raw: Any, seed: int) -> None:  # noqa: ANN401 - the driver's
        self.raw, self.draw = raw, random.Random(seed)
        self.last: int = raw.execute("SELECT max(seq) FROM journal").fetchone()[0]
        self.head: bytes = raw.execute("SELECT link FROM journal WHERE seq = ?", (self.last,)).fetchone()[0]
        erased = "SELECT entity_id FROM journal WHERE verb = 'erase'"
        self.kept = [
            seq
            for (seq,) in raw.execute(
                "SELECT j.seq FROM journal j JOIN journal_value v ON v.seq = j.seq "
                f"WHERE ifnull(j.entity_id, x'') NOT IN ({erased}) ORDER BY j.seq"
            )
        ]

    def anywhere(self) -> int:
        return self.draw.randint(1, self.last)

    def two(self) -> tuple[int, int]:
        one, other = self.draw.sample(self.kept, 2)
        return one, other

    def other(self, value: Any) -> object:  # noqa: ANN401 - whatever stands in a column
        """Something else in the place of a value, likely or not."""
        if isinstance(value, int):
            return self.draw.choice([value + 1, -value - 1, value + 0.5, f"{value}x", value << 20])
        if value is None:
            return self.draw.choice(["", b"", "{}", bytes(16), 0])
        if isinstance(value, bytes):
            flipped = bytearray(value or b"x")
            flipped[self.draw.randrange(len(flipped))] ^= 1 << self.draw.randrange(8)
            return self.draw.choice(
                [bytes(flipped), value[1:], value + b"\x00", value.hex(), value.hex().upper(), b"", ""]
            )
        return self.draw.choice(
            [value + " ", value[1:], value.upper() + "X", f"{value}|", value.encode(), "", b"", f"{value}\x00"]
        )

    def put(self, table: str, column: str, seq: int, value: object) -> None:
        self.raw.execute(f"UPDATE {table} SET {column} = ? WHERE seq = ?", (value, seq))

    def edit_column(self) -> Places:
        seq, column = self.anywhere(), self.draw.choice(_NAMES[1:])
        before = self.raw.execute(f"SELECT {column} FROM journal WHERE seq = ?", (seq,)).fetchone()[0]
        self.put("journal", column, seq, self.other(before))
        return {seq, seq + 1}

    def edit_into_no_text(self) -> Places:
        seq, column = self.draw.choice(self.kept), self.draw.choice(["command", "entity", "verb"])
        self.raw.execute(f"UPDATE journal SET {column} = CAST(x'ff41' AS TEXT) WHERE seq = ?", (seq,))
        return {seq}

    def edit_value_into_no_text(self) -> Places:
        seq, column = self.draw.choice(self.kept), self.draw.choice(_VALUES[1:])
        self.raw.execute(f"UPDATE journal_value SET {column} = CAST(x'c32841' AS TEXT) WHERE seq = ?", (seq,))
        return {seq}

    def edit_value(self) -> Places:
        seq, column = self.draw.choice(self.kept), self.draw.choice(_VALUES)
        before = self.raw.execute(f"SELECT {column} FROM journal_value WHERE seq = ?", (seq,)).fetchone()[0]
        self.put("journal_value", column, seq, self.other(before))
        return {seq}

    def shift_value_into_salt(self) -> Places:
        changed = "SELECT seq, salt, old FROM journal_value WHERE old IS NOT NULL"
        seq, salt, old = self.draw.choice(self.raw.execute(changed).fetchall())
        cut = self.draw.randint(1, len(old) - 1)
        self.put("journal_value", "salt", seq, salt + old[:cut].encode())
        self.put("journal_value", "old", seq, old[cut:])
        return {seq}

    def edit_value_and_digest(self) -> Places:
        seq = self.draw.choice(self.kept)
        self.put("journal_value", "new", seq, '{"words":"forged"}')
        self.raw.execute(
            "UPDATE journal SET digest = (SELECT hms_digest(salt, old, new, reason) FROM journal_value v "
            "WHERE v.seq = journal.seq) WHERE seq = ?",
            (seq,),
        )
        return {seq}

    def drop(self) -> Places:
        seq = self.anywhere()
        self.raw.execute("DELETE FROM journal WHERE seq = ?", (seq,))
        if self.draw.random() < 0.5:
            self.raw.execute("DELETE FROM journal_value WHERE seq = ?", (seq,))
        return {seq, seq + 1}

    def drop_value(self) -> Places:
        seq = self.draw.choice(self.kept)
        self.raw.execute("DELETE FROM journal_value WHERE seq = ?", (seq,))
        return {seq}

    def truncate(self) -> Places:
        first = self.anywhere()
        for table in ("journal", "journal_value"):
            self.raw.execute(f"DELETE FROM {table} WHERE seq >= ?", (first,))
        return {first}

    def swap(self) -> Places:
        one, other = self.two()
        for table in self.draw.choice([("journal",), ("journal", "journal_value")]):
            for old, new in ((one, -1), (other, one), (-1, other)):
                self.raw.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (new, old))
        return {one, one + 1, other, other + 1}

    def swap_values(self) -> Places:
        one, other = self.two()
        for old, new in ((one, -1), (other, one), (-1, other)):
            self.raw.execute("UPDATE journal_value SET seq = ? WHERE seq = ?", (new, old))
        return {one, other}

    def move(self) -> Places:
        seq, to = self.draw.choice(self.kept), self.draw.choice([self.last + 1, self.last + 9, 0, -5])
        self.raw.execute("UPDATE journal SET seq = ? WHERE seq = ?", (to, seq))
        return {seq, seq + 1, to, to + 1, self.last + 1, 0, 1}

    def move_value(self) -> Places:
        seq, to = self.draw.choice(self.kept), self.last + self.draw.randint(1, 9)
        self.raw.execute("UPDATE journal_value SET seq = ? WHERE seq = ?", (to, seq))
        return {seq, to}

    def forge_value(self) -> Places:
        to = self.last + self.draw.randint(1, 9)
        self.raw.execute("INSERT INTO journal_value SELECT ?, salt, old, new, reason FROM journal_value LIMIT 1", (to,))
        return {to}

    def forge_without_link(self) -> Places:
        columns = ", ".join(_NAMES[1:])
        self.raw.execute(
            f"INSERT INTO journal (seq, {columns}) SELECT ?, {columns} FROM journal WHERE seq = ?",
            (self.last + 1, self.anywhere()),
        )
        return {self.last + 1}

    def forge_with_link(self) -> Places:
        """Says something else in a row and gives it its right link: the next one's no longer fits, or the witness's."""
        seq = self.anywhere()
        self.put("journal", "command", seq, "Forged")
        self.relink(seq, seq)
        return {seq, seq + 1}

    def forge_the_rest(self) -> Places:
        """The same, with every link after it made anew: only the witness knows."""
        seq = self.anywhere()
        self.put("journal", "actor", seq, bytes(16))
        self.relink(seq, self.last)
        return {self.last}

    def drop_and_close_up(self) -> Places:
        """Takes a row out, numbers the rest anew and gives them right links."""
        seq = self.anywhere()
        for table in ("journal", "journal_value"):
            self.raw.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))
            for later in range(seq + 1, self.last + 1):
                self.raw.execute(f"UPDATE {table} SET seq = seq - 1 WHERE seq = ?", (later,))
        self.relink(seq, self.last - 1)
        return {self.last}

    def relink(self, first: int, last: int) -> None:
        before = self.raw.execute("SELECT link FROM journal WHERE seq = ?", (first - 1,)).fetchone()
        link = before[0] if before else journal.START
        for seq in range(first, last + 1):
            row = self.raw.execute(f"SELECT {journal._COLUMNS} FROM journal WHERE seq = ?", (seq,)).fetchone()
            link = journal.link(link, row[:11])
            self.put("journal", "link", seq, link)


_DEEDS: Final[tuple[Callable[[Attacker], Places], ...]] = (
    Attacker.edit_column,
    Attacker.edit_column,
    Attacker.edit_into_no_text,
    Attacker.edit_value_into_no_text,
    Attacker.edit_value,
    Attacker.edit_value,
    Attacker.shift_value_into_salt,
    Attacker.edit_value_and_digest,
    Attacker.drop,
    Attacker.drop_value,
    Attacker.truncate,
    Attacker.swap,
    Attacker.swap_values,
    Attacker.move,
    Attacker.move_value,
    Attacker.forge_value,
    Attacker.forge_without_link,
    Attacker.forge_with_link,
    Attacker.forge_the_rest,
    Attacker.drop_and_close_up,
)


@pytest.fixture(scope="module")
def laid_bare(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A journal of some forty rows, with readings and an erasure in it, and no trigger left."""
    with sqlcipher_desk(template, tmp_path_factory.mktemp("chain")) as desk:
        samples.lay_out(desk)
        for number in range(8):
            if number == 2:
                _erase_the_first(desk)
            with desk.writing(f"Command{number}", "why «ö»" if number % 2 else "") as work:
                uid = work.rows.add(Sample, {"words": f"Ana {number}", "number": number, "raw": bytes([number])})
                work.rows.change(Sample, uid, 1, {"words": f"Bea {number}", "number": None})
                work.record("opened", "sample", uid)
                work.record("searched", "sample", None)
            with desk.writing("Add") as work:
                work.rows.add_many(Sample, [{"words": "many"}, {"words": "more"}])
        raw = desk.lane().raw
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        yield desk


def _erase_the_first(desk: Desk) -> None:
    with desk.writing("EraseSample") as work:
        work.rows.connection.exec_driver_sql(f"DELETE FROM journal_value WHERE seq IN {tuple(_ERASED)}")
        first = work.rows.connection.exec_driver_sql("SELECT uid FROM sample ORDER BY local_no").scalar()
        work.rows.remove(Sample, UUID(bytes=first))
        work.record("erase", "sample", UUID(bytes=first))


def _all_of(raw: Any) -> list[tuple[object, ...]]:  # noqa: ANN401 - the driver's
    found: list[tuple[object, ...]] = []
    for table, columns in (("journal", _NAMES), ("journal_value", ("seq", *_VALUES))):
        parts = ", ".join(f"typeof({name}), hex({name})" for name in columns)
        found += raw.execute(f"SELECT {parts} FROM {table} ORDER BY seq").fetchall()
    return found


def test_a_journal_that_nobody_touched_has_no_faults(laid_bare: Desk) -> None:
    attacker = Attacker(laid_bare.lane().raw, 0)
    assert attacker.last > 35
    assert laid_bare.faults() == laid_bare.faults(attacker.last, attacker.head) == []


def test_a_thousand_alterations_are_all_found_and_located(laid_bare: Desk) -> None:
    lane = laid_bare.lane()
    attacker = Attacker(lane.raw, 20260302)
    before = _all_of(lane.raw)
    tried = dict.fromkeys((deed.__name__ for deed in _DEEDS), 0)
    while sum(tried.values()) < ROUNDS:
        deed = attacker.draw.choice(_DEEDS)
        lane.raw.execute("BEGIN")
        try:
            places = deed(attacker)
            if _all_of(lane.raw) == before:
                continue
            found = list(journal.faults(lane.rows, attacker.last, attacker.head))
        finally:
            lane.raw.execute("ROLLBACK")
        tried[deed.__name__] += 1
        assert found, f"{deed.__name__} at {places} was not found"
        seen = {fault.seq for fault in found}
        assert seen & places, f"{deed.__name__} at {places} was found at {found}"
        assert seen <= places | _ERASED, f"{deed.__name__} at {places} was found at {found}"
    assert min(tried.values()) > 10
    assert _all_of(lane.raw) == before


def test_without_the_witness_only_a_tail_that_was_cut_or_made_anew_stays_hidden(
    laid_bare: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = laid_bare.lane()
    attacker = Attacker(lane.raw, 1)
    monkeypatch.setattr(attacker, "anywhere", lambda: attacker.last - 3)
    for deed in (Attacker.truncate, Attacker.forge_the_rest, Attacker.drop_and_close_up):
        lane.raw.execute("BEGIN")
        deed(attacker)
        assert list(journal.faults(lane.rows)) == []
        assert list(journal.faults(lane.rows, attacker.last, attacker.head)) != []
        lane.raw.execute("ROLLBACK")


def test_an_erasure_covers_its_own_thing_only(laid_bare: Desk) -> None:
    raw = laid_bare.lane().raw
    raw.execute("BEGIN")
    raw.execute("DELETE FROM journal_value WHERE seq = 5")
    raw.execute("DELETE FROM journal_value WHERE seq = 1")
    found = list(journal.faults(laid_bare.lane().rows))
    raw.execute("ROLLBACK")
    assert [(fault.seq, fault.what) for fault in found] == [(5, "values missing")]
