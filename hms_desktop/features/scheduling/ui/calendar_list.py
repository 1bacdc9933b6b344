"""The calendar as a list, for who hears it read and for who likes lines better than a picture."""

from __future__ import annotations

from hms_desktop.features.scheduling.calendar import Calendar
from hms_desktop.features.scheduling.domain import AppointmentRow, State, time_text
from hms_desktop.features.scheduling.ui.calendar_layout import Column
from hms_desktop.features.scheduling.ui.words import STATES, who_text
from hms_desktop.ui.grouped_list import Group
from hms_desktop.ui.paged_model import Chip
from hms_desktop.ui.paged_model import Column as ListColumn
from hms_desktop.ui.words import apart, tr


def list_columns() -> tuple[ListColumn[AppointmentRow], ...]:
    """What a line says."""
    return (
        ListColumn(
            tr("Time"), lambda row: apart(f"{time_text(row.minute)}–{time_text(row.minute + row.minutes)}"), 104
        ),
        ListColumn(tr("Patient"), lambda row: who_text(row.whose), is_strong=True),
        ListColumn(tr("Born"), lambda row: row.whose.born, 100, may_hide=True),
        ListColumn(tr("Reason"), lambda row: row.reason),
        ListColumn(
            tr("State"), lambda _: "", 110, chip=lambda row: Chip(tr(STATES[row.state][0]), STATES[row.state][1])
        ),
    )


def _state(row: AppointmentRow) -> Chip:
    word, tone = STATES[row.state]
    return Chip(tr(word), tone)


def as_groups(columns: tuple[Column, ...], found: Calendar) -> tuple[Group[AppointmentRow], ...]:
    """A group for each column, and what was cancelled folded at the end."""
    shown = {column.day for column in columns}
    off = tuple(row for row in found.appointments if row.state is State.CANCELLED and row.day in shown)
    groups = [Group(f"{column.title}{column.day}", f"{column.title} · {column.subtitle}",
                    tuple(block.row for block in column.blocks)) for column in columns]  # fmt: skip
    return (*groups, Group("cancelled", tr("Cancelled"), off, is_folded=True))
