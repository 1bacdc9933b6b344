"""Knowledge as data: who may read it. Nobody changes it here; it comes as a whole pack."""

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.manifest import Feature

_READ = ("knowledge.read",)

FEATURE = Feature(
    name="knowledge",
    title="Knowledge",
    permissions={"knowledge.read": "Look up drugs and have orders checked"},
    roles={Role.NURSE: _READ, Role.DOCTOR: _READ, Role.LAB: _READ, Role.PHARMACIST: _READ},
    handlers="service figures",
)
