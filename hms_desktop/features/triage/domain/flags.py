"""Red flags: written rules that raise the urgency, each with the public principle that it follows. Nothing lowers them.

A rule is found by words in order with at most two others between them, a slip of the pen allowed,
 a denied word never.
They are decided apart from any model, and `raised` is the only way in which the two meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hms_desktop.features.triage.domain.flag_rules import RULES, Rule
from hms_desktop.features.triage.domain.kinds import Kind, Urgency, Who, sooner
from hms_desktop.features.triage.domain.words import Token, Told

_BETWEEN: Final = 2
_QUIET: Final = frozenset(
    {"a", "an", "the", "of", "is", "are", "was", "my", "his", "her", "very", "so", "to", "and", "in", "on"}
)


@dataclass(frozen=True)
class Flag:
    """A rule that holds for somebody, and by which words."""

    says: str
    source: str
    urgency: Urgency
    kind: Kind | None
    words: str


def flags_in(told: Told, who: Who) -> tuple[Flag, ...]:
    """The red flags of this problem, the most urgent first."""
    text = _Text(told.tokens)
    found = []
    for rule in RULES:
        words = _held(rule, text, who)
        if words is not None:
            found.append(Flag(rule.says, rule.source, rule.urgency, rule.kind, words))
    return tuple(sorted(found, key=lambda flag: list(Urgency).index(flag.urgency)))


def raised(urgency: Urgency | None, flags: Iterable[Flag]) -> Urgency | None:
    """The urgency that is shown: never less than a flag demands, whatever anything else says."""
    for flag in flags:
        urgency = flag.urgency if urgency is None else sooner(urgency, flag.urgency)
    return urgency


def _held(rule: Rule, text: _Text, who: Who) -> str | None:
    """The words by which a rule holds, empty when it is the age alone; None when it does not hold."""
    if not _fits(rule, who):
        return None
    seen: list[str] = []
    for group in rule.needs:
        hit = next((words for phrase in group if (words := text.match(_asked(phrase)))), "")
        if not hit:
            return None
        seen.append(hit)
    return ", ".join(dict.fromkeys(seen))


def _fits(rule: Rule, who: Who) -> bool:
    if rule.sex and who.sex not in (rule.sex, "unknown"):
        return False
    if who.days is None:
        return rule.needs != () and not rule.needs_age
    return rule.from_days <= who.days < rule.to_days


class _Text:
    """A problem's words as the rules spell them, and which of the rules' words are among them."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._spelled = tuple(_spelled(token.word) for token in tokens)
        self._by_word = _by_word(tokens, self._spelled)
        self._places: dict[tuple[str, ...], frozenset[int]] = {}

    def match(self, asked: tuple[tuple[str, ...], ...]) -> str:
        """The words of the text that are the phrase's, or nothing."""
        for options in asked:
            if not self._at(options):
                return ""
        for start in sorted(self._at(asked[0])):
            end = self._end(start, asked)
            if end:
                return " ".join(token.word for token in self._tokens[start:end])
        return ""

    def _end(self, start: int, asked: tuple[tuple[str, ...], ...]) -> int:
        """Where the phrase that begins here ends, or nought."""
        between, hit = 0, 1
        for at in range(start + 1, len(self._tokens)):
            if hit == len(asked):
                return at
            if at in self._at(asked[hit]):
                hit, between = hit + 1, 0
            elif self._spelled[at] not in _QUIET:
                between += 1
            if between > _BETWEEN:
                return 0
        return len(self._tokens) if hit == len(asked) else 0

    def _at(self, options: tuple[str, ...]) -> frozenset[int]:
        """Where one of these stands and is not denied."""
        if options not in self._places:
            self._places[options] = frozenset(at for option in options for at in self._by_word.get(option, ()))
        return self._places[options]


def _by_word(tokens: tuple[Token, ...], spelled: tuple[str, ...]) -> dict[str, list[int]]:
    """The rules' words, whole and beginnings, that are in this text → where; what is denied is nowhere."""
    found: dict[str, list[int]] = {}
    stems = _stems()
    for at, (token, word) in enumerate(zip(tokens, spelled, strict=True)):
        if not token.is_denied:
            begun = (f"{word[:end]}*" for end in range(1, len(word) + 1) if word[:end] in stems)
            for key in (word, *begun):
                found.setdefault(key, []).append(at)
    return found


@lru_cache(maxsize=2048)
def _asked(phrase: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.split("|")) for word in phrase.split())


@lru_cache(maxsize=4096)
def _spelled(word: str) -> str:
    """The word, or the one of the rules that it was meant to be."""
    if len(word) < 4 or word in _all_words() or any(word[:end] in _stems() for end in range(1, len(word))):
        return word
    allowed = 1 if len(word) < 9 else 2
    near = process.extractOne(word, _whole(), scorer=OSA.distance, score_cutoff=allowed, processor=None)
    return str(near[0]) if near and near[0][0] == word[0] else word


@lru_cache(maxsize=1)
def _whole() -> tuple[str, ...]:
    """The words of the rules that are long enough to be misspelled, their beginnings («pregnan*») spelled out."""
    words = {word for word in _all_words() if not word.endswith("*") and len(word) > 4}
    return tuple(sorted(words | _MEANT))


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    return frozenset(word[:-1] for word in _all_words() if word.endswith("*"))


@lru_cache(maxsize=1)
def _all_words() -> frozenset[str]:
    phrases = (phrase for rule in RULES for group in rule.needs for phrase in group)
    return frozenset(word for phrase in phrases for part in _asked(phrase) for word in part)


_MEANT: Final = frozenset(
    {"suicidal", "suicide", "pregnant", "vomiting", "convulsion", "unconscious", "bleeding", "breathing", "poisoned",
     "swollen", "sweating", "collapsed", "drowsy", "confused", "testicle", "chemotherapy", "contractions", "drooping"}
)  # fmt: skip
