"""What can be done with notices and messages, for menus, keys and palette."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hms_desktop.features.notifications.ui.inbox_page import InboxPage
from hms_desktop.features.notifications.ui.messages_page import MessagesPage
from hms_desktop.features.notifications.ui.text_dialog import TextDialog
from hms_desktop.features.notifications.ui.wish_dialog import FORM, WishDialog
from hms_desktop.features.notifications.wishes import ReachOf
from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.page import Page
from hms_desktop.ui.somebody import Somebody
from hms_desktop.ui.workplace import Workplace


def ask_wish(page: Page) -> None:
    """How the patient whom the page is about wants to be reached."""
    whose = page.whose()
    if whose is not None:
        place = page.place
        place.ask(page, ReachOf(patient=whose.uid), lambda reach: place.offer(WishDialog(place, whose, reach)))


def resume_wish(place: Workplace, parked: Parked) -> None:
    """Goes on with an answer that was half written down."""
    if parked.subject is not None:
        place.open("chart", parked.subject)
        whose = Somebody(parked.subject, "")
        query = ReachOf(patient=parked.subject)
        place.ask(place, query, lambda reach: place.offer(WishDialog(place, whose, reach, parked)))


FORMS: Final[Mapping[str, Callable[[Workplace, Parked], None]]] = {FORM: resume_wish}

ACTIONS: Final = (
    ActionSpec("inbox.finish", "Done with this notice", InboxPage.finish, Menu.WORK, "notice.own", "Del", "check",
               "inbox"),
    ActionSpec("inbox.done", "Show what is done, or the inbox", InboxPage.toggle_done, Menu.VIEW, "notice.own", "",
               "history", "inbox"),
    ActionSpec("messages.take", "Look after this message, or not", MessagesPage.take, Menu.WORK, "message.see",
               "Ctrl+Shift+O", "user-check", "messages"),
    ActionSpec("messages.phone", "Done by phone", MessagesPage.by_phone, Menu.WORK, "message.see", "Ctrl+Shift+C",
               "phone", "messages"),
    ActionSpec("messages.drop", "Not needed any more", MessagesPage.drop, Menu.WORK, "message.see", "Del", "mail-off",
               "messages"),
    ActionSpec("messages.arrived", "It had arrived", MessagesPage.arrived, Menu.WORK, "message.see", "", "checks",
               "messages"),
    ActionSpec("messages.texts", "Texts of messages", lambda place: place.offer(TextDialog(place)), Menu.CLINIC,
               "message.setup", icon="mail"),
    ActionSpec("chart.wish", "How to reach this patient", ask_wish, Menu.PATIENT, "wish.keep", "Ctrl+Shift+U",
               "address-book", "chart"),
)  # fmt: skip
