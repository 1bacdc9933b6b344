"""Papers as pictures and on printers: what is seen is what PDFium draws, on sheets of the paper's own size."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QImage, QPdfWriter
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import Conflict
from hms_desktop.printing.blocks import Paper as Size
from hms_desktop.ui.paper import Pages
from hms_desktop.ui.printer import SystemPrinters, paint
from tests.ui.printers import pdf, slip


def drawn_by_pdfium(paper: bytes, at: int, scale: float) -> tuple[int, int, list[tuple[int, int, int]]]:
    """The same page through another of PDFium's formats: three bytes a pixel, red first."""
    document = PdfDocument(paper)
    bitmap = document[at].render(scale=scale, rev_byteorder=True)
    rows = [bytes(bitmap.buffer)[y * bitmap.stride :][: bitmap.width * 3] for y in range(0, bitmap.height, 3)]
    seen = [tuple(row[x * 3 : x * 3 + 3]) for row in rows for x in range(0, bitmap.width, 3)]
    size = bitmap.width, bitmap.height
    document.close()
    return *size, seen  # type: ignore[return-value]


def pixels(image: QImage) -> list[tuple[int, int, int]]:
    spots = [image.pixelColor(x, y) for y in range(0, image.height(), 3) for x in range(0, image.width(), 3)]
    return [(spot.red(), spot.green(), spot.blue()) for spot in spots]


def test_a_page_is_the_picture_that_pdfium_gives(qtbot: QtBot) -> None:  # noqa: ARG001 - pictures need the application
    paper = pdf(40)
    pages = Pages(paper)
    assert len(pages) == 2
    for at in range(2):
        image = pages.image(at, 1.3)
        wide, high, expected = drawn_by_pdfium(paper, at, 1.3)
        assert (image.width(), image.height()) == (wide, high)
        assert pixels(image) == expected
        assert len(set(expected)) > 3  # a blank page would prove nothing
    pages.close()


@settings(max_examples=15)
@given(scale=st.floats(0.7, 9.0))
def test_strips_put_together_are_the_page(scale: float) -> None:
    pages = Pages(slip((90.0, 300.0)))
    whole = pages.image(0, scale)
    strips = list(pages.strips(0, scale))
    assert strips[0][0] == 0
    assert all(top + strip.height() == below for (top, strip), (below, _) in pairwise(strips))
    assert strips[-1][0] + strips[-1][1].height() == whole.height()
    for top, strip in strips:
        assert furthest(strip, whole.copy(0, top, whole.width(), strip.height())) <= 64
    pages.close()


def furthest(one: QImage, other: QImage) -> int:
    """The largest difference of any pixel: 255 for a row too far; PDFium rounds edges a little otherwise in a strip."""
    assert (one.width(), one.height()) == (other.width(), other.height())
    ours, theirs, wide = bytes(one.constBits()), bytes(other.constBits()), one.bytesPerLine()
    rows = [(ours[at : at + wide], theirs[at : at + wide]) for at in range(0, len(ours), wide)]
    differing = [abs(a - b) for row, beside in rows if row != beside for a, b in zip(row, beside, strict=True)]
    return max(differing, default=0)


@pytest.mark.parametrize(
    ("paper", "name", "is_wide"),
    [
        (pdf(40), "A4", False), (pdf(2, Size.A5), "A5", False), (slip((841.9, 595.3)), "A4", True),
        (slip((227.0, 400.0)), "", False), (slip((227.0, 1400.0)), "", False),
    ],
)  # fmt: skip
def test_a_sheet_has_the_size_of_its_page_and_nothing_is_cut_off(
    qtbot: QtBot,  # noqa: ARG001 - painting needs the application
    paper: bytes, name: str, is_wide: bool,
) -> None:  # fmt: skip
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QPdfWriter(kept)
    device.setResolution(72)
    device.setPageMargins(QMarginsF(20, 20, 20, 20))
    pages = Pages(paper)
    assert list(paint(device, pages)) == list(range(1, len(pages) + 1))
    if name:
        assert device.pageLayout().pageSize().name().startswith(name)
    came_out = Pages(bytes(kept.data().data()))
    assert len(came_out) == len(pages)
    for at in range(len(pages)):
        size, wanted = came_out.size(at), pages.size(at)
        assert (abs(size.width() - wanted.width()) < 1.5, abs(size.height() - wanted.height()) < 1.5) == (True, True)
        assert (size.width() > size.height()) == is_wide
        assert likeness(came_out.image(at, 1.0), pages.image(at, 1.0)) < 1.0


def likeness(one: QImage, other: QImage) -> float:
    """The mean difference of grey; 0 is the same picture, and the sheets may differ by a pixel of rounding."""
    wide, high = min(one.width(), other.width()), min(one.height(), other.height())
    spots = [(x, y) for x in range(0, wide, 4) for y in range(0, high, 4)]
    return sum(abs(one.pixelColor(*at).green() - other.pixelColor(*at).green()) for at in spots) / len(spots)


def test_the_measure_of_likeness_sees_a_page_upside_down(qtbot: QtBot) -> None:  # noqa: ARG001
    image = Pages(pdf(30)).image(0, 1.0)
    assert likeness(image, image) == 0
    assert likeness(image, image.flipped()) > 1.0


def test_a_fine_printer_gets_fine_pages(qtbot: QtBot) -> None:  # noqa: ARG001
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QPdfWriter(kept)
    device.setResolution(1200)
    pages = Pages(slip((100.0, 100.0)))
    assert list(paint(device, pages)) == [1]
    widest = max(one.get_px_size()[0] for one in PdfDocument(bytes(kept.data().data()))[0].get_objects())
    assert widest == 834  # 100 points at 600 dots an inch, rounded up: finer is not seen, coarser is


def test_what_is_no_pdf_is_told_as_such() -> None:
    for data in (b"", b"%PDF-1.4 and then nothing", b"<html>"):
        with pytest.raises(Conflict, match="cannot be read"):
            Pages(data)


def test_without_a_printer_nothing_is_printed_and_no_file_is_made(qtbot: QtBot) -> None:  # noqa: ARG001
    printers = SystemPrinters()
    assert (printers.names(), printers.default()) == ((), "")
    pages = Pages(pdf())
    with pytest.raises(Conflict, match="No printer is set up"):
        next(printers.print_pages("", pages))
    with pytest.raises(Conflict, match="«Laser» is not there"):
        next(printers.print_pages("Laser", pages))


def test_a_driver_that_says_no_is_a_refusal(qtbot: QtBot) -> None:  # noqa: ARG001
    pages, kept = Pages(pdf(40)), QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    device = _OneSheet(kept)
    with pytest.raises(Conflict, match="refused"):
        list(paint(device, pages))
    assert not device.paintingActive()
    pages.close()


class _OneSheet(QPdfWriter):
    """A device that begins and then gives no further sheet."""

    def newPage(self) -> bool:
        return False
