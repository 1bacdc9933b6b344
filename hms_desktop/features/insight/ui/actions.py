"""What can be done with insight, declared once for menu, keys, palette and the key sheet."""

from __future__ import annotations

from typing import Any, Final

from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.workplace import Workplace

_ASK: Final = "insight.ask"
_DECIDE: Final = "insight.accept"
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


def _forget(page: Any) -> None:  # noqa: ANN401
    page.forget()


def _film(page: Any) -> None:  # noqa: ANN401
    """To the film reading; once there, to a film."""
    is_there = page.spec_id == _FILM
    page.turn_to(_FILM)
    if is_there:
        page.instrument.choose()


ACTIONS: Final = (
    ActionSpec("insight.open", "Ask insight about this patient", open_insight, Menu.PATIENT, _ASK, "Ctrl+I", "bulb"),
    ActionSpec("insight.next", "Next instrument", _turn_on, Menu.VIEW, _ASK, "Ctrl+PgDown", "", "insight"),
    ActionSpec("insight.back", "Instrument before", _turn_back, Menu.VIEW, _ASK, "Ctrl+PgUp", "", "insight"),
    ActionSpec("insight.dismiss", "Dismiss the answer", _dismiss, Menu.WORK, _DECIDE, "Ctrl+D", "x", "insight"),
    ActionSpec("insight.report", "Report the answer", _report, Menu.WORK, _DECIDE, "Ctrl+Shift+E", "", "insight"),
    ActionSpec("insight.film", "Open a film", _film, Menu.WORK, _ASK, "Ctrl+O", "lungs", "insight"),
    ActionSpec("insight.nobody", "Somebody not on file", _forget, Menu.WORK, _ASK, "Ctrl+Shift+N", "", "insight"),
)
