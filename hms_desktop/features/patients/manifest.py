"""Patients as data: who may do what with them."""

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.manifest import Feature, PageSpec

_FIND = ("patient.find", "patient.open")
_DESK = (*_FIND, "patient.contact", "patient.register", "patient.change")
_CARE = (*_DESK, "patient.merge", "patient.export", "patient.archive")

FEATURE = Feature(
    name="patients",
    title="Patients",
    permissions={
        "patient.find": "Find patients",
        "patient.open": "Open a patient's record",
        "patient.count": "Count patients by year of birth, without names",
        "patient.contact": "See how patients are reached",
        "patient.register": "Register a patient",
        "patient.change": "Change a patient's particulars",
        "patient.restrict": "Restrict a record, or lift that",
        "patient.restricted": "Open restricted records",
        "patient.archive": "Archive records and bring them back",
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
        Role.MANAGER: (*_DESK, "patient.count", "patient.merge", "patient.archive", "patient.restrict"),
        Role.PRIVACY_OFFICER: (*_FIND, "patient.export", "patient.restrict", "patient.restricted"),
        Role.ADMINISTRATOR: ("patient.import", "patient.count"),
        Role.PROGRAM: ("patient.contact", "patient.restricted"),
    },
    tables="tables",
    handlers="service chart history parts states merging exchange",
    actions="ui.actions",
    finder="ui.finding:find",
    pages=(
        PageSpec(
            "patients",
            "Patients",
            "ui.patients_page:PatientsPage",
            "patient.find",
            "users",
            "Ctrl+3",
            30,
            home_of=(Role.RECEPTIONIST, Role.NURSE, Role.DOCTOR, Role.LAB, Role.PHARMACIST, Role.CASHIER, Role.MANAGER),
        ),
        PageSpec("import", "Import", "ui.import_page:ImportPage", "patient.import", "upload", "", 80),
        PageSpec("chart", "Chart", "ui.chart_page:ChartPage", "patient.open", "user"),
    ),
    timeline=("history:RecordLines",),
    demo="demo.fill:fill",
    entities={
        "patient": "Patient",
        "patient_phone": "Phone number",
        "patient_identifier": "Identifier",
        "patient_relation": "Relation",
        "patient_merge": "Merge",
    },
)
