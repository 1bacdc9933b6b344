"""What can be done with accounts, for menus, keys and palette."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.users.ui.glass_page import GlassPage
from hms_desktop.features.users.ui.mine_page import MinePage
from hms_desktop.features.users.ui.users_page import UsersPage
from hms_desktop.ui.actions import ActionSpec, Menu

_MANAGE: Final = "account.manage"
_SELF: Final = "account.self"

ACTIONS: Final = (
    ActionSpec("users.add", "Add a person", UsersPage.primary, Menu.CLINIC, _MANAGE, icon="user-plus", page="users"),
    ActionSpec(
        "users.change", "Change name or roles", UsersPage.change, Menu.CLINIC, _MANAGE, icon="user", page="users"
    ),
    ActionSpec(
        "users.password", "New password", UsersPage.give_password, Menu.CLINIC, _MANAGE, icon="key", page="users"
    ),
    ActionSpec(
        "users.code", "Drop the second factor", UsersPage.drop_second_factor, Menu.CLINIC, _MANAGE,
        icon="device-mobile-off", page="users",
    ),
    ActionSpec(
        "users.close", "Close the account", UsersPage.close_account, Menu.CLINIC, _MANAGE, icon="user-off",
        page="users",
    ),
    ActionSpec(
        "mine.open", "My account", lambda place: place.open("mine"), Menu.PROGRAM, _SELF, icon="user-circle"
    ),
    ActionSpec(
        "mine.password", "Change my password", MinePage.change_password, Menu.PROGRAM, _SELF, icon="key", page="mine"
    ),
    ActionSpec("mine.pin", "Set my PIN", MinePage.set_pin, Menu.PROGRAM, _SELF, icon="pin", page="mine"),
    ActionSpec(
        "mine.code", "Set up a second factor", MinePage.set_second_factor, Menu.PROGRAM, _SELF, icon="device-mobile",
        page="mine",
    ),
    ActionSpec(
        "glass.review", "Review the opening", GlassPage.primary, Menu.CLINIC, "glass.review", icon="eye-check",
        page="glass",
    ),
)  # fmt: skip
