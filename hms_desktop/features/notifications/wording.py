"""A clinic's own texts of messages, in the place of the program's, checked before they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications import store
from hms_desktop.features.notifications.domain import LANGUAGES, TEXTS, MessageKind, Wording, wording_problems
from hms_desktop.features.notifications.tables import MessageText
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Command, Query, answers, handles

_NO_LANGUAGE: Final = "Messages are not written in this language"


@dataclass(frozen=True)
class TextRow:
    """The text that is used; `version` is 0 while it is the program's own."""

    kind: MessageKind
    language: str
    version: int
    wording: Wording


@dataclass(frozen=True, kw_only=True)
class KeepText(Command[None]):
    """The clinic's own text; `version` is that of its text until now, 0 for none."""

    kind: MessageKind
    language: str
    version: int
    subject: str
    body: str
    short: str


@dataclass(frozen=True, kw_only=True)
class DropText(Command[None]):
    """Back to the program's text."""

    kind: MessageKind
    language: str
    version: int


@dataclass(frozen=True, kw_only=True)
class TextOf(Query[TextRow]):
    """The text of a kind of message in a language."""

    kind: MessageKind
    language: str


@handles(KeepText, permission="message.setup")
def keep_text(command: KeepText, work: Work) -> None:
    told = wording_problems(command.kind, Wording(command.subject, command.body, command.short))
    if command.language not in LANGUAGES:
        told["language"] = _NO_LANGUAGE
    if told:
        raise Invalid(told)
    values = {"subject": command.subject, "body": command.body, "short": command.short}
    if command.version == 0:
        work.rows.add(MessageText, {"kind": command.kind, "language": command.language, **values})
    else:
        uid = _own(work, command.kind, command.language)
        work.rows.change(MessageText, uid, command.version, values)


@handles(DropText, permission="message.setup")
def drop_text(command: DropText, work: Work) -> None:
    uid = _own(work, command.kind, command.language)
    found = work.rows.version(MessageText, uid)
    if found != command.version:
        raise Conflict("Changed meanwhile", "Somebody wrote this text meanwhile", "Look at it and try again")
    work.rows.remove(MessageText, uid)


@answers(TextOf, permission="message.text")
def text_of(query: TextOf, work: Work) -> TextRow:
    if query.language not in LANGUAGES:
        raise Invalid({"language": _NO_LANGUAGE})
    own = store.own_text(work.rows, query.kind, query.language)
    if own:
        return TextRow(query.kind, query.language, own[1], own[2])
    return TextRow(query.kind, query.language, 0, TEXTS[query.language][query.kind])


def _own(work: Work, kind: MessageKind, language: str) -> UUID:
    found = work.rows.one(
        select(MessageText.uid).where(MessageText.kind == kind, MessageText.language == language), "The text"
    )
    return UUID(bytes=found.uid.bytes)
