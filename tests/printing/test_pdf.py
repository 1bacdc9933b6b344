"""Rendering: deterministic, complete, and honest about what it cannot print."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys

import pytest

from hms_desktop.kernel.errors import Conflict
from hms_desktop.printing import fonts
from hms_desktop.printing.blocks import Code, Document, Facts, Heading, Paper, Paragraph, Signatures, Table
from hms_desktop.printing.pdf import render

WHOLE = Document(
    "All blocks",
    "St Anne Clinic",
    (
        Heading("Élodie"),
        Paragraph("Text <b>as it is</b> & nothing else"),
        Facts((("Name", "Ελλάδα"), ("Ort", "Кириллица"))),
        Table(("Item", "Price"), (("a", "1.00"),), (3, 1), frozenset({1})),
        Code(("AAAAA BBBBB",)),
        Signatures(("Name", "Date")),
    ),
    "Footer",
)

PROGRAM = """
import hashlib
from tests.printing.test_pdf import WHOLE
from hms_desktop.printing.pdf import render
print(hashlib.sha256(render(WHOLE)).hexdigest())
"""


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_same_paper_has_the_same_bytes_in_every_process(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Apia"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(render(WHOLE)).hexdigest()


def test_another_paper_has_other_bytes() -> None:
    assert render(WHOLE) != render(
        Document("All blocks", "St Anne Clinic", (*WHOLE.blocks, Paragraph("more")), "Footer")
    )


def test_a_letter_that_the_typeface_lacks_is_shown_as_such() -> None:
    assert fonts.shown("Ana 中 María\nЯ") == "Ana \ufffd María\nЯ"


def test_a_right_to_left_paper_is_refused_and_not_printed_wrong() -> None:
    with pytest.raises(Conflict, match="right-to-left"):
        render(Document("x", "y", (), language="ar"))


def test_a_long_table_goes_over_pages() -> None:
    rows = tuple((f"item {number}", "1.00") for number in range(150))
    short = render(Document("t", "c", (Table(("Item", "Price"), rows[:5], (3, 1)),)))
    long = render(Document("t", "c", (Table(("Item", "Price"), rows, (3, 1)),)))
    assert (pages(short), pages(long)) == (1, 5)


def test_a_name_of_ten_thousand_letters_goes_on_over_pages() -> None:
    wide = [pages(render(Document("t", "W" * 9_999, (Paragraph("W" * length),)))) for length in (50, 10_000)]
    assert wide[0] == 1 < wide[1]


def test_a_copy_has_other_bytes_than_the_original() -> None:
    original, first = (render(Document("t", "c", (Heading("x"),), copy=number)) for number in (0, 1))
    assert original != first


def test_a_small_paper_is_small() -> None:
    assert b"/MediaBox [ 0 0 419.5276 595.2756 ]" in render(Document("t", "c", (Heading("x"),), paper=Paper.A5))


def test_importing_the_room_imports_no_reportlab() -> None:
    rooms = "hms_desktop.printing.pdf, hms_desktop.features.users.document"
    code = f"import sys, {rooms}; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
