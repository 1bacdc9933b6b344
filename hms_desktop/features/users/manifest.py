"""Users as data: who may do what with accounts."""

from hms_desktop.kernel.access import PEOPLE, Role
from hms_desktop.kernel.manifest import Feature, PageSpec

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
    pages=(
        PageSpec(
            "users", "Users", "ui.users_page:UsersPage", "account.manage", "users", place=80,
            home_of=(Role.ADMINISTRATOR,),
        ),
        PageSpec("glass", "Reviews", "ui.glass_page:GlassPage", "glass.review", "alert-triangle", place=84),
        PageSpec("mine", "My account", "ui.mine_page:MinePage", "account.self", "user-circle"),
    ),
    actions="ui.actions",
    entities={"account": "Account", "glass": "Emergency opening"},
)  # fmt: skip
