"""Opening a restricted record in an emergency: a reason now, an hour's time, and a review later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from hms_desktop.features.users.service import BreakGlass
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import Field, TextField
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace


class GlassDialog(CommandDialog):
    """The reason is the command's own, and is kept in the journal."""

    def __init__(self, place: Workplace, subject: UUID) -> None:
        super().__init__(place, Purpose(tr("Open in an emergency"), tr("Open for one hour")))
        self._subject = subject
        self.reason = TextField("reason", tr("Why it cannot wait"))
        self.build()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """What it means comes before the field."""
        told = tr("This record is restricted. Opening it is recorded, and the privacy officer will review it.")
        return (label(told, "notice", wraps=True),), (self.reason,)

    def make(self, values: Mapping[str, Any]) -> BreakGlass:
        """The order with its reason."""
        return BreakGlass(id=self.command_id, subject=self._subject, reason=str(values["reason"]))

    def done(self, _done: Done[Any]) -> None:
        """Says for how long."""
        self.place.say(tr("Open for one hour; a review follows"))
