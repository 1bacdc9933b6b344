"""Guards the pin of PySide6: 6.12.0 loses a reference to None on every void call under Python 3.10 and 3.11.

After some 5,000 calls such a Python aborts. From Python 3.12 on None is immortal, and this cannot fail.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import pytest
from PySide6.QtCore import QTimer

CALLS: Final = 2_000
BOUND: Final = 200


def drift(call: Callable[[], object]) -> int:
    """By how much 2,000 calls change the count of references to None."""
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return sys.getrefcount(None) - before


CALLED: Final[tuple[Callable[[QTimer], object], ...]] = (
    lambda timer: timer.setObjectName("a"),
    lambda timer: timer.setInterval(5),
    lambda timer: timer.deleteLater(),
)


@pytest.mark.parametrize("call", CALLED, ids=["setObjectName", "setInterval", "deleteLater"])
def test_a_void_call_leaves_none_alone(call: Callable[[QTimer], object], qapp: object) -> None:
    assert qapp
    timer = QTimer()
    assert abs(drift(lambda: call(timer))) < BOUND


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal here")
def test_a_call_that_keeps_none_is_found() -> None:
    kept: list[None] = []
    assert drift(lambda: kept.append(None)) >= CALLS
