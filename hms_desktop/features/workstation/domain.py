"""Which settings can be. Pure."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("en", "es", "fr", "ar", "hi")
LOCK_MINUTES: Final = range(1, 31)
DRAFT_LIMIT: Final = 1_000_000
"""Characters in a draft; more than this is no longer typing."""


def language_problem(language: str) -> str | None:
    """What is wrong with a language."""
    return None if language in LANGUAGES else "The program does not speak this language yet"


def minutes_problem(minutes: int) -> str | None:
    """What is wrong with a time until the lock."""
    return None if minutes in LOCK_MINUTES else "Between 1 and 30 minutes"


def name_problem(name: str) -> str | None:
    """What is wrong with a name for a clinic."""
    return None if 0 < len(name) <= 120 else "A name is needed, of at most 120 letters"
