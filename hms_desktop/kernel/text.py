"""Text as it comes in: Unicode NFC, without spaces at its ends, without NULs and half surrogates.

The bus cleans every message that it carries, so that no feature can forget it and the store never holds two spellings
of one name. Nothing else is removed: what a person pasted is kept and shown as plain text.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import TypeVar

_T = TypeVar("_T")
_NUL = "\x00"


def clean(text: str) -> str:
    """The text as it is stored."""
    if text.isascii() and _NUL not in text:
        return text.strip()
    whole = text.replace(_NUL, "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", whole).strip()


def fold(text: str) -> str:
    """For finding and sorting: lower case, no accents, one space between words. Never shown to anybody."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def words(folded: str) -> list[str]:
    """The words of a folded text: runs of letters and digits, without those of one letter."""
    return [word for word in re.findall(r"\w+", folded) if len(word) > 1]


def cleaned(value: _T) -> _T:
    """The same message with every text in it cleaned; the very same object when there was nothing to clean."""
    return _cleaned(value)  # type: ignore[return-value]


def _cleaned(value: object) -> object:
    if type(value) is str:  # an enum's member is a str as well, and is left alone
        text = clean(value)
        return value if text == value else text
    if isinstance(value, tuple):
        return _cleaned_tuple(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _cleaned_dataclass(value)
    return value


def _cleaned_tuple(value: tuple[object, ...]) -> tuple[object, ...]:
    parts = tuple(_cleaned(part) for part in value)
    return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts


def _cleaned_dataclass(value: object) -> object:
    changed = {}
    for name in value.__dataclass_fields__:  # type: ignore[attr-defined]
        old = getattr(value, name)
        new = _cleaned(old)
        if new is not old:
            changed[name] = new
    return dataclasses.replace(value, **changed) if changed else value  # type: ignore[type-var]
