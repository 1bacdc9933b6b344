"""Pages of the journal: by number, in either direction, of one kind or one person, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hms_desktop.features.workstation.service import ChangeSetting, JournalEntry, JournalHead, JournalPage, JournalRow
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, NotFound
from hms_desktop.kernel.messages import Query
from hms_desktop.kernel.paging import PageRequest
from tests.support import Desk, actor

ADMIN, OFFICER, NURSE = Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.NURSE


def write(desk: Desk) -> None:
    for minutes in (2, 3, 4):
        desk.do(ChangeSetting(id=desk.id(), key="lock.minutes", value=minutes), ADMIN)
        desk.do(ChangeSetting(id=desk.id(), key="text.size", value=100 + minutes), NURSE)


def walk(desk: Desk, query: JournalPage) -> list[JournalRow]:
    found: list[JournalRow] = []
    while True:
        page = desk.ask(query, OFFICER)
        found += page.rows
        if page.next is None:
            return found
        query = replace(query, page=replace(query.page, after=page.next))


@pytest.mark.parametrize("descending", [True, False])
def test_pages_hold_every_entry_once_and_in_order(either_desk: Desk, descending: bool) -> None:
    write(either_desk)
    whole = either_desk.ask(JournalHead(), OFFICER)[0]
    found = [row.seq for row in walk(either_desk, JournalPage(page=PageRequest(size=2, descending=descending)))]
    ordered = found[::-1] if descending else found
    assert ordered == list(range(1, ordered[-1] + 1))
    assert ordered[-1] in (whole, whole + 1)  # the first reading is an entry itself


def test_one_kind_and_one_person_are_what_was_asked_for(either_desk: Desk) -> None:
    write(either_desk)
    asked = JournalPage(page=PageRequest(size=1, descending=True), entity="setting", actor=actor(NURSE).user)
    found = walk(either_desk, asked)
    assert len(found) == 3
    assert {(row.entity, row.actor) for row in found} == {("setting", actor(NURSE).user)}


def test_an_entry_names_the_fields_that_changed(either_desk: Desk) -> None:
    write(either_desk)
    last = walk(either_desk, JournalPage(page=PageRequest(descending=True), entity="setting"))[0]
    found = either_desk.ask(JournalEntry(seq=last.seq), OFFICER)
    assert found.line == last
    assert "value" in found.fields
    assert "key" not in found.fields
    with pytest.raises(NotFound):
        either_desk.ask(JournalEntry(seq=10_000), OFFICER)


def test_the_head_is_the_link_of_the_last_entry(either_desk: Desk) -> None:
    write(either_desk)
    seq, link = either_desk.ask(JournalHead(), OFFICER)
    assert either_desk.ask(JournalEntry(seq=seq), OFFICER).link == link
    assert len(link) == 64


def test_nobody_else_reads_it(desk: Desk) -> None:
    asked: tuple[Query[Any], ...] = (JournalPage(), JournalHead(), JournalEntry(seq=1))
    for query in asked:
        with pytest.raises(Denied):
            desk.ask(query, ADMIN)
