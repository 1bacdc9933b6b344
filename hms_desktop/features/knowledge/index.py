"""Search over ICD-10-CM: the public codes out of the installed wheel, and the words of ours that lead to them.

An inverted index in memory, built when it is first asked for (about a third of a second); nothing is written to
disk. The tabular list is read from the wheel's files directly: importing the wheel builds objects not needed here.
"""

from __future__ import annotations

import gc
import math
import re
import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hms_desktop.features.knowledge.domain.codes import (
    CodeRow,
    Phrases,
    Synonym,
    ancestors,
    as_code,
    dotted,
    phrases_of,
    plain,
    weight,
    words,
)
from hms_desktop.kernel.paths import program_folder

_NODES: Final = re.compile(
    r"<name>([^<]*)</name>\s*<desc>([^<]*)</desc>|<inclusionTerm>\s*(.*?)</inclusionTerm>"
    r"|<sevenChrDef>\s*(.*?)</sevenChrDef>",
    re.DOTALL,
)
_BARRED: Final = re.compile(r"<name>([^<]*)</name>|</diag>|<excludes1>(.*?)</excludes1>", re.DOTALL)
_NOTE: Final = re.compile(r"<note>([^<]*)</note>")
_SEVENTH: Final = re.compile(r'<extension char="(.)">([^<]*)</extension>')
_LEAVES: Final = 3
_MENTIONED: Final = re.compile(r"([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]*)?)(?:\.?-([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]+)?)?)?")
_PUNCTUATION: Final = bytes.maketrans(b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", b" " * 32)
_COMMON: Final = 1500
_MOST: Final = 3000


class CodeBook:
    """The codes in the order of the book. It holds public data only and does not change once it is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: list[str] = []
        self._titles: list[str] = []
        self._chapters: list[tuple[int, str]] = []
        self._sevenths: dict[str, dict[str, str]] = {}
        self._texts = self._read()
        self._at = {name: at for at, name in enumerate(self._names)}
        self._listed = [*self._file("code-list-*.txt").read_text("utf-8").split(), ""]  # an empty one ends each walk
        self._place = {bare: at for at, bare in enumerate(self._listed) if bare}  # the last: see `is_leaf`

    def _read(self) -> list[tuple[int, str]]:
        """Names and titles, and every text that leads to one of them."""
        text = self._file("icd10c-tabular-*.xml").read_bytes().decode()
        texts: list[tuple[int, str]] = []
        for name, title, included, seventh in _NODES.findall(text):
            if name:
                self._add(name, unescape(title))
                texts.append((len(self._names) - 1, title))
            elif included:
                texts += [(len(self._names) - 1, note) for note in _NOTE.findall(included)]
            elif seventh:
                self._sevenths[self._names[-1]] = dict(_SEVENTH.findall(seventh))
        return [(at, said) for at, said in texts if not self._names[at].isdigit()]

    def _add(self, name: str, title: str) -> None:
        if name.isdigit():
            self._chapters.append((len(self._names), title))
        self._names.append(name)
        self._titles.append(title)

    def _file(self, pattern: str) -> Path:
        return max(self._folder.glob(pattern))

    def title(self, code: str) -> str:
        """The code's title with the meaning of its seventh character, or an empty one when there is no such code."""
        at = self._at.get(code)
        if at is not None:
            return self._titles[at]
        base = code[:-1].rstrip("X").rstrip(".")
        if len(code) != 8 or code.replace(".", "") not in self._place or base not in self._at:
            return ""
        return f"{self._titles[self._at[base]]}, {self._seventh(base).get(code[-1], '')}"

    def _seventh(self, code: str) -> dict[str, str]:
        return next((self._sevenths[name] for name in (code, *ancestors(code)) if name in self._sevenths), {})

    def is_leaf(self, code: str) -> bool:
        """Whether the code may stand on a bill: it exists and nothing is below it.

        A section may be called as its only code («B20»), so of two equal lines the last is the code.
        """
        bare = code.replace(".", "")
        at = self._place.get(bare, -1)
        return at >= 0 and not self._listed[at + 1].startswith(bare)

    def children(self, code: str) -> tuple[str, ...]:
        """The codes right below this one; below the last of the book, those with a seventh character."""
        bare = code.replace(".", "")
        at = self._place.get(bare, -1)
        if at < 0 or "-" in bare:
            return ()
        found: list[str] = []
        while self._listed[at := at + 1].startswith(bare):
            line = self._listed[at]
            if not found or not line.startswith(found[-1]):
                found.append(line)
        return tuple(dotted(line) for line in found)

    def leaves(self, code: str, most: int = _LEAVES) -> tuple[str, ...]:
        """Codes below this one that may stand on a bill, the unspecified and the first encounter ahead."""
        found: list[str] = []
        waiting = [code]
        while waiting and len(found) < most:
            below = sorted(self.children(waiting.pop(0)), key=self._usual)
            for child in below:
                (found if self.is_leaf(child) else waiting).append(child)
        return tuple(found[:most])

    def _usual(self, code: str) -> tuple[bool, bool]:
        return not (len(code) == 8 and code[-1] == "A"), "unspecified" not in self.title(code).lower()

    def chapter(self, code: str) -> str:
        """The chapter that holds the code."""
        name = next((name for name in (code, *ancestors(code)) if name in self._at), "")
        at = bisect_left(self._chapters, (self._at.get(name, -1), "\U0010ffff")) - 1
        return self._chapters[at][1] if at >= 0 else ""

    def excludes1(self, code: str) -> tuple[str, ...]:
        """What the book says must never be coded beside this code, said at the code or at one above it."""
        notes = (note for name in (code, *ancestors(code)) for note in self._barred.get(name, ()))
        return tuple(dict.fromkeys(notes))

    @cached_property
    def _barred(self) -> dict[str, list[str]]:
        """Code to its notes, read at the first question. What stands after a code's end is a section's, not its own."""
        found: dict[str, list[str]] = {}
        name = ""
        for said, block in _BARRED.findall(self._file("icd10c-tabular-*.xml").read_text("utf-8")):
            if block and name:
                found.setdefault(name, []).extend(unescape(note) for note in _NOTE.findall(block))
            elif not block:
                name = said
        return found

    def excluded_by(self, code: str, other: str) -> tuple[str, ...]:
        """The notes at either of two codes that bar the other one: words for a warning, empty when there are none."""
        pairs = ((code, other), (other, code))
        return tuple(note for one, two in pairs for note in self.excludes1(one) if _mentions(note, two))


class CodeIndex(CodeBook):
    """The codes and their search. It holds public data only and does not change once it is built."""

    def __init__(self, folder: Path, phrases: Phrases) -> None:
        self._phrases = phrases
        was_on = gc.isenabled()
        gc.disable()  # half a million small objects that all stay: collecting meanwhile doubles the time
        try:
            super().__init__(folder)
            self._post, self._rows, self._lengths = _inverted(self._texts)
        finally:
            if was_on:
                gc.enable()
        self._many = {word: frozenset(ids) for word, ids in self._post.items() if len(ids) > _COMMON}
        self._by_word: dict[str, list[Synonym]] = defaultdict(list)
        for synonym in phrases.synonyms:
            for word in synonym.words:
                self._by_word[word].append(synonym)
        self._spelled = sorted({*self._post, *self._by_word, *phrases.expansions})
        self._by_size: dict[int, list[str]] = defaultdict(list)
        for word in self._spelled:
            if len(word) > 3 and word.isalpha():
                self._by_size[len(word)].append(word)

    def search(self, text: str, most: int = 20) -> tuple[CodeRow, ...]:
        """The codes for what was typed, best first. A text that says nothing has no rows; no text is an error."""
        scores: dict[str, float] = {}
        matched: dict[str, str] = {}
        for rank, name in enumerate(self._spelled_code(text)):
            scores[name] = 5000.0 - rank
        asked = self._corrected(words(text), text)
        if asked:
            for score, code, phrase in self._by_synonym(asked):
                if score > scores.get(code, 0):
                    scores[code], matched[code] = score, phrase
            for code, score in self._by_title(self._expanded(asked)):
                if score > scores.get(code, 0):
                    scores[code] = score
                    matched.pop(code, None)
        best = sorted(scores, key=lambda code: (-scores[code], len(code), code))[: most * 2]
        return tuple(self._row(code, matched.get(code, "")) for code in self._with_leaves(best, most))

    def _spelled_code(self, text: str) -> tuple[str, ...]:
        code = as_code(text)
        if not code:
            return ()
        if self.title(code):
            return (code, *self.leaves(code, 12))
        return tuple(name for name in self._names[bisect_left(self._names, code[:3]) :] if name.startswith(code))[:12]

    def _with_leaves(self, best: Iterable[str], most: int) -> list[str]:
        found: dict[str, None] = {}
        for code in best:
            if len(found) >= most:
                break
            found[code] = None
            if not self.is_leaf(code):
                found.update(dict.fromkeys(self.leaves(code, 1 if self._seventh(code) else _LEAVES)))
        return list(found)[:most]

    def _row(self, code: str, phrase: str) -> CodeRow:
        return CodeRow(
            code=code,
            title=self.title(code),
            is_billable=self.is_leaf(code),
            chapter=self.chapter(code),
            matched=phrase,
        )

    def _corrected(self, typed: tuple[str, ...], text: str) -> tuple[frozenset[str], ...]:
        """For each word typed, the words it may stand for: itself, what it begins, or the nearest in spelling."""
        last = len(typed) - 1
        found = []
        for at, word in enumerate(typed):
            known = word in self._post or word in self._by_word or word in self._phrases.expansions
            options = {word} if known else set()
            if (at == last and not text.endswith(" ") and len(word) > 2) or not known:
                options |= set(self._begun(word)) if len(word) > 1 else set()
            if not options:
                options = set(self._near(word))
            found.append(frozenset(options))
        kept = [options for options in found if options]
        return tuple(kept) if len(kept) * 2 >= len(found) else ()

    def _begun(self, word: str) -> list[str]:
        at = bisect_left(self._spelled, word)
        found = []
        for other in self._spelled[at : at + 40]:
            if not other.startswith(word):
                break
            found.append(other)
        return found

    def _near(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        allowed = 1 if len(word) < 7 else 2
        near: list[tuple[int, bool, int, str]] = []
        for size in range(len(word) - allowed, len(word) + allowed + 1):
            choices = self._by_size.get(size, [])
            for other, far, _ in process.extract(
                word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=6, processor=None
            ):
                known = len(self._post.get(other, ())) + 20 * len(self._by_word.get(other, ()))
                near.append((int(far), other[0] != word[0], -known, other))
        near.sort()
        return [other for far, strange, _, other in near if (far, strange) == near[0][:2]][:3]

    def _expanded(self, asked: tuple[frozenset[str], ...]) -> tuple[frozenset[str], ...]:
        """Short words spelled out («oa» is osteoarthritis), for the titles say nothing short."""
        found: list[frozenset[str]] = []
        for options in asked:
            long = [self._phrases.expansions[word] for word in sorted(options) if word in self._phrases.expansions]
            if long and len(options) == 1:
                found += [frozenset((word,)) for word in long[0]]
            else:
                found.append(options | {parts[0] for parts in long if len(parts) == 1})
        return tuple(dict.fromkeys(found))

    def _by_synonym(self, asked: tuple[frozenset[str], ...]) -> Iterator[tuple[float, str, str]]:
        """Codes of the phrases that are wholly in what was typed, or that what was typed begins."""
        near = {id(one): one for options in asked for word in sorted(options) for one in self._by_word.get(word, ())}
        for one in near.values():
            hit = [bool(options & one.words) for options in asked]
            covered = sum(any(word in options for options in asked) for word in one.words)
            if covered == len(one.words):
                yield from self._whole(one, asked, hit)
            elif all(hit):
                base = 520.0 + 200.0 * covered / len(one.words)
                yield from ((base - rank, code, one.phrase) for rank, code in enumerate(one.codes))

    def _whole(
        self, one: Synonym, asked: tuple[frozenset[str], ...], hit: list[bool]
    ) -> Iterator[tuple[float, str, str]]:
        left = [options for options, is_hit in zip(asked, hit, strict=True) if not is_hit]
        share = sum(hit) / len(asked)
        exact = all(len(options) == 1 for options in asked)
        base = (1000.0 if exact else 960.0) if not left else 250.0 + 350.0 * share
        for rank, code in enumerate(one.codes):
            yield base - rank, code, one.phrase
            if not left or rank > 3:
                continue
            for name, title in self._below(code[:5].rstrip("0.") if len(code) > 5 else code[:3]):
                told = set(words(title))
                told_left = sum(bool(options & told) for options in left) / len(left)
                if told_left:
                    bonus = 300.0 * told_left * (0.9 if rank else 1.0)
                    yield base + bonus - rank - len(told) / 2 - (0 if name.startswith(code) else 2), name, one.phrase

    def _below(self, code: str) -> Iterator[tuple[str, str]]:
        at = self._at.get(code, self._at.get(code[:3], len(self._names)))
        top = self._names[at] if at < len(self._names) else "?"
        while at < len(self._names) and self._names[at].startswith(top):
            yield self._names[at], self._titles[at]
            at += 1

    def _by_title(self, asked: tuple[frozenset[str], ...]) -> Iterator[tuple[str, float]]:
        """Codes whose title or included term holds the words, weighed by how telling each word is."""
        size = len(self._rows)
        sums: dict[int, float] = {}
        hits: dict[int, int] = {}
        telling = []
        for options in asked:
            known = [word for word in options if word in self._post]
            count = sum(len(self._post[word]) for word in known)
            telling.append((count or size, math.log(1 + size / (count or 2)), known))
        telling.sort(key=lambda item: item[0])
        total = sum(value for _, value, _ in telling)
        for count, value, known in telling:
            for row in self._rows_of(known, count, sums):
                sums[row] = sums.get(row, 0.0) + value
                hits[row] = hits.get(row, 0) + 1
        flat = frozenset(word for options in asked for word in options)
        floor = 0.55 * max(sums.values(), default=0)
        for row, got in sums.items():
            if got < floor:
                continue
            name = self._names[self._rows[row]]
            share = got / total
            score = 620.0 * share**2 * (0.55 + 0.45 * hits[row] / max(self._lengths[row], hits[row]))
            score *= weight(name, self._titles[self._rows[row]], flat)
            yield name, score * (1.25 if name in self._phrases.pinned else 1.0)

    def _rows_of(self, known: list[str], count: int, sums: dict[int, float]) -> Iterable[int]:
        """The rows of a word; for a very usual one only those that a rarer word has found already."""
        if count > _COMMON and sums:
            if len(sums) > _MOST:
                return ()
            usual = [self._many.get(word) or frozenset(self._post[word]) for word in known]
            return [row for row in sums if any(row in ids for ids in usual)]
        if len(known) == 1:
            return self._post[known[0]][:_MOST]
        return {row for word in known for row in self._post[word][:_MOST]}


def _inverted(texts: list[tuple[int, str]]) -> tuple[dict[str, list[int]], list[int], list[int]]:
    """Word to rows, row to code, row to its number of words."""
    flat = "\n".join(said for _, said in texts).lower().encode().translate(_PUNCTUATION).decode()
    raw: dict[str, list[int]] = defaultdict(list)
    lengths = []
    for row, line in enumerate(flat.split("\n")):
        said = set(line.split())
        lengths.append(len(said))
        for word in said:
            raw[word].append(row)
    post: dict[str, list[int]] = {}
    for word, rows in raw.items():
        key = plain(word)
        post[key] = sorted({*post[key], *rows}) if key in post else rows
    return post, [at for at, _ in texts], lengths


def _mentions(note: str, code: str) -> bool:
    for low, high in _MENTIONED.findall(note):
        if high and low[:3] <= code[:3] <= high[:3]:
            return True
        if not high and code.startswith(low.rstrip(".")):
            return True
    return False


def open_index() -> CodeIndex:
    """The index over the installed codes and the pack's words. It takes a third of a second: not on the UI's thread."""
    spec = find_spec("simple_icd_10_cm")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the wheel simple_icd_10_cm is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "data"
    pack = program_folder("resources") / "knowledge" / "icd"
    said = tomllib.loads((pack / "synonyms.toml").read_text("utf-8"))
    return CodeIndex(folder, phrases_of(said, tomllib.loads((pack / "pinned.toml").read_text("utf-8"))))
