"""Wards as data: who may see them, admit, care, and set them up."""

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.manifest import Feature, PageSpec

_DESK = ("ward.see", "ward.admit")
_CARE = (*_DESK, "ward.discharge", "ward.beds", "ward.round")

FEATURE = Feature(
    name="wards",
    title="Wards",
    permissions={
        "ward.see": "See wards, beds and who is in them",
        "ward.admit": "Admit, move, keep a bed for somebody",
        "ward.discharge": "Discharge from a ward",
        "ward.beds": "Say that a bed is clean, or out of order",
        "ward.round": "Go round: marks, doctors, days, lists and summaries",
        "ward.summary": "Write and sign discharge summaries",
        "ward.manage": "Set wards and beds up",
    },
    roles={
        Role.RECEPTIONIST: _DESK,
        Role.NURSE: _CARE,
        Role.DOCTOR: (*_CARE, "ward.summary"),
        Role.MANAGER: ("ward.see", "ward.manage"),
    },
    tables="tables",
    handlers="service stays keeping setup summaries rounds",
    actions="ui.actions",
    pages=(PageSpec("wards", "Wards", "ui.wards_page:WardsPage", "ward.see", "bed", "Ctrl+4", 40),),
    banner=("rounds:InBed",),
    timeline=("rounds:StayLines",),
    papers={"discharge summary": "Discharge summaries", "round": "Lists for ward rounds"},
    demo="demo:fill",
    entities={
        "ward": "Ward",
        "bed": "Bed",
        "admission": "Admission",
        "bed_stay": "Time in a bed",
        "discharge_summary": "Discharge summary",
    },
)
