"""What of a problem goes into the model: its words, pairs of neighbours and pieces of words, each hashed to a number.

Pieces make a slip of the pen a near miss instead of an unknown word. The hash is zlib's CRC-32 on every machine. Each
word's own cues are apart from those that it shares with a neighbour, so that an answer can be shared out among words.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Final

from hms_desktop.features.triage.domain.kinds import BANDS, SEXES, Who
from hms_desktop.features.triage.domain.words import Token, Told

BUCKETS: Final = 8192
"""Numbers that a cue may have; zero is kept for «nothing»."""
CONTEXT: Final = len(BANDS) + len(SEXES)

_PIECES: Final = (3, 4, 5)
_WORD, _PAIR, _PIECE = 1.0, 0.8, 0.9
_SILENT: Final = frozenset(
    {"a", "an", "the", "of", "is", "are", "was", "my", "it", "to", "i", "and", "in", "on", "he", "she"}
)


@dataclass(frozen=True)
class Cues:
    """The numbers of some cues and how much each counts."""

    ids: tuple[int, ...]
    weights: tuple[float, ...]


@lru_cache(maxsize=8192)
def of_word(word: str, is_denied: bool) -> Cues:
    """A word's own."""
    mark = "!" if is_denied else ""
    if word in _SILENT:
        return Cues((), ())
    whole = f"<{word}>"
    pieces = [whole[at : at + size] for size in _PIECES for at in range(len(whole) - size + 1)] if len(word) > 2 else []
    each = _PIECE / sqrt(len(pieces)) if pieces else 0.0
    ids = [_hashed(f"w{mark}{word}"), *(_hashed(f"p{mark}{piece}") for piece in pieces)]
    return Cues(tuple(ids), (_WORD, *([each] * len(pieces))))


@lru_cache(maxsize=8192)
def of_pair(first: Token, second: Token) -> Cues:
    """What two neighbours say together."""
    mark = "!" if first.is_denied or second.is_denied else ""
    return Cues((_hashed(f"b{mark}{first.word} {second.word}"),), (_PAIR,))


def cues_of(told: Told, kept: Iterable[int] | None = None) -> Cues:
    """All cues of a problem, or of the words at these places only; together they have the length one."""
    places = sorted(range(len(told.tokens)) if kept is None else kept)
    ids: list[int] = []
    weights: list[float] = []
    for before, place in zip([None, *places], places, strict=False):
        token = told.tokens[place]
        parts = [of_word(token.word, token.is_denied)]
        if before is not None and before == place - 1:
            parts.append(of_pair(_bare(told.tokens[before]), _bare(token)))
        for part in parts:
            ids += part.ids
            weights += part.weights
    length = sqrt(sum(weight * weight for weight in weights)) or 1.0
    return Cues(tuple(ids), tuple(weight / length for weight in weights))


def context_of(who: Who) -> tuple[float, ...]:
    """Age band and sex, each as a row of zeros with a one."""
    bands = tuple(float(who.band is band) for band in BANDS)
    return (*bands, *(float(who.sex == sex) for sex in SEXES))


@lru_cache(maxsize=16384)
def _bare(token: Token) -> Token:
    """Without its place, so that the same pair elsewhere is the same."""
    return Token(token.word, token.is_denied)


@lru_cache(maxsize=65536)
def _hashed(cue: str) -> int:
    return zlib.crc32(cue.encode("utf-8")) % (BUCKETS - 1) + 1
