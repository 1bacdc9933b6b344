"""The book of ICD-10-CM out of the installed wheel: its codes, titles, order, leaves, and what bars what.

The wheel's files are read directly, because importing the wheel builds objects not needed here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from html import unescape
from pathlib import Path
from typing import Final

from hms_desktop.features.knowledge.domain.codes import ancestors, dotted

_NODES: Final = re.compile(
    r"<name>([^<]*)</name>\s*<desc>([^<]*)</desc>|<inclusionTerm>\s*(.*?)</inclusionTerm>"
    r"|<sevenChrDef>\s*(.*?)</sevenChrDef>",
    re.DOTALL,
)
_NOTE: Final = re.compile(r"<note>([^<]*)</note>")
_SEVENTH: Final = re.compile(r'<extension char="(.)">([^<]*)</extension>')
LEAVES: Final = 3
_MENTIONED: Final = re.compile(r"([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]*)?)(?:\.?-([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]+)?)?)?")


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

    def leaves(self, code: str, most: int = LEAVES) -> tuple[str, ...]:
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
        text = self._file("icd10c-tabular-*.xml").read_text("utf-8")
        notes: list[str] = []
        for name in (code, *ancestors(code)):
            start = text.find(f"<name>{name}</name>")
            if start < 0:
                continue
            end = min(at for at in (text.find("<diag>", start), text.find("</diag>", start)) if at >= 0)
            for block in re.findall(r"<excludes1>(.*?)</excludes1>", text[start:end], re.DOTALL):
                notes += [unescape(note) for note in _NOTE.findall(block)]
        return tuple(dict.fromkeys(notes))

    def excluded_by(self, code: str, other: str) -> tuple[str, ...]:
        """The notes at either of two codes that bar the other one: words for a warning, empty when there are none."""
        pairs = ((code, other), (other, code))
        return tuple(note for one, two in pairs for note in self.excludes1(one) if _mentions(note, two))


def _mentions(note: str, code: str) -> bool:
    for low, high in _MENTIONED.findall(note):
        if high and low[:3] <= code[:3] <= high[:3]:
            return True
        if not high and code.startswith(low.rstrip(".")):
            return True
    return False
