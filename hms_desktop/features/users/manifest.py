"""Users as data: who may do what with accounts."""

from hms_desktop.kernel.access import PEOPLE, Role
from hms_desktop.kernel.manifest import Feature

_SELF = ("account.self", "account.names")
_GLASS = ("glass.break",)

FEATURE = Feature(
    name="users",
    title="Users",
    permissions={
        "account.self": "Look after one's own account",
        "account.names": "See who works here",
        "account.manage": "Add, change and close accounts",
        "account.sign_in": "Sign a person in",
        "glass.break": "Open a restricted record in an emergency",
        "glass.review": "Review emergency openings",
    },
    roles={
        **{role: _SELF for role in PEOPLE},
        Role.NURSE: (*_SELF, *_GLASS),
        Role.DOCTOR: (*_SELF, *_GLASS),
        Role.PHARMACIST: (*_SELF, *_GLASS),
        Role.PRIVACY_OFFICER: (*_SELF, "glass.review"),
        Role.ADMINISTRATOR: (*_SELF, "account.manage"),
        Role.PROGRAM: ("account.sign_in", "account.manage", "account.names"),
    },
    tables="tables",
    handlers="service",
    entities={"account": "Account", "glass": "Emergency opening"},
)
