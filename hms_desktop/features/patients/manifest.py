"""Patients as data: who may do what with them."""

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.manifest import Feature

_FIND = ("patient.find", "patient.open")
_DESK = (*_FIND, "patient.register", "patient.change")
_CARE = (*_DESK, "patient.merge", "patient.export")

FEATURE = Feature(
    name="patients",
    title="Patients",
    permissions={
        "patient.find": "Find patients",
        "patient.open": "Open a patient's record",
        "patient.register": "Register a patient",
        "patient.change": "Change a patient's particulars",
        "patient.import": "Import patients from a file",
        "patient.merge": "Join two records of one patient, and take it back",
        "patient.export": "Make a copy of a patient's record",
    },
    roles={
        Role.RECEPTIONIST: _DESK,
        Role.NURSE: _CARE,
        Role.DOCTOR: _CARE,
        Role.LAB: _FIND,
        Role.PHARMACIST: _FIND,
        Role.CASHIER: _FIND,
        Role.MANAGER: ("patient.find", "patient.merge"),
        Role.PRIVACY_OFFICER: (*_FIND, "patient.export"),
        Role.ADMINISTRATOR: ("patient.import",),
    },
    tables="tables",
    handlers="service merging exchange",
    demo="demo.fill:fill",
    entities={
        "patient": "Patient",
        "patient_phone": "Phone number",
        "patient_identifier": "Identifier",
        "patient_relation": "Relation",
        "patient_merge": "Merge",
    },
)
