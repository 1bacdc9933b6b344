"""Printers: the computer's own behind a small protocol, which tests fulfil with one that fails when they say so.

A paper goes to a real printer and nowhere else; a driver that would write a file is refused, because files are found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QMarginsF, QPointF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter

from hms_desktop.kernel.errors import Conflict
from hms_desktop.ui.paper import POINTS, Pages

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

SETTING: Final = "printers"
"""The workstation's setting that says which printer serves which kind of paper."""
_FINEST: Final = 600
"""Dots an inch; more are not seen on paper and take four times as long."""
_NAME: Final = "HMS Desktop"
"""What the computer's own list of prints shows: whose paper it is must not stand there."""


class Printers(Protocol):
    """The printers of this computer. `print_pages` yields after each page, so that the window stays awake."""

    def names(self) -> tuple[str, ...]: ...

    def default(self) -> str: ...

    def print_pages(self, name: str, pages: Pages) -> Iterator[int]: ...


class SystemPrinters:
    """Those that the operating system knows."""

    def names(self) -> tuple[str, ...]:
        """By the system's own names."""
        from PySide6.QtPrintSupport import QPrinterInfo

        return tuple(QPrinterInfo.availablePrinterNames())

    def default(self) -> str:
        """The one that the system prefers; the first where it prefers none."""
        from PySide6.QtPrintSupport import QPrinterInfo

        return QPrinterInfo.defaultPrinterName() or next(iter(self.names()), "")

    def print_pages(self, name: str, pages: Pages) -> Iterator[int]:
        """Paints the pages for this printer, at its own resolution and on paper of their own size."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        info = QPrinterInfo.printerInfo(name)
        if not name or info.isNull():
            raise not_there(name)
        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        if printer.outputFormat() is not QPrinter.OutputFormat.NativeFormat:
            raise not_there(name)
        printer.setDocName(_NAME)
        yield from paint(printer, pages)
        _demand_good(printer)


def not_there(name: str) -> Conflict:
    """Why nothing comes out."""
    if not name:
        return Conflict("Not printed", "No printer is set up", "Save the paper as PDF, or set up a printer")
    return Conflict("Not printed", "The printer «{printer}» is not there", "Try again when it is", printer=name)


def refused() -> Conflict:
    """The driver said no."""
    return Conflict("Not printed", "The printer refused the paper", "See whether it is on and has paper, and try again")


def paint(device: QPagedPaintDevice, pages: Pages) -> Iterator[int]:
    """Each page on a sheet of its size; yields how many are done."""
    painter = QPainter()
    try:
        for at in range(len(pages)):
            _set_sheet(device, pages.size(at))
            if not (painter.begin(device) if at == 0 else device.newPage()):
                raise refused()
            _paint_page(painter, pages, at)
            yield at + 1
        if not painter.end():
            raise refused()
    finally:
        if painter.isActive():
            painter.end()


def _set_sheet(device: QPagedPaintDevice, size: QSizeF) -> None:
    """A4 is found by its size, as is a roll that has no name; a wide page is a turned sheet."""
    is_wide = size.width() > size.height()
    upright = size.transposed() if is_wide else size
    sheet = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    device.setPageLayout(QPageLayout(sheet, turned, QMarginsF()))
    full = device.pageLayout()
    full.setMode(QPageLayout.Mode.FullPageMode)
    device.setPageLayout(full)


def _paint_page(painter: QPainter, pages: Pages, at: int) -> None:
    dots = painter.device().logicalDpiX()
    used = min(dots, _FINEST)
    painter.resetTransform()
    painter.scale(dots / used, dots / used)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    for top, strip in pages.strips(at, used / POINTS):
        painter.drawImage(QPointF(0, top), strip)


def _demand_good(printer: QPrinter) -> None:
    if printer.printerState() in (printer.PrinterState.Error, printer.PrinterState.Aborted):
        raise refused()
