"""A paper as PDF bytes, by ReportLab: pure, in memory, and the same bytes for the same paper.

Documents in right-to-left languages are refused here: ReportLab puts Arabic words in the wrong order (measured). A
second renderer on Qt's text engine will take them.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from hms_desktop.kernel.errors import Conflict
from hms_desktop.printing import fonts
from hms_desktop.printing.blocks import Block, Code, Document, Facts, Heading, Paragraph, Signatures, Table

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable

_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})
_MARGIN: Final = 56.0
_HEAD: Final = 40.0
_INK: Final = "#1B1F24"
_WIDEST: Final = 300
_QUIET: Final = "#57606A"
_LINE: Final = "#BFC6CE"


def render(document: Document) -> bytes:
    """The paper's bytes."""
    if document.language in _RIGHT_TO_LEFT:
        raise Conflict(
            "Not in this language yet", "Papers in right-to-left languages cannot be printed yet", "Choose another one"
        )
    from reportlab import rl_config
    from reportlab.lib import pagesizes
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    fonts.register()
    size: tuple[float, float] = getattr(pagesizes, document.paper.value)
    rl_config.invariant = 1
    made = BytesIO()
    template = BaseDocTemplate(made, pagesize=size, invariant=1, title=document.title, author="", creator="HMS Desktop")
    frame = Frame(_MARGIN, _MARGIN, size[0] - 2 * _MARGIN, size[1] - 2 * _MARGIN - _HEAD, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame]))
    width = size[0] - 2 * _MARGIN
    story = [flowable for block in document.blocks for flowable in _flowables(block, width)]
    template.build(story, canvasmaker=_canvas_class(document))
    return made.getvalue()


def _canvas_class(document: Document) -> type[Canvas]:
    """A canvas that knows the number of pages before it writes the first one's frame."""
    from reportlab.pdfgen.canvas import Canvas

    class Framed(Canvas):  # type: ignore[misc]  # ReportLab has no types
        """Keeps the pages back until all are there."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - ReportLab's own
            super().__init__(*args, **kwargs)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._kept, start=1):
                self.__dict__.update(state)
                _frame(self, document, number, len(self._kept))
                super().showPage()
            super().save()

    return Framed


def _frame(canvas: Canvas, document: Document, number: int, pages: int) -> None:
    width, height = canvas._pagesize
    top = height - _MARGIN
    canvas.setFillColor(_INK)
    canvas.setFont(fonts.TEXT, 10)
    canvas.drawString(_MARGIN, top - 4, _cut(document.letterhead, width - 2 * _MARGIN - 90))
    canvas.setFillColor(_QUIET)
    canvas.setFont(fonts.TEXT, 8)
    if document.copy:
        canvas.drawRightString(width - _MARGIN, top - 4, f"COPY {document.copy}")
    canvas.setStrokeColor(_LINE)
    canvas.setLineWidth(0.5)
    canvas.line(_MARGIN, top - 14, width - _MARGIN, top - 14)
    canvas.drawString(_MARGIN, _MARGIN - 20, _cut(document.footer, width - 2 * _MARGIN - 70))
    canvas.drawRightString(width - _MARGIN, _MARGIN - 20, f"Page {number} of {pages}")


def _cut(text: str, width: float) -> str:
    """One line of the frame; what does not fit ends in an ellipsis, because a frame cannot grow."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    told = fonts.shown(text[:_WIDEST])
    while told and stringWidth(told, fonts.TEXT, 10) > width:
        told = told.removesuffix("…")[:-1] + "…"
        if told == "…":
            break
    return told


def _flowables(block: Block, width: float) -> Sequence[Flowable]:
    from reportlab.platypus import Spacer

    match block:
        case Heading(text):
            return [Spacer(0, 10), _text(text, 15, space_after=6)]
        case Paragraph(text, is_quiet):
            return [_text(text, 9 if is_quiet else 10.5, colour=_QUIET if is_quiet else _INK, space_after=6)]
        case Facts(pairs):
            return [_facts(pairs, width), Spacer(0, 8)]
        case Table():
            return [_table(block, width), Spacer(0, 8)]
        case Code(lines):
            return [_code(lines), Spacer(0, 10)]
        case Signatures(captions):
            return [Spacer(0, 30), _signatures(captions, width)]


def _text(text: str, size: float, *, colour: str = _INK, space_after: float = 0) -> Flowable:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph as Running

    style = ParagraphStyle("text", fontName=fonts.TEXT, fontSize=size, leading=size * 1.35, textColor=colour)
    style.spaceAfter = space_after
    style.splitLongWords = 1
    return Running(escape(fonts.shown(text)), style)


def _facts(pairs: tuple[tuple[str, str], ...], width: float) -> Flowable:
    from reportlab.platypus import Table as Grid

    cells = [[_text(name, 9, colour=_QUIET), _text(value, 10.5)] for name, value in pairs]
    grid = Grid(cells, colWidths=[width * 0.26, width * 0.74], hAlign="LEFT")
    grid.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0), *_tight()])
    return grid


def _table(block: Table, width: float) -> Flowable:
    from reportlab.platypus import Table as Grid

    total = sum(block.shares)
    widths = [width * share / total for share in block.shares]
    head = [_text(name, 9, colour=_QUIET) for name in block.head]
    rows = [[_text(value, 10) for value in row] for row in block.rows]
    grid = Grid([head, *rows], colWidths=widths, repeatRows=1, hAlign="LEFT")
    right = [("ALIGN", (column, 0), (column, -1), "RIGHT") for column in sorted(block.right)]
    grid.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE), ("VALIGN", (0, 0), (-1, -1), "TOP"), *right, *_tight()])
    return grid


def _code(lines: tuple[str, ...]) -> Flowable:
    from reportlab.platypus import Table as Grid

    cells = [[str(number), line, ""] for number, line in enumerate(lines, start=1)]
    grid = Grid(cells, colWidths=[24, None, 20], rowHeights=32, hAlign="LEFT")
    style = [
        ("FONT", (0, 0), (0, -1), fonts.TEXT, 9),
        ("TEXTCOLOR", (0, 0), (0, -1), _QUIET),
        ("FONT", (1, 0), (1, -1), fonts.FIXED, 15),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
        ("RIGHTPADDING", (1, 0), (1, -1), 24),
    ]
    boxes = [("BOX", (2, row), (2, row), 0.7, _QUIET) for row in range(len(lines))]
    grid.setStyle([*style, *boxes])
    return grid


def _signatures(captions: tuple[str, ...], width: float) -> Flowable:
    from reportlab.platypus import Table as Grid

    each = width / len(captions)
    grid = Grid([[_text(text, 9, colour=_QUIET) for text in captions]], colWidths=[each] * len(captions))
    lines = [("LINEABOVE", (column, 0), (column, 0), 0.7, _QUIET) for column in range(len(captions))]
    grid.setStyle([*lines, ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return grid


def _tight() -> list[tuple[object, ...]]:
    return [("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
