"""Record numbers with their check digit. Pure."""

from __future__ import annotations

from typing import Final


def record_number(serial: int) -> str:
    """A serial number with its check digit, such as 1234 → 0012344; a slip of one digit or a swap of two shows."""
    text = f"{serial:06d}"
    return text + str(_damm(text))


def is_record_number(text: str) -> bool:
    """Whether the check digit fits."""
    return text.isascii() and text.isdigit() and len(text) >= 7 and _damm(text) == 0


_DAMM: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
"""The quasigroup of order 10 in H. M. Damm, «Total anti-symmetrische Quasigruppen», Marburg 2004, page 111."""


_NEXT: Final = {(state, digit): int(row[int(digit)]) for state, row in enumerate(_DAMM) for digit in "0123456789"}


def _damm(text: str) -> int:
    state = 0
    for digit in text:
        state = _NEXT[state, digit]
    return state
