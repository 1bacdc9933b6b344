"""Printers that print into memory, fail when told to, and can be missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from hms_desktop.kernel.errors import KnownError
from hms_desktop.printing.blocks import Document, Heading, Paper, Paragraph
from hms_desktop.printing.pdf import render
from hms_desktop.ui.paper import Pages
from hms_desktop.ui.printer import not_there


@dataclass
class FakePrinters:
    """`printed` holds (printer, page) for every page that came out."""

    here: tuple[str, ...] = ("Laser", "Slips")
    problem: Exception | None = None
    after: int = 0
    """Pages that come out before the problem."""
    printed: list[tuple[str, int]] = field(default_factory=list)

    def names(self) -> tuple[str, ...]:
        return self.here

    def default(self) -> str:
        return self.here[0] if self.here else ""

    def print_pages(self, name: str, pages: Pages) -> Iterator[int]:
        if name not in self.here:
            raise not_there(name)
        for at in range(len(pages)):
            if self.problem is not None and at >= self.after:
                raise self.problem
            self.printed.append((name, at))
            yield at + 1


class Jam(KnownError):
    """The paper is stuck."""


def jam() -> Jam:
    return Jam("Not printed", "The paper is stuck", "Open the lid")


def pdf(lines: int = 1, paper: Paper = Paper.A4) -> bytes:
    """A paper with so many lines; 60 need a second page of A4."""
    said = tuple(Paragraph(f"Line {number}") for number in range(lines))
    return render(Document("Day sheet", "St Anne Clinic", (Heading("Day sheet"), *said), paper=paper))


def slip(points: tuple[float, float] = (227.0, 400.0)) -> bytes:
    """A paper for a roll of 80 mm, or of any other size."""
    from reportlab.pdfgen.canvas import Canvas

    made = BytesIO()
    canvas = Canvas(made, pagesize=points, invariant=1)
    canvas.drawString(20, 30, "Token 17")
    canvas.rect(10, 10, points[0] - 20, points[1] - 20)
    canvas.save()
    return made.getvalue()
