"""How long a name waits after failed sign-ins: a pure rule over what the vault has counted.

It is a speed bump for hands at this keyboard. Whoever copies the folder can rewrite the counters; against that stand
Argon2id and the computer's own secret.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

FREE_TRIES: Final = 3
MOST_TRIES: Final = 100
LONGEST_MS: Final = 15 * 60 * 1000


class Failure(Struct, frozen=True, forbid_unknown_fields=True):
    """Failed tries in a row, the last one's instant, and until when nobody may try again (milliseconds since 1970)."""

    count: int
    last: int
    until: int


def pause_ms(count: int) -> int:
    """None for the first three, then 2, 4, 8 … seconds, a quarter of an hour at the most."""
    if count <= FREE_TRIES:
        return 0
    return min(LONGEST_MS, 1000 << min(count - FREE_TRIES, 20))


def failed(before: Failure | None, now: int) -> Failure:
    """One more failure, and until when the next try has to wait."""
    count = before.count + 1 if before else 1
    return Failure(count, now, now + pause_ms(count))


def settled(failure: Failure, now: int) -> Failure:
    """The same wait seen from a clock that was set back: it starts again in full and never grows beyond itself.

    Without this a clock that was a year ahead would close a name for a year.
    """
    if failure.last <= now and failure.until - now <= LONGEST_MS:
        return failure
    pause = min(max(failure.until - failure.last, pause_ms(failure.count)), LONGEST_MS)
    return Failure(failure.count, now, now + pause)


def is_closed(failure: Failure | None) -> bool:
    """Whether waiting no longer helps: a hundred failures in a row."""
    return failure is not None and failure.count >= MOST_TRIES
