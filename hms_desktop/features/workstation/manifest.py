"""The workstation as data: its settings, and who may change them or read the journal."""

from hms_desktop.features.workstation.domain import (
    LANGUAGE_NAMES,
    THEME_NAMES,
    label_problem,
    language_problem,
    lines_problem,
    minutes_problem,
    name_problem,
    printers_problem,
    size_problem,
    theme_problem,
    zone_problem,
)
from hms_desktop.kernel.access import PEOPLE, Role
from hms_desktop.kernel.manifest import Feature, PageSpec
from hms_desktop.kernel.settings import Scope, Setting

CLINIC_NAME = Setting("clinic.name", str, "", Scope.CLINIC, "Name of the clinic", problem=name_problem)
CLINIC_ZONE = Setting("clinic.zone", str, "UTC", Scope.CLINIC, "Time zone of the clinic", problem=zone_problem)
CLINIC_ADDRESS = Setting("clinic.address", str, "", Scope.CLINIC, "Address on the letterhead", problem=lines_problem)
CLINIC_PHONE = Setting("clinic.phone", str, "", Scope.CLINIC, "Phone on the letterhead", problem=label_problem)
CLINIC_EMAIL = Setting("clinic.email", str, "", Scope.CLINIC, "E-mail on the letterhead", problem=label_problem)
CLINIC_REGISTRATION = Setting(
    "clinic.registration", str, "", Scope.CLINIC, "Registration number on the letterhead", problem=label_problem
)
WORKSTATION_NAME = Setting(
    "workstation.name", str, "", Scope.WORKSTATION, "Name of this workstation", problem=label_problem
)
LOCK_AFTER = Setting(
    "lock.minutes", int, 5, Scope.WORKSTATION, "Minutes until it locks itself", problem=minutes_problem
)
PRINTERS = Setting("printers", dict[str, str], {}, Scope.WORKSTATION, "Printers", problem=printers_problem)
"""Kind of paper → the printer's name; a kind that is not in it goes to the computer's own choice."""
LANGUAGE = Setting(
    "language", str, "en", Scope.USER, "Language", "settings.own", problem=language_problem, options=LANGUAGE_NAMES
)
TEXT_SIZE = Setting(
    "text.size", int, 100, Scope.USER, "Size of the text in per cent", permission="settings.own", problem=size_problem
)
THEME = Setting("theme", str, "light", Scope.USER, "Colours", "settings.own", theme_problem, THEME_NAMES)

_OWN = ("settings.own", "draft.own")

FEATURE = Feature(
    name="workstation",
    title="Workstation",
    permissions={
        "settings.own": "One's own settings",
        "settings.change": "Settings of the clinic and the workstation",
        "draft.own": "One's own half-done work",
        "journal.read": "Read the journal",
        "backup.make": "Make backups and prove the records",
        "attachment.keep": "Keep pictures and papers with a record",
        "house.keep": "Keep house: move refusals, thin out old answers",
    },
    roles={
        **{role: _OWN for role in PEOPLE},
        **{role: (*_OWN, "attachment.keep") for role in (Role.RECEPTIONIST, Role.NURSE, Role.DOCTOR)},
        Role.MANAGER: (*_OWN, "backup.make", "attachment.keep"),
        Role.PRIVACY_OFFICER: (*_OWN, "journal.read", "backup.make"),
        Role.ADMINISTRATOR: (*_OWN, "settings.change", "backup.make"),
        Role.PROGRAM: ("house.keep", "settings.change", "settings.own"),
    },
    tables="tables",
    handlers="service attachments",
    settings=(
        CLINIC_NAME, CLINIC_ZONE, CLINIC_ADDRESS, CLINIC_PHONE, CLINIC_EMAIL, CLINIC_REGISTRATION,
        WORKSTATION_NAME, LOCK_AFTER, PRINTERS, LANGUAGE, THEME, TEXT_SIZE,
    ),
    pages=(
        PageSpec("journal", "Journal", "ui.journal_page:JournalPage", "journal.read", "history", place=82,
                 home_of=(Role.PRIVACY_OFFICER,)),
        PageSpec("backups", "Backups", "ui.backups_page:BackupsPage", "backup.make", "database-export", place=86),
        PageSpec("settings", "Settings", "ui.settings_page:SettingsPage", "settings.own", "settings", place=90),
        PageSpec("about", "About", "ui.about_page:AboutPage", "settings.own", "info-circle"),
    ),
    actions="ui.actions",
    entities={"setting": "Setting", "blob": "Attachment", "clinic": "The clinic's file"},
)  # fmt: skip
