"""By what a patient may be reached and wants to be, and what the inbox holds: frozen rows and small rules. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from hms_desktop.features.notifications.domain.messages import Channel, Preference, Problem

LONGEST_TITLE: Final = 120
LONGEST_DETAIL: Final = 500
LONGEST_LINE: Final = 200
MOST_AT_ONCE: Final = 200
"""So many people are told of one thing, or so many notices are done, in one command."""


@dataclass(frozen=True)
class NoticeRow:
    """Something that one person here is told; `detail` is None for a role that may not read it."""

    uid: UUID
    version: int
    kind: str
    title: str
    detail: str | None
    page: str
    subject: UUID | None
    at: datetime
    read_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True)
class WishRow:
    """What a patient said when he was asked."""

    patient: UUID
    version: int
    email: bool
    sms: bool
    language: str
    asked_at: datetime
    asked_by: UUID


def notice_problems(kind: str, title: str, detail: str) -> dict[str, str]:
    """Field → sentence, for a notice that cannot be."""
    found = {}
    if not title or len(title) > LONGEST_TITLE:
        found["title"] = "A title is needed, of at most 120 letters"
    if len(detail) > LONGEST_DETAIL:
        found["detail"] = "This is longer than it can be"
    if not kind or len(kind) > 40:
        found["kind"] = "A kind is one word"
    return found


def stands_against(wishes: tuple[WishRow, ...], channel: Channel) -> Problem:
    """Why a patient is not written to, or NONE."""
    wish = last_wish(wishes)
    if wish is None:
        return Problem.NOT_ASKED
    return Problem.NONE if (wish.email if channel is Channel.EMAIL else wish.sms) else Problem.SAID_NO


def last_wish(wishes: tuple[WishRow, ...]) -> WishRow | None:
    """What a patient said last, in whichever of his joined records it was written down."""
    return max(wishes, key=lambda wish: wish.asked_at, default=None)


def channel_for(preference: Preference, wishes: tuple[WishRow, ...], reachable: frozenset[Channel]) -> Channel:
    """The channel to take: of two the second only where the first cannot be and the second can."""
    if preference in (Preference.EMAIL, Preference.EMAIL_FIRST):
        first, second = Channel.EMAIL, Channel.SMS
    else:
        first, second = Channel.SMS, Channel.EMAIL
    if preference in (Preference.EMAIL, Preference.SMS):
        return first
    fits = [one for one in (first, second) if one in reachable and stands_against(wishes, one) is Problem.NONE]
    return fits[0] if fits else first
