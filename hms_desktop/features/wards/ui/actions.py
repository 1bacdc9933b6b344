"""What can be done with wards, declared once for menu, keys, palette and the key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from hms_desktop.features.wards.ui.openings import admit, resume_admit, resume_summary, summary_here
from hms_desktop.features.wards.ui.stay_dialogs import ADMIT
from hms_desktop.features.wards.ui.summary_dialog import SUMMARY
from hms_desktop.features.wards.ui.wards_page import WardsPage
from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.page import Page
from hms_desktop.ui.workplace import Workplace

FORMS: Final[Mapping[str, Callable[[Workplace, Parked], None]]] = {ADMIT: resume_admit, SUMMARY: resume_summary}

_HERE: Final = "wards"


def _act(which: str) -> Callable[[WardsPage], None]:
    """The map's letter of that name, for the palette."""
    return partial(_do, which)


def _do(which: str, page: WardsPage) -> None:
    page.act(which)


def _chart_summary(page: Page) -> None:
    summary_here(page.place)


def _spec(name: str, text: str, act: Callable[[Any], object], permission: str, more: tuple[str, str]) -> ActionSpec:
    key, drawing = more
    return ActionSpec(f"wards.{name}", text, act, Menu.WORK, permission, key, drawing, _HERE)


ACTIONS: Final = (
    ActionSpec("wards.admit", "Admit to a bed", admit, Menu.PATIENT, "ward.admit", "Ctrl+Shift+B", "bed"),
    ActionSpec(
        "wards.chart_summary", "Discharge summary", _chart_summary, Menu.PATIENT, "ward.round", "", "file-text", "chart"
    ),
    _spec("move", "Move to another bed", _act("move"), "ward.admit", ("", "arrows-exchange")),
    _spec("discharge", "Discharge", _act("discharge"), "ward.discharge", ("", "door-exit")),
    _spec("marks", "Marks and expected day", _act("marks"), "ward.round", ("", "edit")),
    _spec("summary", "Discharge summary of this bed", _act("summary"), "ward.round", ("", "file-text")),
    _spec("cancel", "Cancel an admission by mistake", WardsPage.cancel, "ward.admit", ("", "x")),
    _spec("clean", "The bed is clean", _act("clean"), "ward.beds", ("", "spray")),
    _spec("reserve", "Keep a bed, or give it back", _act("reserve"), "ward.admit", ("", "lock")),
    _spec("close", "Bed out of order, or in order again", _act("close"), "ward.beds", ("", "tool")),
    _spec("list", "Beds as a list, or as a map", _act("list"), "ward.see", ("", "list")),
    _spec("history", "How full the ward was", _act("history"), "ward.see", ("", "chart-bar")),
    _spec("round", "Print the ward round", WardsPage.print_round, "ward.round", ("Ctrl+P", "printer")),
    _spec("add", "Add a ward", WardsPage.add_ward, "ward.manage", ("", "plus")),
    _spec("change", "Change the ward", WardsPage.change_ward, "ward.manage", ("", "edit")),
    _spec("add_beds", "Add beds", WardsPage.add_beds, "ward.manage", ("", "plus")),
    _spec("change_bed", "Change the bed's code or room", WardsPage.change_bed, "ward.manage", ("", "edit")),
    _spec("retire", "Take a bed out of the ward", WardsPage.retire_bed, "ward.manage", ("", "bed-off")),
)
