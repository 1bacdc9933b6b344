"""Text as it comes in: Unicode NFC, without spaces at its ends, without NULs and half surrogates.

The bus cleans every message that it carries, so that no feature can forget it and the store never holds two spellings
of one name. Nothing else is removed: what a person pasted is kept and shown as plain text.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

_T = TypeVar("_T")
_NUL = "\x00"
_ONE_SPELLING = str.maketrans("‘’ʼ‐‒–—", "'''----")
_WORD = re.compile("[0-9a-z\u0080-\U0010ffff]+")


_LEAVES = frozenset({type(None), bool, int, bytes, date, datetime, UUID})
"""What holds no text: most of an import's million values, so they are told apart first."""


def clean(text: str) -> str:
    """The text as it is stored."""
    if text.isascii() and _NUL not in text:
        return text.strip()
    whole = text.replace(_NUL, "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", whole).strip()


def fold(text: str) -> str:
    """For finding and sorting: lower case, no accents, one space between words. Never shown to anybody.

    Of what is not ASCII only letters, digits and the vowel signs of the Indic scripts stay, so that everybody who
    splits a folded text into words (this module, the index, the vocabulary) splits it in the same places.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_ONE_SPELLING)
    return unicodedata.normalize("NFC", " ".join("".join(map(_folded, apart)).split()))


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    if letter.isascii():
        return letter
    kind = unicodedata.category(letter)
    if unicodedata.combining(letter) or kind == "Cf":
        return ""
    return letter if kind[0] in "LNM" or kind == "Cn" else " "


def words(folded: str) -> list[str]:
    """The words of a folded text: runs of letters and digits, without the initials (one letter of ASCII)."""
    return [word for word in _WORD.findall(folded) if len(word) > 1 or not word.isascii()]


def cleaned(value: _T) -> _T:
    """The same message with every text in it cleaned; the very same object when there was nothing to clean."""
    return _cleaned(value)  # type: ignore[return-value]


def _cleaned(value: object) -> object:
    if type(value) is str:  # an enum's member is a str as well, and is left alone
        text = clean(value)
        return value if text == value else text
    if type(value) in _LEAVES:
        return value
    if isinstance(value, tuple | list):
        return _cleaned_sequence(value)
    if isinstance(value, dict):
        return _cleaned_dict(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _cleaned_dataclass(value)
    return value


def _cleaned_sequence(value: tuple[object, ...] | list[object]) -> tuple[object, ...] | list[object]:
    parts = [_cleaned(part) for part in value]
    if all(new is old for new, old in zip(parts, value, strict=True)):
        return value
    return parts if isinstance(value, list) else tuple(parts)


def _cleaned_dict(value: dict[object, object]) -> dict[object, object]:
    parts = {_cleaned(key): _cleaned(part) for key, part in value.items()}
    same = len(parts) == len(value) and all(
        new is old
        for new_pair, old_pair in zip(parts.items(), value.items(), strict=True)
        for new, old in zip(new_pair, old_pair, strict=True)
    )
    return value if same else parts


def _cleaned_dataclass(value: object) -> object:
    changed = {}
    for name in value.__dataclass_fields__:  # type: ignore[attr-defined]
        old = getattr(value, name)
        if not old or type(old) in _LEAVES:  # most of an import's million values
            continue
        new = _cleaned(old)
        if new is not old:
            changed[name] = new
    return dataclasses.replace(value, **changed) if changed else value  # type: ignore[type-var]
