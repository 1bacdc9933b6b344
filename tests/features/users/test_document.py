"""The recovery sheet: the whole code, what it can do, and one page."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hms_desktop.data.keys import RecoveryCode
from hms_desktop.features.users.document import recovery_sheet, sheet
from hms_desktop.kernel.secret import Secret
from hms_desktop.printing.blocks import Code, Facts, Paragraph

MADE = datetime(2026, 3, 5, 4, 7, tzinfo=UTC)


def test_the_code_can_be_typed_from_the_sheet() -> None:
    code = RecoveryCode.new()
    blocks = sheet("St Anne", UUID(int=5), code.lines(), MADE).blocks
    printed = next(block for block in blocks if isinstance(block, Code))
    salt = bytes(16)
    assert RecoveryCode.parse(Secret(" ".join(printed.lines))).key(salt) == code.key(salt)


def test_the_sheet_says_whose_it_is_and_when_it_was_made() -> None:
    blocks = sheet("St Anne", UUID(int=5), ("AAAA",), MADE).blocks
    facts = next(block for block in blocks if isinstance(block, Facts))
    assert dict(facts.pairs) == {
        "Clinic": "St Anne",
        "Made on": "05-Mar-2026 at 04:07 UTC",
        "Clinic's id": str(UUID(int=5)),
    }


def test_the_sheet_says_what_its_holder_can_do_and_how_it_is_used() -> None:
    texts = " ".join(block.text for block in sheet("a", UUID(int=5), (), MADE).blocks if isinstance(block, Paragraph))
    assert "can read everything" in texts
    assert "--recovery-code" in texts


def test_the_sheet_is_one_page_and_names_the_code_nowhere_else() -> None:
    lines = RecoveryCode.new().lines()
    pdf = recovery_sheet("St Anne Clinic " * 9, UUID(int=5), lines, MADE)
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") == 1
    assert not any(line.encode() in pdf for line in lines), "only inside the page's packed content"
