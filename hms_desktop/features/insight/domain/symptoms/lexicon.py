"""The lexicon as a reader uses it: phrases in a tree of stems, so that a text is looked through once.

A phrase is words; `a|b` is either, `(a)` may be missing, `~` stands for up to two other words. Words that say nothing
(«my», «very») may stand anywhere in the text and be missing from it, unless `=` says that they belong to the phrase.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hms_desktop.features.insight.domain.symptoms.tokens import Token, home

GAP: Final = "~"
WIDEST_GAP: Final = 2
_SHORTEST_SLIP: Final = 5


@dataclass(frozen=True)
class Label:
    """What a phrase means. `kind` says which part of the lexicon it is of."""

    kind: str
    name: str
    says_no: bool = False
    shares_words: bool = False
    """Whether parts (pain, place) may use the same words: «chest pain at rest»."""


@dataclass
class Node:
    """A step in the tree."""

    next: dict[str, Node] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)


@dataclass(frozen=True)
class Match:
    """A phrase found: the places of its first and last token, all its tokens, and its meanings."""

    tokens: tuple[int, ...]
    labels: tuple[Label, ...]

    @property
    def first(self) -> int:
        return self.tokens[0]

    @property
    def last(self) -> int:
        return self.tokens[-1]

    @property
    def is_close(self) -> bool:
        """Whether no other word stands between its words."""
        return self.last - self.first < len(self.tokens)


class Lexicon:
    """Built once from the model's file; looks words up and finds phrases."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        """`said` is the file as parsed."""
        self.short: Mapping[str, str] = said["short"]
        self.variants: dict[str, str] = {}
        for name, others in said["words"].items():
            known = home(name, {})
            self.variants |= {other: known for other in (name, *others)}
        for other, known in tuple(self.variants.items()):
            self.variants.setdefault(home(other, {}), known)
        self.light = frozenset(home(word, self.variants) for word in said["light"])
        self.painful = frozenset(said["painful"])
        self.kin = frozenset(said["kin"])
        self.ever = frozenset(said["ever"])
        self.antecedents = frozenset(said["antecedents"])
        self.infections = frozenset(said["infections"])
        self.sided = frozenset(said["sided"])
        self.entails: Mapping[str, Sequence[str]] = said["entails"]
        self.phrases, self.parts, self.family = Node(), Node(), Node()
        for kind, entries in said["phrases"].items():
            tree = {"evidence": self.phrases, "ignored": self.phrases, "family": self.family}.get(kind, self.parts)
            for name, phrases in entries.items():
                for phrase in phrases:
                    self._plant(tree, kind, name, phrase)
        self._vocabulary = sorted({word for word in self._stems() if len(word) >= _SHORTEST_SLIP - 1})
        self._known = frozenset(self._stems()) | {home(word, self.variants) for word in said["plain"]}
        self._slips: dict[str, str] = {}

    def spelled(self, token: Token) -> Token:
        """The token as it was meant, when it is a slip of the pen of one word that we know."""
        word = token.stem
        if len(word) < _SHORTEST_SLIP - 1 or len(token.word) < _SHORTEST_SLIP or word in self._known:
            return token
        if word not in self._slips:
            if len(self._slips) > 4096:
                self._slips.clear()
            self._slips[word] = self._meant(word)
        return Token(token.word, self._slips[word], token.start, token.end, token.kind)

    def is_slip(self, token: Token) -> bool:
        """Whether it was read as another word than it is."""
        return self._slips.get(home(token.word, self.variants), token.stem) != home(token.word, self.variants)

    def matches(self, tree: Node, tokens: Sequence[Token], barred: Collection[int] = ()) -> list[Match]:
        """Phrases in a text, the longest first where two would share a word; barred words are as if they were not."""
        found: list[Match] = []
        stream = [
            ("", False) if at in barred else (token.stem, token.kind == "word" and token.stem in self.light)
            for at, token in enumerate(tokens)
        ]
        for at in range(len(stream)):
            found.extend(one for one in _from(tree, stream, at) if one.is_close or one.labels[0].kind != "ignored")
        found.sort(key=lambda one: (-len(one.tokens), one.first, -one.last))
        return found

    def _meant(self, word: str) -> str:
        allowed = 1 if len(word) < 8 else 2
        near = process.extract(
            word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed, processor=None, limit=6
        )
        fitting = [one for one, distance, _ in near if one[0] == word[0] and (distance < 2 or len(one) > 7)]
        return fitting[0] if fitting else word

    def _plant(self, tree: Node, kind: str, name: str, phrase: str) -> None:
        bare = phrase.lstrip("!+=")
        marks = phrase[: len(phrase) - len(bare)]
        label = Label(kind, name, "!" in marks, "+" in marks)
        for words in product(*(_choices(part) for part in bare.split())):
            apart = [one for word in words for one in word.split("_") if one]
            stems = [home(word, self.variants) if word != GAP else GAP for word in apart]
            telling = [one for one in stems if one not in self.light]
            self._grow(tree, stems, label)
            if "=" not in marks and len(telling) - telling.count(GAP) > 1:
                self._grow(tree, telling, label)

    def _grow(self, node: Node, stems: Sequence[str], label: Label) -> None:
        for one in stems:
            node = node.next.setdefault(one, Node())
        if stems and label not in node.labels:
            node.labels.append(label)

    def _stems(self) -> Iterator[str]:
        unread = [self.phrases, self.parts, self.family]
        while unread:
            node = unread.pop()
            yield from node.next
            unread.extend(node.next.values())


def _choices(part: str) -> list[str]:
    if part.startswith("("):
        return ["", *part.strip("()").split("|")]
    return part.split("|")


def _from(tree: Node, stream: Sequence[tuple[str, bool]], at: int) -> Iterator[Match]:
    """All phrases that begin at one word. Silent words of the text may stand between those of a phrase."""
    unread: list[_Step] = [(tree, at, (), 0)]
    seen = set()
    while unread:
        node, here, taken, gap = unread.pop()
        if (id(node), here, gap) in seen:
            continue
        seen.add((id(node), here, gap))
        if node.labels and taken and not gap:
            yield Match(taken, tuple(node.labels))
        if GAP in node.next:
            unread.append((node.next[GAP], here, taken, WIDEST_GAP + 1))
        if here == len(stream):
            continue
        word, is_light = stream[here]
        if word in node.next:
            unread.append((node.next[word], here + 1, (*taken, here), 0))
        if taken and is_light:
            unread.append((node, here + 1, taken, gap))
        elif gap > 1 and word.isalnum() and word not in _BARRED:
            unread.append((node, here + 1, taken, gap - 1))


_Step = tuple[Node, int, tuple[int, ...], int]
_BARRED: Final = frozenset({"not", "no", "never", "without", "and", "or", "but", "deny"})
