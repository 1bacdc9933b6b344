"""A picture's file looked at before anything decodes it: what it is by its content, and whether it is whole. Pure.

Decoders are kind: of half a file they show half a picture and grey. Half a film must never be read for a whole one, so
what is torn or damaged is found here, with the place in the file.
"""

from __future__ import annotations

import re
import zlib
from enum import StrEnum
from typing import Final, Literal

LARGEST: Final = 50_000_000
"""Bytes of a file at the most."""


Order = Literal["little", "big"]


class FileKind(StrEnum):
    """What can be opened, by Qt's names, and what is recognised to be refused with a better sentence."""

    PNG = "png"
    JPEG = "jpeg"
    BMP = "bmp"
    TIFF = "tiff"
    DICOM = "dicom"
    PDF = "pdf"
    UNKNOWN = ""


OPENED: Final = (FileKind.PNG, FileKind.JPEG, FileKind.BMP, FileKind.TIFF)

_STARTS: Final = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"BM", FileKind.BMP),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"%PDF-", FileKind.PDF),
)
_DICOM_AT: Final = 128
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_BARE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_START_OF_SCAN: Final = 0xDA
_END: Final = 0xD9
_OFFSETS: Final = {273: 279, 324: 325}
"""TIFF: where strips or tiles begin, and the tag of how long each is."""
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_MOST_PARTS: Final = 100_000
_ENTRY: Final = 12


def kind_of(data: bytes) -> FileKind:
    """What a file is by its first bytes, whatever its name says."""
    if data[_DICOM_AT : _DICOM_AT + 4] == b"DICM":
        return FileKind.DICOM
    return next((kind for start, kind in _STARTS if data.startswith(start)), FileKind.UNKNOWN)


def torn_at(data: bytes, kind: FileKind) -> int | None:
    """The byte at which the file ends too early or makes no sense; None where all of it is there."""
    if kind is FileKind.PNG:
        return _png(data)
    if kind is FileKind.JPEG:
        return _jpeg(data)
    return _bmp(data) if kind is FileKind.BMP else _tiff(data)


def has_more(data: bytes, kind: FileKind) -> bool:
    """Whether a whole file holds more pictures than its first: pages of a TIFF, an animated PNG."""
    if kind is FileKind.PNG:
        return b"acTL" in data[: max(data.find(b"IDAT"), 0)]
    if kind is not FileKind.TIFF:
        return False
    order = _order(data)
    page = int.from_bytes(data[4:8], order)
    after = page + 2 + int.from_bytes(data[page : page + 2], order) * _ENTRY
    return any(data[after : after + 4])


def _png(data: bytes) -> int | None:
    at = 8
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 8 + length
        if end + 4 > len(data):
            return len(data)
        if zlib.crc32(memoryview(data)[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            return at
        if name == b"IEND":
            return None
        at = end + 4
    return len(data)


def _jpeg(data: bytes) -> int | None:
    """Segment after segment; between scans the coded picture runs until the next marker."""
    at, has_scan = 2, False
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            return at
        code = data[at + 1]
        if code == _END:
            return None if has_scan else at
        if code == 0xFF or code in _BARE:
            at += 1 if code == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2:
            return at
        at += 2 + length
        if code == _START_OF_SCAN:
            found = _MARKER.search(data, at)
            at, has_scan = (found.start() if found else len(data)), True
    return len(data)


def _bmp(data: bytes) -> int | None:
    if len(data) < 54:
        return len(data)
    begins, width = int.from_bytes(data[10:14], "little"), int.from_bytes(data[18:22], "little", signed=True)
    height, bits = int.from_bytes(data[22:26], "little", signed=True), int.from_bytes(data[28:30], "little")
    packed = int.from_bytes(data[30:34], "little")
    whole = int.from_bytes(data[34:38], "little") if packed in (1, 2) else (width * bits + 31) // 32 * 4 * abs(height)
    if width <= 0 or not height or begins < 26:
        return 18
    return None if begins + whole <= len(data) else len(data)


def _tiff(data: bytes) -> int | None:
    """The strips or tiles of the first page; the others are not looked at."""
    order = _order(data)
    page = int.from_bytes(data[4:8], order)
    count = int.from_bytes(data[page : page + 2], order)
    if page < 8 or page + 2 + count * _ENTRY + 4 > len(data):
        return min(page, len(data))
    fields: dict[int, list[int]] = {}
    for at in range(page + 2, page + 2 + count * _ENTRY, _ENTRY):
        values = _values(data, at, order)
        if values is None:
            return at
        fields[int.from_bytes(data[at : at + 2], order)] = values
    parts = [(fields[one], fields.get(other, [])) for one, other in _OFFSETS.items() if one in fields]
    if not parts or not parts[0][0] or len(parts[0][0]) != len(parts[0][1]):
        return page
    is_whole = all(begin + long <= len(data) for begin, long in zip(*parts[0], strict=True))
    return None if is_whole else len(data)


def _order(data: bytes) -> Order:
    return "little" if data[:2] == b"II" else "big"


def _values(data: bytes, at: int, order: Order) -> list[int] | None:
    """The whole numbers of one entry; none of other kinds, and None where they lie outside of the file."""
    size = _SIZES.get(int.from_bytes(data[at + 2 : at + 4], order), 1)
    n = int.from_bytes(data[at + 4 : at + 8], order)
    place = at + 8 if size * n <= 4 else int.from_bytes(data[at + 8 : at + 12], order)
    if n > LARGEST or place + size * n > len(data):
        return None
    if size not in (2, 4) or n > _MOST_PARTS:
        return []
    return [int.from_bytes(data[place + size * i : place + size * (i + 1)], order) for i in range(n)]
