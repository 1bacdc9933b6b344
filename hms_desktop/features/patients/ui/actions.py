"""What can be done with patients, declared once for menu, keys, palette and the key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.ui.chart_page import ChartPage
from hms_desktop.features.patients.ui.edit_dialog import FORM as EDIT
from hms_desktop.features.patients.ui.edit_dialog import EditDialog
from hms_desktop.features.patients.ui.register_dialog import FORM as REGISTER
from hms_desktop.features.patients.ui.register_dialog import RegisterDialog
from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.workplace import Workplace


def register(place: Workplace) -> None:
    """Somebody new."""
    place.offer(RegisterDialog(place))


def resume_register(place: Workplace, parked: Parked) -> None:
    """Goes on with somebody half registered."""
    place.offer(RegisterDialog(place, parked))


def resume_edit(place: Workplace, parked: Parked) -> None:
    """Goes on with a change; the chart is read again first, because it may be another one by now."""
    if parked.subject is not None:
        place.open("chart", parked.subject)
        query = Chart(uid=parked.subject)
        place.ask(place, query, lambda chart: place.offer(EditDialog(place, chart, parked)))


FORMS: Final[Mapping[str, Callable[[Workplace, Parked], None]]] = {REGISTER: resume_register, EDIT: resume_edit}

_OF_CHART: Final = "chart"

ACTIONS: Final = (
    ActionSpec(
        "patients.register", "Register a patient", register, Menu.PATIENT, "patient.register", "Ctrl+Shift+P",
        "user-plus",
    ),
    ActionSpec(
        "chart.phone", "Add a phone number", ChartPage.add_phone, Menu.PATIENT, "patient.change", "Ctrl+Shift+T",
        "phone", _OF_CHART,
    ),
    ActionSpec(
        "chart.identifier", "Add an identity number", ChartPage.add_identifier, Menu.PATIENT, "patient.change",
        "Ctrl+Shift+I", "id", _OF_CHART,
    ),
    ActionSpec(
        "chart.relation", "Add a relation", ChartPage.add_relation, Menu.PATIENT, "patient.change", "Ctrl+Shift+F",
        "users", _OF_CHART,
    ),
    ActionSpec(
        "chart.death", "Record a death", ChartPage.record_death, Menu.PATIENT, "patient.change", "", "cross", _OF_CHART
    ),
    ActionSpec(
        "chart.restrict", "Restrict the record, or lift that", ChartPage.toggle_restricted, Menu.PATIENT,
        "patient.restrict", "", "shield-lock", _OF_CHART,
    ),
    ActionSpec(
        "chart.archive", "Archive the record, or bring it back", ChartPage.toggle_archived, Menu.PATIENT,
        "patient.archive", "", "archive", _OF_CHART,
    ),
    ActionSpec(
        "chart.join", "Join with another record", ChartPage.join, Menu.PATIENT, "patient.merge", "Ctrl+Shift+M",
        "git-merge", _OF_CHART,
    ),
    ActionSpec(
        "chart.apart", "Take joined records apart", ChartPage.take_apart, Menu.PATIENT, "patient.merge", "",
        "arrows-split", _OF_CHART,
    ),
    ActionSpec(
        "chart.photo", "Photo", ChartPage.take_photo, Menu.PATIENT, "patient.change", "", "camera", _OF_CHART
    ),
    ActionSpec(
        "chart.no_photo", "Remove the photo", ChartPage.remove_photo, Menu.PATIENT, "patient.change", "", "camera-off",
        _OF_CHART,
    ),
    ActionSpec(
        "chart.copy", "Copy of this record", ChartPage.copy, Menu.PATIENT, "patient.export", "Ctrl+P", "printer",
        _OF_CHART,
    ),
    ActionSpec(
        "chart.history", "History of this record", ChartPage.show_history, Menu.PATIENT, "patient.open",
        "Ctrl+Shift+H", "history", _OF_CHART,
    ),
)  # fmt: skip
