"""The recovery sheet: one page that is printed once, signed, and locked away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hms_desktop.kernel.days import day_text
from hms_desktop.printing.blocks import Code, Document, Facts, Heading, Paragraph, Signatures
from hms_desktop.printing.pdf import render


def recovery_sheet(clinic_name: str, clinic: UUID, lines: tuple[str, ...], made_at: datetime) -> bytes:
    """The sheet as PDF. The code stands on this page and nowhere else."""
    return render(sheet(clinic_name, clinic, lines, made_at))


def sheet(clinic_name: str, clinic: UUID, lines: tuple[str, ...], made_at: datetime) -> Document:
    """The sheet as blocks."""
    return Document(
        title="Recovery sheet",
        letterhead=clinic_name,
        blocks=(
            Heading("Recovery sheet"),
            Paragraph(
                "With this code the clinic's records can be opened when every password is forgotten or the computer is "
                "lost. Whoever holds it, together with a backup, can read everything. Lock it away; do not photograph, "
                "copy or send it."
            ),
            Facts(
                (
                    ("Clinic", clinic_name),
                    ("Made on", f"{_day(made_at)} at {made_at:%H:%M} UTC"),
                    ("Clinic's id", str(clinic)),
                )
            ),
            Heading("Code"),
            Code(lines),
            Paragraph(
                "Tick each line off while you type it. Capitals, spaces and hyphens do not matter.", is_quiet=True
            ),
            Heading("When it is needed"),
            Paragraph("1. Install the program on a computer and bring the folder of a backup."),
            Paragraph("2. Run: hms-desktop restore --from FOLDER --login NAME --recovery-code"),
            Paragraph("3. Type this code, and a new password for the person named. He gives the others theirs."),
            Paragraph(
                "When a new sheet is made, this one opens nothing any more that is made afterwards: destroy it then.",
                is_quiet=True,
            ),
            Signatures(("Locked away by", "Date", "Place")),
        ),
        footer="Recovery sheet · keep it under lock and key",
    )


def _day(at: datetime) -> str:
    return day_text(at.date())
