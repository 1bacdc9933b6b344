"""Triage as data: who may have care suggested, and who may accept it."""

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.manifest import Feature

_BOTH = ("triage.suggest", "triage.accept")

FEATURE = Feature(
    name="triage",
    title="Triage",
    permissions={
        "triage.suggest": "Have department, urgency and doctor suggested",
        "triage.accept": "Decide where a patient goes, and give him to a doctor",
    },
    roles={Role.RECEPTIONIST: _BOTH, Role.NURSE: _BOTH, Role.DOCTOR: _BOTH},
    tables="tables",
    handlers="service",
    actions="ui.actions",
    entities={"triage": "Triage"},
)
