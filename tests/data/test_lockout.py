"""How long a name waits: the pure rule."""

from __future__ import annotations

from hms_desktop.data.lockout import LONGEST_MS, Failure, failed, is_closed, pause_ms, settled


def test_three_tries_are_free_and_then_the_wait_doubles_to_a_quarter_of_an_hour() -> None:
    assert [pause_ms(count) // 1000 for count in range(1, 8)] == [0, 0, 0, 2, 4, 8, 16]
    assert pause_ms(13) == pause_ms(99) == LONGEST_MS


def test_the_hundredth_failure_in_a_row_closes() -> None:
    failure = None
    for _ in range(99):
        failure = failed(failure, 0)
    assert not is_closed(failure)
    assert is_closed(failed(failure, 0))


def test_a_clock_that_only_goes_on_changes_nothing() -> None:
    failure = Failure(5, 1_000, 5_000)
    assert settled(failure, 1_000) is failure
    assert settled(failure, 9_999_999) is failure


def test_a_clock_set_back_starts_the_wait_again_in_full_once() -> None:
    failure = Failure(5, 10_000_000, 10_004_000)
    again = settled(failure, 3_000)
    assert again == Failure(5, 3_000, 7_000)
    assert settled(again, 6_999) is again


def test_no_wait_is_longer_than_a_quarter_of_an_hour_from_now() -> None:
    forged = Failure(99, 0, 10**15)
    assert settled(forged, 5).until == 5 + LONGEST_MS
