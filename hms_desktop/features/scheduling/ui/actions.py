"""What can be done at the front desk, declared once for menu, keys, palette and the key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from hms_desktop.features.scheduling.ui.book_dialog import FORM as BOOK
from hms_desktop.features.scheduling.ui.book_dialog import BookDialog
from hms_desktop.features.scheduling.ui.calendar_page import CalendarPage
from hms_desktop.features.scheduling.ui.calendar_side import PIN
from hms_desktop.features.scheduling.ui.small_dialogs import WAIT_FORM, WaitDialog
from hms_desktop.features.scheduling.ui.today_page import TodayPage
from hms_desktop.features.scheduling.ui.token_board import TokenBoardWindow
from hms_desktop.features.scheduling.ui.walk_in_dialog import FORM as WALK_IN
from hms_desktop.features.scheduling.ui.walk_in_dialog import WalkInDialog
from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.workplace import Workplace


def walk_in(place: Workplace) -> None:
    """Somebody comes without an appointment; in front of a chart it is that patient."""
    place.offer(WalkInDialog(place))


def book(place: Workplace) -> None:
    """A time for the patient in front, or for whoever is said."""
    place.offer(BookDialog(place, place.whose()))


def wait(place: Workplace) -> None:
    """Somebody waits for a time."""
    place.offer(WaitDialog(place, place.whose()))


def token_board(place: Workplace) -> None:
    """The board for the waiting room."""
    TokenBoardWindow(place).show_on_second()


FORMS: Final[Mapping[str, Callable[[Workplace, Parked], None]]] = {
    WALK_IN: lambda place, parked: place.offer(WalkInDialog(place, parked=parked)),
    BOOK: lambda place, parked: place.offer(BookDialog(place, parked=parked)),
    WAIT_FORM: lambda place, parked: place.offer(WaitDialog(place, parked=parked)),
    PIN: lambda place, parked: place.open("calendar", parked.subject),
}

_BOOK, _QUEUE = "schedule.book", "queue.move"


def _of(page: str, rows: tuple[tuple[str, str, Callable[[Any], object], str, str, str], ...]) -> tuple[ActionSpec, ...]:
    return tuple(
        ActionSpec(f"{page}.{name}", text, act, Menu.WORK, permission, key, icon, page)
        for name, text, act, permission, key, icon in rows
    )


ACTIONS: Final = (
    ActionSpec("desk.walk_in", "Walk-in", walk_in, Menu.PATIENT, _QUEUE, "F7", "walk", in_bar=True),
    ActionSpec("desk.book", "Book", book, Menu.PATIENT, _BOOK, "F8", "calendar-plus", in_bar=True),
    ActionSpec("desk.wait", "Put on the waiting list", wait, Menu.PATIENT, _BOOK, "Ctrl+Shift+W", "hourglass"),
    ActionSpec("desk.tokens", "Board for the waiting room", token_board, Menu.VIEW, _QUEUE, "", "device-tv"),
    *_of("today", (
        ("back", "One step back", TodayPage.step_back, _QUEUE, "Ctrl+Shift+Return", "arrow-back-up"),
        ("left", "Left without being seen", TodayPage.leave, _QUEUE, "Ctrl+Shift+X", "door-exit"),
        ("miss", "Did not come", TodayPage.miss, _BOOK, "Ctrl+Shift+N", "user-off"),
        ("confirm", "Said to come", TodayPage.confirm, _BOOK, "Ctrl+Shift+C", "user-check"),
        ("cancel", "Cancel the appointment", TodayPage.cancel, _BOOK, "Del", "calendar-off"),
        ("assign", "Doctor and urgency", TodayPage.assign, _QUEUE, "Ctrl+Shift+E", "arrows-exchange"),
        ("paper", "Print the token or the slip", TodayPage.paper, "schedule.see", "Ctrl+P", "printer"),
    )),
    *_of("calendar", (
        ("new", "Book here", CalendarPage.new, _BOOK, "N", "calendar-plus"),
        ("today", "Today", CalendarPage.today, "schedule.see", "T", "calendar"),
        ("week", "Week of this doctor, or the day", CalendarPage.toggle_week, "schedule.see", "W", "calendar-stats"),
        ("by", "By doctor, room, department", CalendarPage.next_by, "schedule.see", "B", "layout-columns"),
        ("list", "As a list", CalendarPage.toggle_list, "schedule.see", "L", "list"),
        ("go", "Go to a day", CalendarPage.go_to_day, "schedule.see", "G", "calendar-event"),
        ("before", "A day or week back", partial(CalendarPage.go, days=-1), "schedule.see", "PgUp", "chevron-left"),
        ("after", "A day or week on", partial(CalendarPage.go, days=1), "schedule.see", "PgDown", "chevron-right"),
        ("longer", "Longer", partial(CalendarPage.lengthen, minutes=10), _BOOK, "+", "plus"),
        ("shorter", "Shorter", partial(CalendarPage.lengthen, minutes=-10), _BOOK, "-", "minus"),
        ("closer", "Closer", partial(CalendarPage.closer, step=1), "schedule.see", "Ctrl++", "zoom-in"),
        ("farther", "Farther", partial(CalendarPage.closer, step=-1), "schedule.see", "Ctrl+-", "zoom-out"),
        ("cut", "Pin it, to be moved", CalendarPage.cut, _BOOK, "Ctrl+X", "pin"),
        ("paste", "Put it down here", CalendarPage.paste, _BOOK, "Ctrl+V", "pinned"),
        ("cancel", "Cancel the appointment", CalendarPage.cancel, _BOOK, "Del", "calendar-off"),
        ("describe", "What it is for", CalendarPage.describe, _BOOK, "R", "pencil"),
        ("confirm", "Said to come, or not", CalendarPage.confirm, _BOOK, "C", "user-check"),
        ("check_in", "Check in", CalendarPage.check_in, _QUEUE, "I", "login"),
        ("paper", "Print the slip", CalendarPage.paper, "schedule.see", "Ctrl+P", "printer"),
        ("file", "Calendar file", CalendarPage.as_file, "schedule.export", "Ctrl+E", "download"),
        ("patients", "Patients of this doctor", CalendarPage.patients, "schedule.see", "P", "users"),
    )),
)  # fmt: skip
