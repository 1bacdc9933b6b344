"""A model's card taken apart: heads, paragraphs, points, tables.

Its text is shown and never obeyed, so what marks it up goes and the words stay. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_HIDDEN: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKS: Final = re.compile(r"\*\*|`")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\(([^)\s]*)\)")
_HEAD: Final = re.compile(r"^(#{1,6})\s+(.*)$")
_POINT: Final = re.compile(r"^\s*(?:[-*]|\d+\.)\s+(.*)$")
_RULE: Final = re.compile(r"^\|?[\s:|-]+\|?$")
_FENCE: Final = "```"


class Part(StrEnum):
    """What a block of a card is."""

    TITLE = "title"
    HEAD = "head"
    TEXT = "text"
    POINT = "point"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One of them; `rows` are a table's, its head first."""

    part: Part
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(card: str) -> tuple[Block, ...]:
    """The whole card in order."""
    found: list[Block] = []
    for block in _raw(_HIDDEN.sub("", card).splitlines()):
        last = found[-1] if found else None
        if last is not None and block.part is Part.TABLE and last.part is Part.TABLE:
            found[-1] = Block(Part.TABLE, rows=last.rows + block.rows)
        elif last is not None and _goes_on(last, block):
            found[-1] = Block(last.part, f"{last.text} {block.text}".strip())
        else:
            found.append(block)
    return tuple(block for block in found if block.text or block.rows)


def _raw(lines: list[str]) -> Iterator[Block]:
    """A block for each line; an empty one ends what went on."""
    code: list[str] | None = None
    for line in lines:
        if line.strip().startswith(_FENCE):
            if code is not None:
                yield Block(Part.CODE, "\n".join(code))
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        else:
            yield from _of(line)
    if code:
        yield Block(Part.CODE, "\n".join(code))


def _of(line: str) -> Iterator[Block]:
    head, point = _HEAD.match(line), _POINT.match(line)
    if head:
        yield Block(Part.TITLE if len(head[1]) == 1 else Part.HEAD, plain(head[2]))
    elif line.lstrip().startswith("|"):
        if not _RULE.match(line.strip()):
            yield Block(Part.TABLE, rows=(tuple(plain(cell) for cell in line.strip().strip("|").split("|")),))
    elif point:
        yield Block(Part.POINT, plain(point[1]))
    else:
        yield Block(Part.TEXT, plain(line))


def _goes_on(last: Block, block: Block) -> bool:
    """A line that belongs to the paragraph or the point above it."""
    return block.part is Part.TEXT and bool(block.text) and bool(last.text) and last.part in (Part.TEXT, Part.POINT)


def plain(text: str) -> str:
    """Without its marks; a link keeps its words and says where it leads."""
    return _MARKS.sub("", _LINK.sub(_spelt, text)).strip()


def _spelt(link: re.Match[str]) -> str:
    words, place = link[1].strip(), link[2].strip()
    return place if words in ("", place) else f"{words} ({place})"
