"""What can be done with the staff, for menus, keys and palette."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Doctors
from hms_desktop.features.staff.ui.choices import Choices, ask_choices
from hms_desktop.features.staff.ui.doctor_dialog import ADD, CHANGE, AddDoctorDialog, ChangeDoctorDialog
from hms_desktop.features.staff.ui.staff_page import MANAGE, StaffPage
from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.workplace import Workplace

_PAGE: Final = "staff"


def resume_add(place: Workplace, parked: Parked) -> None:
    """Goes on with somebody half added."""
    place.open(_PAGE)
    ask_choices(place, place, lambda choices: place.offer(AddDoctorDialog(place, choices, parked)))


def resume_change(place: Workplace, parked: Parked) -> None:
    """Goes on with a change, of the row as it is now."""
    place.open(_PAGE, parked.subject)

    def offer(choices: Choices, rows: tuple[DoctorRow, ...]) -> None:
        for row in rows:
            if row.uid == parked.subject:
                place.offer(ChangeDoctorDialog(place, choices, row, parked))

    def go_on(choices: Choices) -> None:
        place.ask(place, Doctors(with_inactive=True), lambda rows: offer(choices, rows))

    ask_choices(place, place, go_on)


FORMS: Final[Mapping[str, Callable[[Workplace, Parked], None]]] = {ADD: resume_add, CHANGE: resume_change}

ACTIONS: Final = (
    ActionSpec("staff.add", "Add a doctor", StaffPage.primary, Menu.CLINIC, MANAGE, icon="user-plus", page=_PAGE),
    ActionSpec("staff.change", "Change a doctor", StaffPage.change, Menu.CLINIC, MANAGE, icon="user", page=_PAGE),
    ActionSpec(
        "staff.hours", "Weekly hours", StaffPage.set_hours, Menu.CLINIC, MANAGE, "Ctrl+Shift+H", "clock", _PAGE
    ),
    ActionSpec(
        "staff.leave", "Leave or extra hours", StaffPage.add_leave, Menu.CLINIC, MANAGE, "Ctrl+Shift+A",
        "calendar-off", _PAGE,
    ),
    ActionSpec(
        "staff.closed", "Closed days of the clinic", StaffPage.close_days, Menu.CLINIC, MANAGE, "", "lock", _PAGE
    ),
    ActionSpec(
        "staff.departments", "Departments", StaffPage.edit_departments, Menu.CLINIC, MANAGE, "", "building-hospital",
        _PAGE,
    ),
    ActionSpec("staff.rooms", "Rooms", StaffPage.edit_rooms, Menu.CLINIC, MANAGE, "", "door", _PAGE),
    ActionSpec(
        "staff.signature", "Signature", StaffPage.take_signature, Menu.CLINIC, "attachment.keep", "", "signature", _PAGE
    ),
)  # fmt: skip
