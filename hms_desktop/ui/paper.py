"""A paper on its way to the screen or a printer: PDF bytes, opened in memory and drawn page by page, never in a file.

PDFium is not made for several threads, so pages are drawn on the window's thread alone, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

from hms_desktop.kernel.errors import Conflict

POINTS: Final = 72.0
"""PDF measures in points: so many make an inch."""
_STRIP: Final = 512
"""Rows of pixels that are drawn for a printer at a time: a whole page at 600 dots an inch is 140 MB."""


@dataclass(frozen=True)
class Paper:
    """What is to be printed: its kind as the manifest declares it, its title, and who makes its bytes.

    `ask` runs on a reading lane; the query that it asks is an audited one, which records the print.
    """

    kind: str
    title: str
    ask: Callable[[], bytes]


class Pages:
    """The pages of a PDF."""

    def __init__(self, pdf: bytes) -> None:
        from pypdfium2 import PdfDocument, PdfiumError

        try:
            self._document: Any = PdfDocument(pdf)
            self._count = len(self._document)
        except PdfiumError:
            raise Conflict("Not shown", "This paper cannot be read", "Try again") from None

    def __len__(self) -> int:
        return self._count

    def size(self, at: int) -> QSizeF:
        """How large a page is, in points."""
        page = self._document[at]
        try:
            return QSizeF(*page.get_size())
        finally:
            page.close()

    def image(self, at: int, scale: float) -> QImage:
        """A whole page; at a scale of 1 a point is a pixel."""
        page = self._document[at]
        try:
            return _drawn(page, scale)
        finally:
            page.close()

    def strips(self, at: int, scale: float) -> Iterator[tuple[int, QImage]]:
        """The same in strips from the top, each with the row of pixels that it begins at."""
        page = self._document[at]
        try:
            high = _drawn_height(page, scale)
            for top in range(0, high, _STRIP):
                below = max(0, high - top - _STRIP)
                yield top, _drawn(page, scale, crop=(0, _points(below, scale), 0, _points(top, scale)))
        finally:
            page.close()

    def close(self) -> None:
        """Lets go of the bytes."""
        self._document.close()


def _drawn(page: Any, scale: float, crop: tuple[float, float, float, float] = (0, 0, 0, 0)) -> QImage:  # noqa: ANN401 - PDFium's
    bitmap = page.render(scale=scale, crop=crop, prefer_bgrx=True)
    try:
        seen = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
        return seen.copy()  # else it would look into bytes that are gone
    finally:
        bitmap.close()


def _drawn_height(page: Any, scale: float) -> int:  # noqa: ANN401 - PDFium's
    return int(-(-page.get_height() * scale // 1))


def _points(rows: int, scale: float) -> float:
    """So many rows of pixels in points; PDFium rounds up, and a sum of floats must not make it one more."""
    return (rows - 0.5) / scale if rows else 0.0
