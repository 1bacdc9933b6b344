"""What can be done with insight, declared once for menu, keys, palette and the key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hms_desktop.features.insight.service import AnswersOf
from hms_desktop.features.insight.ui.told_dialogs import OUTCOME, REPORT, OutcomeDialog, ReportDialog
from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.workplace import Workplace

_ASK: Final = "insight.ask"
_DECIDE: Final = "insight.accept"
_WATCH: Final = "insight.watch"
_FILM: Final = "film"


def open_insight(place: Workplace) -> None:
    """Brings the patient of the page in front along."""
    place.open("insight", place.whose())


def _turn_on(page: Any) -> None:  # noqa: ANN401 - the insight page
    page.turn(1)


def _turn_back(page: Any) -> None:  # noqa: ANN401
    page.turn(-1)


def _dismiss(page: Any) -> None:  # noqa: ANN401
    page.dismiss()


def _report(page: Any) -> None:  # noqa: ANN401
    page.report()


def _outcome(page: Any) -> None:  # noqa: ANN401
    page.tell_outcome()


def resume_report(place: Workplace, parked: Parked) -> None:
    """Goes on with a report."""
    if parked.subject is not None:
        place.offer(ReportDialog(place, parked.subject, parked))


def resume_outcome(place: Workplace, parked: Parked) -> None:
    """Goes on with telling what happened; the answers are read again first."""
    patient = parked.subject
    if patient is not None:
        place.ask(
            place, AnswersOf(patient=patient), lambda rows: place.offer(OutcomeDialog(place, patient, "", rows, parked))
        )


FORMS: Final[Mapping[str, Callable[[Workplace, Parked], None]]] = {REPORT: resume_report, OUTCOME: resume_outcome}


def _forget(page: Any) -> None:  # noqa: ANN401
    page.forget()


def _film(page: Any) -> None:  # noqa: ANN401
    """To the film reading; once there, to a film."""
    is_there = page.spec_id == _FILM
    page.turn_to(_FILM)
    if is_there:
        page.instrument.choose()


def _about(page: Any) -> None:  # noqa: ANN401
    """The card of the model behind the instrument in front; a score has none, and leads to the list."""
    page.place.open("models", page.spec_id)


def _score_wards(page: Any) -> None:  # noqa: ANN401
    page.place.open("lots", "wards")


def _next_part(page: Any) -> None:  # noqa: ANN401 - the models page
    page.turn(1)


def _part_before(page: Any) -> None:  # noqa: ANN401
    page.turn(-1)


def _tables(page: Any) -> None:  # noqa: ANN401
    page.turn_table()


ACTIONS: Final = (
    ActionSpec("insight.open", "Ask insight about this patient", open_insight, Menu.PATIENT, _ASK, "Ctrl+I", "bulb"),
    ActionSpec("insight.next", "Next instrument", _turn_on, Menu.VIEW, _ASK, "Ctrl+PgDown", "", "insight"),
    ActionSpec("insight.back", "Instrument before", _turn_back, Menu.VIEW, _ASK, "Ctrl+PgUp", "", "insight"),
    ActionSpec("insight.dismiss", "Dismiss the answer", _dismiss, Menu.WORK, _DECIDE, "Ctrl+D", "x", "insight"),
    ActionSpec("insight.report", "Report the answer", _report, Menu.WORK, _DECIDE, "Ctrl+Shift+E", "", "insight"),
    ActionSpec("insight.film", "Open a film", _film, Menu.WORK, _ASK, "Ctrl+O", "lungs", "insight"),
    ActionSpec(
        "insight.outcome", "Tell what happened afterwards", _outcome, Menu.WORK, _DECIDE, "Ctrl+Shift+U", "", "insight"
    ),
    ActionSpec("insight.nobody", "Somebody not on file", _forget, Menu.WORK, _ASK, "Ctrl+Shift+N", "", "insight"),
    ActionSpec("insight.about", "About this model", _about, Menu.VIEW, _WATCH, "Ctrl+Shift+M", "info-circle",
               "insight"),
    ActionSpec("insight.wards", "Score the wards’ patients", _score_wards, Menu.WORK, _WATCH, "Ctrl+Shift+S", "bed",
               "insight"),
    ActionSpec("models.next", "Next part of the model", _next_part, Menu.VIEW, _WATCH, "Ctrl+PgDown", "", "models"),
    ActionSpec("models.back", "Part before", _part_before, Menu.VIEW, _WATCH, "Ctrl+PgUp", "", "models"),
    ActionSpec("models.tables", "Plots as tables", _tables, Menu.VIEW, _WATCH, icon="table", page="models"),
)  # fmt: skip
