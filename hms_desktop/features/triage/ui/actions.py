"""What can be done with triage, declared once for menu, keys, palette and the key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hms_desktop.features.patients.service import NamesOf
from hms_desktop.features.scheduling.domain import VisitRow
from hms_desktop.features.scheduling.queue import VisitOf
from hms_desktop.features.triage.ui.triage_dialog import FORM, Someone, TriageDialog
from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.workplace import Workplace


def suggest(page: Any) -> None:  # noqa: ANN401 - the day's page, which is another feature's
    """For the chosen line of today's board."""
    row = page.current()
    if row is not None:
        visit = row.visit
        who = Someone(
            row.patient, row.whose.name, row.reason, visit.uid if visit else None, visit.version if visit else 0
        )
        page.place.offer(TriageDialog(page.place, who))


def resume(place: Workplace, parked: Parked) -> None:
    """Goes on with a decision; the visit is read again first, because it may be another one by now."""
    if parked.subject is not None:
        place.ask(place, VisitOf(uid=parked.subject), lambda visit: _named(place, parked, visit))


def _named(place: Workplace, parked: Parked, visit: VisitRow) -> None:
    def offer(names: Any) -> None:  # noqa: ANN401 - rows of names
        name = names[0].name if names else ""
        who = Someone(visit.patient, name, visit.reason, visit.uid, visit.version)
        place.offer(TriageDialog(place, who, parked))

    place.ask(place, NamesOf(uids=(visit.patient,)), offer)


FORMS: Final[Mapping[str, Callable[[Workplace, Parked], None]]] = {FORM: resume}

ACTIONS: Final = (
    ActionSpec(
        "triage.suggest", "Suggest department and doctor", suggest, Menu.PATIENT, "triage.suggest", "Ctrl+Shift+A",
        "route", "today",
    ),
)  # fmt: skip
