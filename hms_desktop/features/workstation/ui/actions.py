"""What can be done with the workstation itself, for menus, keys and palette."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.workstation.ui.backups_page import BackupsPage
from hms_desktop.features.workstation.ui.journal_page import JournalPage
from hms_desktop.ui.actions import ActionSpec, Menu

ACTIONS: Final = (
    ActionSpec(
        "about.open", "About this program", lambda place: place.open("about"), Menu.PROGRAM, "settings.own",
        icon="info-circle",
    ),
    ActionSpec(
        "journal.reload", "Read the journal again", JournalPage.reload, Menu.CLINIC, "journal.read", icon="refresh",
        page="journal",
    ),
    ActionSpec(
        "journal.prove", "Prove the records", JournalPage.prove, Menu.CLINIC, "backup.make", icon="shield-check",
        page="journal",
    ),
    ActionSpec(
        "backups.make", "Back up now", BackupsPage.primary, Menu.CLINIC, "backup.make", icon="database-export",
        page="backups",
    ),
)  # fmt: skip
