"""A paper as data: blocks in order, in a language, on a page. What is printed is for a feature to decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Paper(StrEnum):
    """The sizes that the house prints on."""

    A4 = "A4"
    A5 = "A5"


@dataclass(frozen=True)
class Heading:
    """A line that says what follows."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; `quiet` for what need not be read first."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and values, one pair a line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under a head that every page repeats. `shares` divide the width; columns in `right` are aligned there."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Code:
    """Lines to be copied letter by letter: large, of one width, numbered, with a box to tick each off."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on, each with what is to be written there."""

    captions: tuple[str, ...]


Block = Heading | Paragraph | Facts | Table | Code | Signatures


@dataclass(frozen=True)
class Document:
    """A whole paper. `copy` is 0 for the original and n for the n-th copy, and every page says so."""

    title: str
    letterhead: str
    blocks: tuple[Block, ...]
    footer: str = ""
    language: str = "en"
    paper: Paper = Paper.A4
    copy: int = 0
