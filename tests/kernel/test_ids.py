"""Ids: in the order of their making, whatever the clock does."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import RFC_4122, UUID

from hms_desktop.kernel.clock import SystemClock, to_ms
from hms_desktop.kernel.ids import Ids
from tests.fakes import FakeClock

_FULL = (1 << 42) - 1


def milliseconds(uid: UUID) -> int:
    return uid.int >> 80


def test_an_id_is_a_uuid_of_version_seven_that_holds_its_millisecond() -> None:
    clock = FakeClock()
    uid = Ids(clock).new()
    assert (uid.version, uid.variant) == (7, RFC_4122)
    assert milliseconds(uid) == to_ms(clock.now())


def test_version_and_variant_stand_whatever_is_drawn() -> None:
    for draw in (lambda bits: bits * 0, lambda bits: (1 << bits) - 1):
        uid = Ids(FakeClock(), draw).new()
        assert (uid.version, uid.variant) == (7, RFC_4122)


def test_ids_of_one_millisecond_stand_in_the_order_of_their_making() -> None:
    ids = Ids(FakeClock())
    made = [ids.new() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_a_clock_that_goes_back_does_not_take_the_ids_along() -> None:
    clock = FakeClock()
    ids = Ids(clock)
    before = ids.new()
    clock.set(clock.now() - timedelta(days=3))
    back = ids.new()
    clock.set(clock.now() + timedelta(days=3))
    after = ids.new()
    assert before < back < after


def test_a_full_counter_borrows_the_next_millisecond() -> None:
    clock = FakeClock()
    ids = Ids(clock, lambda bits: (1 << bits) - 1)
    first = ids.new()
    ids._counter = _FULL
    over = ids.new()
    assert milliseconds(over) == milliseconds(first) + 1
    assert first < over < ids.new()
    clock.advance(0.001)
    assert ids.new() > over


def test_the_counter_begins_low_enough_to_count() -> None:
    asked: list[int] = []

    def draw(bits: int) -> int:
        asked.append(bits)
        return 0

    Ids(FakeClock(), draw).new()
    assert asked == [41, 32]


def test_threads_never_get_the_same_id() -> None:
    ids = Ids(SystemClock())
    made: list[list[UUID]] = [[] for _ in range(4)]

    def make(found: list[UUID]) -> None:
        found += [ids.new() for _ in range(2_000)]

    threads = [threading.Thread(target=make, args=(found,)) for found in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({uid for found in made for uid in found}) == 8_000
    assert all(found == sorted(found) for found in made)
