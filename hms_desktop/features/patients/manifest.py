"""Patients as data: who may do what with them."""

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.manifest import Feature

_FIND = ("patient.find", "patient.open")
_DESK = (*_FIND, "patient.register", "patient.change")

FEATURE = Feature(
    name="patients",
    title="Patients",
    permissions={
        "patient.find": "Find patients",
        "patient.open": "Open a patient's record",
        "patient.register": "Register a patient",
        "patient.change": "Change a patient's particulars",
        "patient.import": "Import patients from a file",
    },
    roles={
        Role.RECEPTIONIST: _DESK,
        Role.NURSE: _DESK,
        Role.DOCTOR: _DESK,
        Role.LAB: _FIND,
        Role.PHARMACIST: _FIND,
        Role.CASHIER: _FIND,
        Role.MANAGER: ("patient.find",),
        Role.PRIVACY_OFFICER: _FIND,
        Role.ADMINISTRATOR: ("patient.import",),
    },
    tables="tables",
    handlers="service",
    demo="demo.fill:fill",
    entities={
        "patient": "Patient",
        "patient_phone": "Phone number",
        "patient_identifier": "Identifier",
        "patient_relation": "Relation",
        "patient_merge": "Merge",
    },
)
