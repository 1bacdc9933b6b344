"""Answers that were given a moment ago, so that a panel shown again is free; and the digest of what was asked.

The digest is kept with every answer that a person was shown: by it an audit tells whether the same was asked again.
What is held here are figures and what was said of them, in memory only; names and numbers of patients are no inputs.
"""

from __future__ import annotations

import hashlib
import struct
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from hms_desktop.inference.catalogue import Card

MOST: Final = 512
_SCHEME: Final = b"inputs-1"
_WHOLE: Final = 2**53
_MISSING: Final = b"?"

Answer = TypeVar("Answer")


class Results(Generic[Answer]):
    """The last answers of any models, the oldest unused one going first. Any thread may ask."""

    def __init__(self, most: int = MOST) -> None:
        if most < 1:
            raise ValueError("a cache holds at least one answer")
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, str, str], Answer] = OrderedDict()

    def answer(self, card: Card, inputs: Mapping[str, Any], make: Callable[[], Answer]) -> Answer:
        """The answer to these inputs, made now unless it is known. Two threads may make it at once; the first stays."""
        key = (card.name, card.version, card.sha256, input_hash(card.name, card.version, inputs))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            kept = self._kept.setdefault(key, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return kept

    def forget(self, name: str, version: str | None = None) -> None:
        """No more answers of this model, or of one version of it."""
        with self._lock:
            gone = [key for key in self._kept if key[0] == name and version in (None, key[1])]
            for key in gone:
                del self._kept[key]

    def clear(self) -> None:
        """Nothing of anybody is held any more."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def input_hash(name: str, version: str, inputs: Mapping[str, Any]) -> str:
    """A digest of what a model was asked: the same for the same values on every day and system.

    Numbers count by their value: 1, 1.0, True and numpy's of any width are one, so are 0.0 and -0.0. Missing is
    missing, whether None or any kind of not-a-number. The order of the names does not matter, that of a list does.
    """
    digest = hashlib.sha256(_SCHEME)
    for part in (name, version):
        digest.update(_text(part))
    digest.update(_form(inputs))
    return digest.hexdigest()


def _form(value: Any) -> bytes:  # noqa: ANN401 - whatever a model may be asked
    if hasattr(value, "tolist"):  # numpy's arrays and numbers, without numpy
        value = value.tolist()
    if value is None:
        return _MISSING
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (bool, int, float)):
        return _number(value)
    if isinstance(value, Mapping):
        pairs = sorted((_text(key), _form(part)) for key, part in value.items())
        return b"m" + struct.pack("<q", len(pairs)) + b"".join(key + part for key, part in pairs)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return b"l" + struct.pack("<q", len(value)) + b"".join(map(_form, value))
    raise TypeError("a model is asked numbers, words, lists and names of these")


def _number(value: float) -> bytes:
    if value != value:  # noqa: PLR0124 - only what is not a number differs from itself
        return _MISSING
    if isinstance(value, int) and abs(value) > _WHOLE:
        return _text(str(value)).replace(b"t", b"i", 1)
    return b"f" + struct.pack("<d", float(value) + 0.0)


def _text(value: object) -> bytes:
    if not isinstance(value, str):
        raise TypeError("inputs are named by words")
    raw = value.encode("utf-8", "surrogatepass")
    return b"t" + struct.pack("<q", len(raw)) + raw
