"""The papers of the front desk on their way to the preview."""

from __future__ import annotations

from uuid import UUID

from hms_desktop.features.scheduling.calendar import AppointmentSlip
from hms_desktop.features.scheduling.queue import TokenPaper
from hms_desktop.ui.paper import Paper
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace


def print_slip(place: Workplace, appointment: UUID) -> None:
    """The slip of an appointment."""
    query = AppointmentSlip(uid=appointment)
    place.print_paper(Paper("slip", tr("Appointment slip"), lambda: place.person.ask(query)))


def print_token(place: Workplace, visit: UUID, token: str) -> None:
    """The token of a visit."""
    query = TokenPaper(visit=visit)
    place.print_paper(Paper("token", tr("Token {token}", token=token), lambda: place.person.ask(query)))
