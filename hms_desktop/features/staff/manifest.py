"""Staff as data: who may see who works here, and who may change it."""

from hms_desktop.kernel.access import PEOPLE, Role
from hms_desktop.kernel.manifest import Feature, PageSpec

_MANAGERS = ("staff.see", "staff.manage")

FEATURE = Feature(
    name="staff",
    title="Staff",
    permissions={
        "staff.see": "See who sees patients, where and when",
        "staff.manage": "Change doctors, departments, rooms, hours and leave",
    },
    roles={
        **{role: ("staff.see",) for role in (*PEOPLE, Role.PROGRAM) if role is not Role.PATIENT},
        Role.MANAGER: _MANAGERS,
        Role.ADMINISTRATOR: _MANAGERS,
    },
    tables="tables",
    handlers="service",
    pages=(
        PageSpec(
            "staff", "Staff", "ui.staff_page:StaffPage", "staff.see", "stethoscope", place=70, rail="staff.manage"
        ),
    ),
    actions="ui.actions",
    demo="demo:fill",
    entities={
        "department": "Department",
        "room": "Room",
        "doctor": "Doctor",
        "doctor_hours": "Weekly hours",
        "day_exception": "Leave or closed days",
    },
)
