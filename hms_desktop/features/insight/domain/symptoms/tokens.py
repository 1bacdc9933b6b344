"""Words of a text with their places, spelled out and cut to stems, so that «vomiting» and «vomited» are one word.

A token keeps where it stood in the text as it was written. Whatever the text is, there is an end to it: what lies
behind the longest text that somebody writes in one go is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hms_desktop.kernel.text import fold

LONGEST: Final = 4000
MOST_TOKENS: Final = 800
QUERY: Final = "query"
STOPS: Final = frozenset(".;!?\n")

_TOKEN: Final = re.compile(
    r"""
    (?P<query>(?<![^\s(,;:/])\?+(?=\s?[^\W\d_]))      # «?PE», «? fever»
    |(?P<sign>[+-]ve\b)
    |(?P<dotted>(?:[^\W\d_]\.){2,}(?![^\W\d_]))       # «s.o.b.»
    |(?P<slashed>\b[^\W\d_](?:[/&+][^\W\d_])+\b)          # «n/v/d», «c/o»
    |(?P<part>\d{1,3}\s?/\s?(?:7|52|12)\b(?!/))       # «3/7»
    |(?P<rate>\d{1,2}\s?/\s?10\b)
    |(?P<number>\d+(?:[.,]\d+)?)
    |(?P<word>[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*)
    |(?P<mark>[.,;:!?()/&+=\n–—-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUOTES: Final = str.maketrans("’ʼ`", "'''")
_JOINTS: Final = str.maketrans("&+", "//")
_NOT: Final = re.compile(
    r"(can|could|do|does|did|has|have|had|is|are|was|were|wo|would|should|ca|must|need|ai)n'?t", re.IGNORECASE
)
_SOLO: Final = {"can": "can not", "ca": "can not", "wo": "will not", "ai": "is not"}
_ENDING: Final = re.compile(r"'(?:s|ve|d|ll|re|m)$")
_VOWELS: Final = frozenset("aeiouy")
_ENDINGS: Final = (("ness", 3), ("ing", 3), ("ed", 3), ("ly", 4))
_BARE_NOT: Final = frozenset({"cant", "wont", "aint"})


@dataclass(frozen=True)
class Token:
    """One word (or sign), its stem, and where it was written."""

    word: str
    stem: str
    start: int
    end: int
    kind: str = "word"

    @property
    def is_stop(self) -> bool:
        return self.kind == "mark" and self.word in STOPS


def tokens_of(text: str, short: Mapping[str, str], variants: Mapping[str, str]) -> list[Token]:
    """The text's words in order; shorthand is spelled out by `short`, other spellings led home by `variants`."""
    made: list[Token] = []
    for found in _TOKEN.finditer(text[:LONGEST]):
        if len(made) >= MOST_TOKENS:
            break
        kind = found.lastgroup or "word"
        if found[0] == "-" and _is_inside(text, found.start()):
            continue
        for word in _spelled(found[0], kind, short):
            made.append(_token(word, kind, found.start(), found.end(), variants))
    return made


def _is_inside(text: str, at: int) -> bool:
    """Whether a hyphen joins two words: «non-smoker»."""
    return at > 0 and text[at - 1].isalpha() and text[at + 1 : at + 2].isalpha()


def _spelled(raw: str, kind: str, short: Mapping[str, str]) -> list[str]:
    if kind == "query":
        return [QUERY]
    if kind == "sign":
        return ["positive" if raw[0] == "+" else "negative"]
    if kind in ("number", "part", "rate", "mark"):
        return [raw.replace(" ", "")] if raw != "\n" else [raw]
    word = fold(raw.translate(_QUOTES)) if kind == "word" else fold(raw).replace(".", "").translate(_JOINTS)
    if kind == "slashed" and word not in short:
        return [part for letter in word.split("/") for part in short.get(letter, letter).split()]
    return _word(word, short)


def _word(word: str, short: Mapping[str, str]) -> list[str]:
    if word in short:
        return short[word].split()
    found = _NOT.fullmatch(word)
    if found and ("'" in word or word in _BARE_NOT or len(found[1]) > 2):
        return _SOLO.get(found[1], f"{found[1]} not").split()
    word = _ENDING.sub("", word).replace("'", "")
    return short.get(word, word).split() or [word]


def _token(word: str, kind: str, start: int, end: int, variants: Mapping[str, str]) -> Token:
    named = "word" if kind in ("query", "sign", "dotted", "slashed") else kind
    return Token(word, home(word, variants) if named == "word" else word, start, end, named)


def home(word: str, variants: Mapping[str, str]) -> str:
    """The stem under which the lexicon knows a word."""
    known = variants.get(word)
    if known is not None:
        return known
    cut = stem(word)
    return variants.get(cut, cut)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without its endings; what is cut is the same for all its forms, and need not be a word."""
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, shortest in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= shortest and not rest.endswith("e") and _VOWELS & set(rest):
            word = rest
            break
    return _last(word)


def _last(word: str) -> str:
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if word.endswith("i"):
        word = word[:-1] + "y"
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]
    return word
