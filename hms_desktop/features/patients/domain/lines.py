"""A foreign file's bytes as lines and records: encoding, separator, quotes; as they come, and past any bad line.

The csv module alone would let one quote that is never closed swallow the rest of a file. So records are cut here first,
a quoted one may span few lines only, and what is broken is told by its line while the next line is read anew.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hms_desktop.kernel.errors import Invalid

HEAD_BYTES: Final = 256 * 1024
"""As much of a file as is looked at before it is read."""

LONGEST_RECORD: Final = 20_000
"""Signs in one record: more than any patient's particulars have."""

MOST_LINES: Final = 20
"""Lines that a quoted record may span, as an address or a note does."""

SEPARATORS: Final = (",", ";", "\t", "|")
_LATER: Final = ("cp1252", "latin-1")
_BINARY: Final = (
    (b"PK\x03\x04", "a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old workbook"),
    (b"%PDF", "a PDF"),
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no record, and why."""

    line: int
    sentence: str


Record = tuple[int, list[str]]


def encoding_of(head: bytes) -> str:
    """How the text is encoded, by its mark, else by what fits; a file that is no text is refused."""
    for start, kind in _BINARY:
        if head.startswith(start):
            raise Invalid({"file": "This is {kind}, not a text file: save it as CSV first"}, kind=kind)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        return _wide(head)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return next(name for name in _LATER if _decodes(head, name))
    return "utf-8"


def _wide(head: bytes) -> str:
    """UTF-16 without its mark has every second byte zero; other zeros are of no text."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 3 < len(head) or min(even, odd) * 10 > len(head):
        if head.count(0) * 100 < len(head) and _decodes(head, "utf-8"):
            return "utf-8"
        raise Invalid({"file": "This is not a text file"})
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(head: bytes, name: str) -> bool:
    try:
        head.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def text_of(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The file's text piece by piece; bytes that are no letter become U+FFFD, which the records are searched for."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)


def lines_of(texts: Iterable[str]) -> Iterator[str]:
    """Lines without their ends, whichever of the three kinds these are; a line is cut after LONGEST_RECORD signs."""
    rest = ""
    for text in texts:
        whole = rest + text
        held = "\r" if whole.endswith("\r") else ""
        whole = whole[: len(whole) - len(held)].replace("\r\n", "\n").replace("\r", "\n")
        *lines, rest = whole.split("\n")
        yield from lines
        if len(rest) > 2 * LONGEST_RECORD:
            rest = rest[: LONGEST_RECORD + 1]  # too long already, and remembered as such
        rest += held
    if rest:
        yield rest.removesuffix("\r")


def records(lines: Iterable[str], separator: str) -> Iterator[Record | Broken]:
    """Records with the number of their first line; empty lines are passed over."""
    source = _Source(lines)
    while (line := source.next()) is not None:
        number = source.number
        if not line.strip():
            continue
        if len(line) > LONGEST_RECORD:
            yield Broken(number, "This line is longer than a patient's particulars can be")
            continue
        text = line if line.count('"') % 2 == 0 else _closed(source, line, separator)
        if text is None:
            yield Broken(number, "A quotation mark is opened and not closed")
        elif "\x00" in text:
            yield Broken(number, "There are signs in it that are no text")
        elif "\ufffd" in text:
            yield Broken(number, "Letters in it cannot be read: the file has another encoding there")
        else:
            yield number, _cells(text, separator)


def _cells(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return text.split(separator)
    return next(csv.reader((text,), delimiter=separator))


class _Source:
    """Lines that can be put back, with the number of the one read last."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self.number = 0

    def next(self) -> str | None:
        self.number += 1
        return self._back.popleft() if self._back else next(self._lines, None)

    def put_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def _closed(source: _Source, first: str, separator: str) -> str | None:
    """The whole record of a line that opens a quotation; None, and the lines put back, when it is never closed."""
    more: list[str] = []
    while len(more) < MOST_LINES:
        line = source.next()
        if line is None:
            source.number -= 1
            break
        more.append(line)
        if line.count('"') % 2:
            text = "\n".join((first, *more))
            if len(text) <= LONGEST_RECORD and _is_whole(text, separator):
                return text
            break
    source.put_back(more)
    return None


def _is_whole(text: str, separator: str) -> bool:
    """Whether the ends of lines in it all stand within quotation marks that a separator follows."""
    try:
        next(csv.reader((text,), delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True


def separator_of(head: str) -> str:
    """The separator: the sign that cuts the first lines into the same number of cells, and the most of them."""
    lines = [line for line in head.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:20] if line.strip()]
    if not lines:
        raise Invalid({"file": "There is nothing in this file"})
    return max(SEPARATORS, key=lambda sign: _evenness(lines, sign))


def _evenness(lines: list[str], sign: str) -> tuple[float, int]:
    counts = [len(_cells(line, sign)) for line in lines if line.count('"') % 2 == 0] or [1]
    same = sum(count == counts[0] for count in counts) / len(counts)
    return (same if counts[0] > 1 else 0.0), counts[0]
