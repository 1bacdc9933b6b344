"""The witness: what it remembers, how the database is held against it, and that no damage makes it lie."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path

import pytest

from hms_desktop.data import witness
from hms_desktop.data.witness import Act, Reading, Standing, Unreadable, Witness, carry_over, judge, read
from hms_desktop.kernel.errors import Storage
from tests.fakes import FakeClock

KEY, OTHER_KEY = bytes(32), bytes([1] * 32)
EPOCHS = (3, 2)


def head(seq: int) -> bytes:
    return seq.to_bytes(32, "big")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / witness.NAME


def noted(path: Path, *numbers: int) -> None:
    file = Witness(path, KEY, EPOCHS, FakeClock())
    for seq in numbers:
        file.note(seq, head(seq))
    file.close()


def test_the_last_note_is_read_back(path: Path) -> None:
    noted(path, 5, 6, 9)
    assert read(path, KEY) == Reading(3, 3, 2, 9, head(9))


def test_notes_go_on_after_a_restart(path: Path) -> None:
    noted(path, 5, 6, 7)
    noted(path, 8)
    assert read(path, KEY) == Reading(4, 3, 2, 8, head(8))


def test_the_file_never_grows(path: Path) -> None:
    noted(path, *range(1, 500))
    assert path.stat().st_size == 256
    assert path.stat().st_mode & 0o077 == 0


def test_a_torn_last_note_costs_one_note(path: Path) -> None:
    noted(path, 1, 2, 3)
    data = bytearray(path.read_bytes())
    last_slot = 128 * (3 % 2)
    data[last_slot + 40 : last_slot + 128] = bytes(88)
    path.write_bytes(data)
    seen = read(path, KEY)
    assert isinstance(seen, Reading)
    assert seen.seq == 2


def test_no_flipped_bit_is_taken_for_a_note(path: Path) -> None:
    noted(path, 1, 2)
    whole = path.read_bytes()
    honest = {Reading(1, 3, 2, 1, head(1)), Reading(2, 3, 2, 2, head(2))}
    for place in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        seen = read(path, KEY)
        in_newest = place // 8 < 128
        assert seen == next(reading for reading in honest if reading.seq == (1 if in_newest else 2))


def test_two_damaged_slots_are_unreadable_and_never_a_number(path: Path) -> None:
    noted(path, 1, 2)
    whole = path.read_bytes()
    draw = random.Random(20260302)
    for _ in range(300):
        flipped = bytearray(whole)
        for slot in (0, 128):
            flipped[slot + draw.randrange(128)] ^= 1 << draw.randrange(8)
        path.write_bytes(flipped)
        assert isinstance(read(path, KEY), Unreadable)


@pytest.mark.parametrize("content", [b"", b"short", b"\x00" * 256, b"\xff" * 4096])
def test_what_is_no_witness_is_unreadable(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert isinstance(read(path, KEY), Unreadable)


def test_another_key_reads_nothing(path: Path) -> None:
    noted(path, 1, 2)
    assert isinstance(read(path, OTHER_KEY), Unreadable)


def standing(path: Path, seq: int, heads: dict[int, bytes]) -> tuple[Standing, Act]:
    verdict = judge(read(path, KEY), seq, heads.get)
    assert verdict.message
    return verdict.standing, verdict.act


def test_the_database_is_held_against_number_and_head(path: Path) -> None:
    history = {seq: head(seq) for seq in range(1, 20)}
    assert standing(path, 9, history) == (Standing.MISSING, Act.ASK)
    noted(path, 9)
    assert standing(path, 9, history) == (Standing.EQUAL, Act.OPEN)
    assert standing(path, 11, history) == (Standing.AHEAD, Act.OPEN)
    assert standing(path, 8, history) == (Standing.BEHIND, Act.STOP)
    assert standing(path, 9, {9: head(1)}) == (Standing.FORKED, Act.STOP)
    assert standing(path, 9, {}) == (Standing.FORKED, Act.STOP)
    path.write_bytes(b"")
    assert standing(path, 9, history) == (Standing.UNREADABLE, Act.ASK)


def test_a_file_that_lost_only_what_leaves_no_line_in_the_journal_is_behind(path: Path) -> None:
    noted(path, 9)
    file = Witness(path, KEY, (3, 2), FakeClock())
    file.note(9, head(9), 4)
    file.note(10, head(10))
    file.close()
    history = {seq: head(seq) for seq in range(1, 20)}
    seen = read(path, KEY)
    assert judge(seen, 10, history.get, 4).standing is Standing.EQUAL
    assert judge(seen, 10, history.get, 5).act is Act.OPEN
    assert judge(seen, 10, history.get, 3).standing is Standing.BEHIND


def test_a_file_rolled_back_and_written_on_is_noticed_although_it_is_ahead(path: Path) -> None:
    noted(path, 9)
    others = {seq: head(seq + 1_000) for seq in range(5, 30)}
    assert standing(path, 29, others) == (Standing.FORKED, Act.STOP)


def test_every_standing_that_is_not_normal_says_a_way_on() -> None:
    for verdict in witness._VERDICTS.values():
        assert bool(verdict.hint) == (verdict.act is not Act.OPEN)
    assert set(witness._VERDICTS) == set(Standing)


def test_notes_are_synced_once_a_second_and_when_asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    syncs: list[int] = []
    monkeypatch.setattr(witness, "sync", syncs.append)
    clock = FakeClock()
    file = Witness(path, KEY, EPOCHS, clock)
    for seq in range(1, 31):  # three seconds, ten notes in each
        clock.advance(0.1)
        file.note(seq, head(seq))
    assert len(syncs) in (2, 3)
    file.flush()
    once = len(syncs)
    file.flush()
    file.close()
    file.close()
    assert len(syncs) == once


def test_a_disk_that_refuses_a_note_fails_no_command_and_is_told_by_the_next_flush(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Witness(path, KEY, EPOCHS, FakeClock())
    file.note(1, head(1))

    def refused(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", refused)
        file.note(2, head(2))
        with pytest.raises(Storage, match="no room"):
            file.flush()
    assert read(path, KEY) == Reading(1, *EPOCHS, 1, head(1))
    file.close()
    assert read(path, KEY) == Reading(2, *EPOCHS, 2, head(2))


def test_a_closed_witness_takes_no_note(path: Path) -> None:
    file = Witness(path, KEY, EPOCHS, FakeClock())
    file.close()
    with pytest.raises(ValueError, match="closed"):
        file.note(1, head(1))


def test_what_was_seen_is_carried_over_to_the_next_key(path: Path) -> None:
    noted(path, 7)
    for _ in range(2):
        carry_over(path, KEY, OTHER_KEY, 4)
        assert read(path, OTHER_KEY) == Reading(2, 4, 2, 7, head(7))
    assert isinstance(read(path, KEY), Unreadable)


def test_a_damaged_or_missing_witness_is_not_made_good_by_a_new_key(path: Path) -> None:
    carry_over(path, KEY, OTHER_KEY, 4)
    assert not path.exists()
    path.write_bytes(b"rot")
    carry_over(path, KEY, OTHER_KEY, 4)
    assert path.read_bytes() == b"rot"


def test_a_place_where_no_file_can_be_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Storage):
        Witness(tmp_path, KEY, EPOCHS, FakeClock())
    with pytest.raises(Storage):
        Witness(tmp_path / "none" / "here", KEY, EPOCHS, FakeClock())
