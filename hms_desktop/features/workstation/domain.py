"""Which settings can be. Pure."""

from __future__ import annotations

import zoneinfo
from typing import Final

LANGUAGES: Final = ("en", "es", "fr", "ar", "hi")
THEMES: Final = ("light", "dark", "contrast")
LANGUAGE_NAMES: Final = (("en", "English"), ("es", "Español"), ("fr", "Français"), ("ar", "العربية"), ("hi", "हिन्दी"))
THEME_NAMES: Final = (("light", "Light"), ("dark", "Dark"), ("contrast", "High contrast"))
LOCK_MINUTES: Final = range(1, 31)
TEXT_SIZES: Final = range(90, 201)
PRINTER_NAME: Final = 200
DRAFT_LIMIT: Final = 1_000_000
"""Characters in a draft; more than this is no longer typing."""


def language_problem(language: str) -> str | None:
    """What is wrong with a language."""
    return None if language in LANGUAGES else "The program does not speak this language yet"


def minutes_problem(minutes: int) -> str | None:
    """What is wrong with a time until the lock."""
    return None if minutes in LOCK_MINUTES else "Between 1 and 30 minutes"


def zone_problem(zone: str) -> str | None:
    """What is wrong with a time zone."""
    try:
        zoneinfo.ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        return "This is no time zone, such as Europe/Madrid"
    return None


def theme_problem(theme: str) -> str | None:
    """What is wrong with the colours chosen."""
    return None if theme in THEMES else "There are no such colours"


def size_problem(size: int) -> str | None:
    """What is wrong with a size of text."""
    return None if size in TEXT_SIZES else "Between 90 and 200 per cent"


def label_problem(label: str) -> str | None:
    """What is wrong with a name that may be left empty."""
    return None if len(label) <= 120 else "At most 120 letters"


def lines_problem(text: str) -> str | None:
    """What is wrong with a part of the letterhead that may be left empty."""
    return None if len(text) <= 300 else "At most 300 letters"


def printers_problem(printers: dict[str, str]) -> str | None:
    """What is wrong with a choice of printers by kind of paper."""
    words = [word for pair in printers.items() for word in pair]
    if not all(isinstance(word, str) for word in words):
        return "A printer is said by its name"
    return None if all(len(word) <= PRINTER_NAME for word in words) else "At most 200 letters in a printer's name"


def name_problem(name: str) -> str | None:
    """What is wrong with a name for a clinic."""
    return None if 0 < len(name) <= 120 else "A name is needed, of at most 120 letters"
