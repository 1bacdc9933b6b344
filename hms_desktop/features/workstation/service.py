"""Commands and queries of the workstation itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features import NAMES
from hms_desktop.features.workstation import store
from hms_desktop.features.workstation.domain import DRAFT_LIMIT
from hms_desktop.features.workstation.store import (
    DraftRow,
)
from hms_desktop.features.workstation.store import JournalDetail as JournalDetail  # noqa: PLC0414 - for the screens
from hms_desktop.features.workstation.store import JournalRow as JournalRow  # noqa: PLC0414
from hms_desktop.kernel.errors import Denied, Invalid, NotFound
from hms_desktop.kernel.manifest import load
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles
from hms_desktop.kernel.paging import FIRST, PAGE_LIMIT, PAGE_SIZE, Page, PageRequest
from hms_desktop.kernel.settings import Setting

ANSWERS_KEPT: Final = timedelta(days=7)
"""A retry comes within seconds, from a queue within days; after that the first answer is nobody's any more."""


@dataclass(frozen=True, kw_only=True)
class ChangeSetting(Command[None]):
    """A new value for a declared setting, in its scope: the clinic's, this workstation's or one's own."""

    key: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class SaveDraft(Command[None]):
    """Keeps what is half typed. Not journaled: it is nobody's record yet."""

    draft: UUID
    form: str
    title: str
    content: Any
    subject: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DiscardDraft(Command[None]):
    """The draft has become a record, or nothing."""

    draft: UUID


@dataclass(frozen=True, kw_only=True)
class RecordRefusal(Command[None]):
    """A sign-in that the vault refused while the store was closed; `reason` says when and why."""

    account: UUID | None


class HouseAct(StrEnum):
    """What was done to the clinic's file as a whole, for the record."""

    FOUNDED = "founded"
    BACKED_UP = "backed up"
    RESTORED = "restored"
    VERIFIED = "verified"
    UNPROVED = "opened unproved"
    KNOWLEDGE = "knowledge replaced"


_ON_PURPOSE: Final = (HouseAct.BACKED_UP, HouseAct.VERIFIED)


@dataclass(frozen=True, kw_only=True)
class RecordHouseAct(Command[None]):
    """Something was done to the file as a whole."""

    act: HouseAct


@dataclass(frozen=True, kw_only=True)
class CareForRecords(Command[None]):
    """Somebody backs the records up, or has them proved, now and on purpose; asked for before it is done."""

    act: HouseAct


@dataclass(frozen=True, kw_only=True)
class KeepHouse(Command[int]):
    """Drops what has had its time: first answers older than a week."""


@dataclass(frozen=True, kw_only=True)
class SettingsNow(Query[dict[str, Any]]):
    """The actor's settings as they stand, by key."""


@dataclass(frozen=True, kw_only=True)
class MyDrafts(Query[tuple[DraftRow, ...]]):
    """The actor's half-done work, the newest first."""


@dataclass(frozen=True, kw_only=True)
class JournalLines(Query[tuple[JournalRow, ...]]):
    """Lines of the journal, the newest first."""

    before: int | None = None
    size: int = PAGE_SIZE


@dataclass(frozen=True, kw_only=True)
class JournalPage(Query[Page[JournalRow]]):
    """A page of the journal, of one kind of thing or of one person only if asked for."""

    page: PageRequest = FIRST
    entity: str = ""
    actor: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class JournalHead(Query[tuple[int, str]]):
    """How many entries there are, and the link of the last: written down elsewhere, it proves all before it."""


@dataclass(frozen=True, kw_only=True)
class JournalEntry(Query[JournalDetail]):
    """One entry, looked at on purpose."""

    seq: int


def declared() -> dict[str, Setting[Any]]:
    """Every setting that a manifest declares."""
    return {setting.key: setting for feature in load(NAMES) for setting in feature.settings}


@handles(ChangeSetting, permission="settings.own")
def change_setting(command: ChangeSetting, work: Work) -> None:
    setting = declared().get(command.key)
    if setting is None:
        raise NotFound("No such setting", "Nothing is called {key}", key=command.key)
    if not work.may(setting.permission):
        raise Denied("Not allowed", "Your role does not include this: {permission}", permission=setting.permission)
    store.keep_setting(work.rows, setting.key, work.settings.owner(setting), setting.accept(command.value))


@handles(SaveDraft, permission="draft.own")
def save_draft(command: SaveDraft, work: Work) -> None:
    if len(msgspec.json.encode(command.content)) > DRAFT_LIMIT:
        raise Invalid({"content": "This is too long to keep as a draft"})
    row = DraftRow(command.draft, command.form, command.subject, command.title, work.now, command.content)
    store.keep_draft(work.rows, work.actor.user, row)


@handles(DiscardDraft, permission="draft.own")
def discard_draft(command: DiscardDraft, work: Work) -> None:
    store.drop_draft(work.rows, work.actor.user, command.draft)


@handles(RecordRefusal, permission="house.keep")
def record_refusal(command: RecordRefusal, work: Work) -> None:
    work.record("refused", "account", command.account)


@handles(RecordHouseAct, permission="house.keep")
def record_house_act(command: RecordHouseAct, work: Work) -> None:
    work.record(command.act.value, "clinic", None)


@handles(CareForRecords, permission="backup.make")
def care_for_records(command: CareForRecords, work: Work) -> None:
    if command.act not in _ON_PURPOSE:
        raise Denied("Not allowed", "Only a backup or a proof is asked for")
    work.record(command.act.value, "clinic", None)


@handles(KeepHouse, permission="house.keep")
def keep_house(_: KeepHouse, work: Work) -> int:
    return store.forget_answers(work.rows, work.now - ANSWERS_KEPT)


@answers(SettingsNow, permission="settings.own")
def settings_now(_: SettingsNow, work: Work) -> dict[str, Any]:
    return {key: work.settings[setting] for key, setting in declared().items()}


@answers(MyDrafts, permission="draft.own")
def my_drafts(_: MyDrafts, work: Work) -> tuple[DraftRow, ...]:
    return store.drafts(work.rows, work.actor.user)


@answers(JournalLines, permission="journal.read", audited=Audited("searched", "journal"))
def journal_lines(query: JournalLines, work: Work) -> tuple[JournalRow, ...]:
    return store.journal_before(work.rows, query.before, min(max(query.size, 1), PAGE_LIMIT))


@answers(JournalPage, permission="journal.read", audited=Audited("searched", "journal"))
def journal_page(query: JournalPage, work: Work) -> Page[JournalRow]:
    return store.journal_page(work.rows, query.page, query.entity, query.actor)


@answers(JournalHead, permission="journal.read")
def journal_head(_: JournalHead, work: Work) -> tuple[int, str]:
    return store.journal_head(work.rows)


@answers(
    JournalEntry, permission="journal.read", audited=Audited("opened", "journal", lambda _, told: told.line.entity_id)
)
def journal_entry(query: JournalEntry, work: Work) -> JournalDetail:
    return store.journal_detail(work.rows, query.seq)
