"""The demo clinic's inboxes and messages: some sent, one that needs a phone call, one that waits for a question."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from hms_desktop.features.notifications.domain import Channel, MessageKind
from hms_desktop.features.notifications.posting import RecordAttempt, TakeMessage
from hms_desktop.features.notifications.service import MarkRead, MyNotices, NotifyPeople, QueueMessage
from hms_desktop.features.notifications.wishes import KeepWish
from hms_desktop.features.patients.domain import ContactRow
from hms_desktop.features.patients.service import ContactsOf, PatientList
from hms_desktop.features.users.service import Accounts
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans
from hms_desktop.kernel.paging import PageRequest
from hms_desktop.kernel.posting import Trouble, Verdict

_LOOKED_AT: Final = 60
_SENT: Final = 3
_TOLD: Final = (
    ("mcosta", "A message could not be sent", 1, "messages"),
    ("mcosta", "A time has become free", 2, "patients"),
    ("mcosta", "A patient asks to be called back", 4, "chart"),
    ("shaile", "A patient was assigned to you", 0, "chart"),
    ("shaile", "A hospital stay has ended", 3, "chart"),
    ("aokoro", "A bed is to be made ready", 5, "chart"),
)
"""Who is told what, about which of the patients, and where it leads."""


def fill(means: DemoMeans) -> None:
    """Notices first; then messages, by the same steps that the program takes."""
    people = _people(means)
    _tell(means, people)
    reachable = [who for who in people if who.email and who.phone][: _SENT + 1]
    unreachable = next((who for who in people if who.phone and not who.email), None)
    for who in (*reachable[:_SENT], *((unreachable,) if unreachable else ())):
        _remind(means, who, is_asked=True)
    if len(reachable) > _SENT:
        _remind(means, reachable[_SENT], is_asked=False)
    _send(means)


def _people(means: DemoMeans) -> tuple[ContactRow, ...]:
    rows = means.ask(PatientList(page=PageRequest(size=_LOOKED_AT)), Role.RECEPTIONIST).rows
    uids = tuple(row.uid for row in rows if not row.is_restricted and not row.is_deceased)
    found: tuple[ContactRow, ...] = means.ask(ContactsOf(uids=uids), Role.RECEPTIONIST)
    return found


def _tell(means: DemoMeans, people: tuple[ContactRow, ...]) -> None:
    accounts: dict[str, UUID] = {row.login: row.uid for row in means.ask(Accounts(), Role.ADMINISTRATOR)}
    for login, title, at, page in _TOLD:
        who = people[at]
        command = NotifyPeople(
            id=means.ids.new(), accounts=(accounts[login],), kind="demo", title=title, detail=who.name, page=page,
            subject=who.uid if page == "chart" else None,
        )  # fmt: skip
        means.do(command, Role.MANAGER)
    last = means.ask(MyNotices(), Role.RECEPTIONIST).rows[-1]
    means.do(MarkRead(id=means.ids.new(), uids=(last.uid,)), Role.RECEPTIONIST)


def _remind(means: DemoMeans, who: ContactRow, *, is_asked: bool) -> None:
    if is_asked:
        wish = KeepWish(id=means.ids.new(), patient=who.uid, version=0, email=True, sms=True)
        means.do(wish, Role.RECEPTIONIST)
    day = means.today + timedelta(days=2)
    values = {"day": day.isoformat(), "minute": str(9 * 60 + 20 * means.chance.randrange(12)), "doctor": "Dr Haile"}
    command = QueueMessage(
        id=means.ids.new(), kind=MessageKind.REMINDER, patient=who.uid, channel=Channel.EMAIL, values=values,
        is_urgent=True,
    )  # fmt: skip
    means.do(command, Role.RECEPTIONIST)


def _send(means: DemoMeans) -> None:
    """Every message is taken; nothing leaves the demo, and the record says that it was sent."""
    while True:
        attempt = means.ids.new()
        message = means.do(TakeMessage(id=attempt, channel=Channel.EMAIL), Role.PROGRAM)
        if message is None:
            return
        command = RecordAttempt(
            id=means.ids.new(), message=message, attempt=attempt, verdict=Verdict.SENT, trouble=Trouble.NONE,
            chance=means.chance.random(),
        )  # fmt: skip
        means.do(command, Role.PROGRAM)
