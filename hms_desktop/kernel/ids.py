"""Ids are UUIDv7 (RFC 9562), made on the workstation: unique without a server, and in the order of their making."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from uuid import UUID

from hms_desktop.kernel.clock import Clock, to_ms

_COUNTER_BITS = 42


class Ids:
    """Makes ids that never go backwards, also when the wall clock does or many are made in one millisecond.

    The 74 free bits hold a 42-bit counter, newly drawn each millisecond, and 32 random bits.
    """

    def __init__(self, clock: Clock, draw: Callable[[int], int] = secrets.randbits) -> None:
        self._clock = clock
        self._draw = draw
        self._lock = threading.Lock()
        self._milliseconds = -1
        self._counter = 0

    def new(self) -> UUID:
        with self._lock:
            now = to_ms(self._clock.now())
            if now > self._milliseconds:
                self._milliseconds = now
                self._counter = self._draw(_COUNTER_BITS - 1)
            else:
                self._counter += 1
                if self._counter >> _COUNTER_BITS:
                    self._milliseconds, self._counter = self._milliseconds + 1, 0
            return _uuid7(self._milliseconds, self._counter, self._draw(32))


def _uuid7(milliseconds: int, counter: int, tail: int) -> UUID:
    high = (counter >> 30) & 0xFFF
    low = ((counter & 0x3FFFFFFF) << 32) | tail
    return UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
