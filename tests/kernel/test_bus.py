"""The one door: what it lets in, what it carries out, once, and what comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hms_desktop.kernel.access import Actor, Role
from hms_desktop.kernel.bus import Bus
from hms_desktop.kernel.changes import LIMIT, Changes
from hms_desktop.kernel.errors import BugError, Conflict, Denied
from hms_desktop.kernel.messages import Command, Query
from hms_desktop.kernel.secret import Secret
from tests.kernel import acts
from tests.kernel.acts import FULL, Both, Forbidden, Keep, Look, Refuse, Say, Value, Values, Whisper, acting
from tests.support import Desk, actor

DOCTOR, NURSE = actor(Role.DOCTOR), actor(Role.NURSE)


def kept(desk: Desk) -> list[str]:
    return [key for (key,) in desk.sql("SELECT key FROM setting ORDER BY local_no")]


def journal(desk: Desk) -> list[tuple[str, str]]:
    return [(verb, command) for verb, command in desk.sql("SELECT verb, command FROM journal ORDER BY seq")]


def test_who_may_not_is_told_so_before_the_store_is_even_opened(desk: Desk) -> None:
    bus = acting(desk)
    desk.engine.close()
    tries: tuple[tuple[Actor, Command[Any]], ...] = (
        (NURSE, Keep(id=desk.id(), key="k")),
        (DOCTOR, Forbidden(id=desk.id())),
    )
    for person, command in tries:
        with pytest.raises(Denied):
            bus.execute(command, person)
        with pytest.raises(Denied):
            bus.demand(command, person)
    with pytest.raises(Denied):
        bus.ask(Value(key="k"), actor("stranger"))
    bus.demand(Value(key="k"), NURSE)


class Unheard(Command[None]):
    """Nobody handles it."""


def test_a_message_that_nobody_handles_is_a_mistake(desk: Desk) -> None:
    with pytest.raises(LookupError, match="Unheard"):
        acting(desk).execute(Unheard(id=desk.id()), DOCTOR)


def test_a_message_has_one_handler(desk: Desk) -> None:
    with pytest.raises(ValueError, match="two handlers for Keep"):
        Bus((acts.keep, acts.keep), desk.house.access, desk.store, desk.clock, desk.ids)


def test_a_second_click_answers_the_same_and_does_nothing_twice(either_desk: Desk) -> None:
    bus = acting(either_desk)
    heard: list[Changes] = []
    bus.listen(heard.append)
    command = Keep(id=either_desk.id(), key="k")
    first = bus.execute(command, DOCTOR)
    second = bus.execute(Keep(id=command.id, key="k"), DOCTOR)
    assert (first.again, second.again) == (False, True)
    assert first.answer == second.answer
    assert first.changes.by_kind == {"setting": frozenset({first.answer})}
    assert not second.changes
    assert heard == [first.changes]
    assert kept(either_desk) == ["k"]
    assert journal(either_desk) == [("create", "Keep")]


def test_a_kept_answer_is_read_back_as_the_same_value(either_desk: Desk) -> None:
    bus = acting(either_desk)
    command = Say(id=either_desk.id())
    answers = [bus.execute(command, DOCTOR).answer for _ in range(2)]
    assert answers == [FULL, FULL]
    assert type(answers[1].mood) is acts.Mood


@pytest.mark.parametrize("other", ["person", "content", "command", "reason"])
def test_the_id_of_another_act_is_refused_and_nothing_happens(either_desk: Desk, other: str) -> None:
    bus = acting(either_desk)
    uid = either_desk.id()
    bus.execute(Keep(id=uid, key="k"), DOCTOR)
    again: Command[Any] = Keep(id=uid, key="k")
    if other == "content":
        again = Keep(id=uid, key="other")
    elif other == "command":
        again = Say(id=uid)
    elif other == "reason":
        again = Keep(id=uid, key="k", reason="why")
    person = actor(Role.DOCTOR, Role.NURSE) if other == "person" else DOCTOR
    with pytest.raises(Conflict, match="Already used"):
        bus.execute(again, person)
    assert kept(either_desk) == ["k"]


def test_the_same_content_typed_with_spaces_is_the_same_act(desk: Desk) -> None:
    bus = acting(desk)
    uid = desk.id()
    assert bus.execute(Keep(id=uid, key="e\u0301 "), DOCTOR).answer == bus.execute(Keep(id=uid, key="é"), DOCTOR).answer


def test_a_secret_is_no_part_of_what_is_kept_of_a_command(desk: Desk) -> None:
    bus = acting(desk)
    uid = desk.id()
    bus.execute(Whisper(id=uid, secret=Secret("one")), DOCTOR)
    assert bus.execute(Whisper(id=uid, secret=Secret("three")), DOCTOR).answer == 3


def test_a_command_that_failed_may_be_tried_again_with_its_id(desk: Desk) -> None:
    bus = acting(desk)
    uid = desk.id()
    with pytest.raises(Conflict, match="Not now"):
        bus.execute(Refuse(id=uid, key="k"), DOCTOR)
    assert kept(desk) == []
    done = bus.execute(Keep(id=uid, key="k"), DOCTOR)
    assert not done.again
    assert kept(desk) == ["k"]


def test_listeners_hear_after_the_commit_and_only_then(either_desk: Desk) -> None:
    bus = acting(either_desk)
    seen: list[tuple[list[str], Changes]] = []

    def listen(changes: Changes) -> None:
        with either_desk.reading() as work:
            rows = work.rows.connection.exec_driver_sql("SELECT key FROM setting").scalars().all()
        seen.append((list(rows), changes))

    bus.listen(listen)
    with pytest.raises(Conflict):
        bus.execute(Refuse(id=either_desk.id(), key="no"), DOCTOR)
    bus.execute(Say(id=either_desk.id()), DOCTOR)
    assert seen == []
    answer = bus.execute(Keep(id=either_desk.id(), key="yes"), DOCTOR).answer
    assert seen == [(["yes"], Changes({"setting": frozenset({answer})}))]


def test_a_listener_that_breaks_does_not_undo_and_says_nothing_of_what_it_heard(desk: Desk) -> None:
    bus = acting(desk)

    def listen(_: Changes) -> None:
        raise ValueError("canary")

    bus.listen(listen)
    with pytest.raises(BugError) as info:
        bus.execute(Keep(id=desk.id(), key="k"), DOCTOR)
    assert "canary" not in info.value.report + str(info.value)
    assert info.value.__context__ is None
    assert kept(desk) == ["k"]


def test_commands_within_a_command_are_one_transaction(either_desk: Desk) -> None:
    bus = acting(either_desk)
    done = bus.execute(Both(id=either_desk.id(), keys=("a", "b ")), DOCTOR)
    assert kept(either_desk) == ["a", "b"]
    ids = done.changes.by_kind["setting"]
    assert ids is not None
    assert len(ids) == 2
    assert len(either_desk.sql("SELECT DISTINCT txn FROM journal")) == 1


@pytest.mark.parametrize("then", ["forbidden", "broken"])
def test_when_one_of_them_fails_none_happened(either_desk: Desk, then: str) -> None:
    bus = acting(either_desk)
    with pytest.raises(Denied if then == "forbidden" else BugError):
        bus.execute(Both(id=either_desk.id(), keys=("a", "b"), then=then), DOCTOR)
    assert (kept(either_desk), journal(either_desk)) == ([], [])


def test_a_sensitive_reading_is_recorded_once_in_five_minutes(desk: Desk) -> None:
    bus = acting(desk)
    for _ in range(3):
        bus.ask(Value(key="k"), NURSE)
    desk.clock.advance(299)
    bus.ask(Value(key="k"), NURSE)
    assert journal(desk) == [("opened", "Value")]
    desk.clock.advance(1)
    bus.ask(Value(key="k"), NURSE)
    assert journal(desk) == [("opened", "Value")] * 2


def test_the_five_minutes_do_not_hang_on_the_wall_clock(desk: Desk) -> None:
    bus = acting(desk)
    bus.ask(Value(key="k"), NURSE)
    desk.clock.set(desk.clock.now() + timedelta(hours=1))
    bus.ask(Value(key="k"), NURSE)
    assert len(journal(desk)) == 1


def test_another_person_another_device_and_another_thing_are_readings_of_their_own(desk: Desk) -> None:
    bus = acting(desk)
    elsewhere = actor(Role.NURSE, device=UUID(int=5))
    for person, thing in ((NURSE, UUID(int=1)), (DOCTOR, UUID(int=1)), (elsewhere, UUID(int=1)), (NURSE, UUID(int=2))):
        bus.ask(Value(key="k", thing=thing), person)
    bus.ask(Value(key="k", thing=None), NURSE)
    rows = desk.sql("SELECT actor, device, entity, entity_id, verb FROM journal")
    assert len(set(rows)) == 5


@pytest.mark.parametrize("query", [Value(key="k"), Values(keys=("k", "k"))])
def test_without_the_record_there_is_no_answer(desk: Desk, query: Query[object]) -> None:
    bus = acting(desk)
    bus.execute(Keep(id=desk.id(), key="k", value="secret"), DOCTOR)
    desk.sql("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no more'); END")
    for _ in range(2):
        with pytest.raises(BugError):
            bus.ask(query, NURSE)
    desk.sql("DROP TRIGGER full")
    assert "secret" in str(bus.ask(query, NURSE))
    assert ("opened", "Value") in journal(desk)


def test_a_question_that_fails_is_no_reading(desk: Desk) -> None:
    with pytest.raises(BugError):
        acting(desk).ask(acts.Fail(said="x"), NURSE)
    assert journal(desk) == []


def test_sensitive_questions_within_a_question_are_each_recorded(either_desk: Desk) -> None:
    bus = acting(either_desk)
    bus.execute(Keep(id=either_desk.id(), key="a", value="1"), DOCTOR)
    assert bus.ask(Values(keys=("a", "b")), NURSE) == ("1", None)
    assert journal(either_desk)[1:] == [("opened", "Value"), ("opened", "Value")]


def test_a_sensitive_question_within_a_command_is_recorded_with_it_or_not_at_all(either_desk: Desk) -> None:
    bus = acting(either_desk)
    bus.execute(Look(id=either_desk.id(), key="k"), DOCTOR)
    assert journal(either_desk) == [("opened", "Look")]
    with pytest.raises(BugError):
        bus.execute(Look(id=either_desk.id(), key="k", then="broken"), DOCTOR)
    assert len(journal(either_desk)) == 1


def test_a_reading_changes_nothing_that_a_window_would_repaint(desk: Desk) -> None:
    done = acting(desk).execute(Look(id=desk.id(), key="k"), DOCTOR)
    assert not done.changes


def test_a_question_cannot_write(either_desk: Desk) -> None:
    with pytest.raises(BugError):
        acting(either_desk).ask(acts.Write(), NURSE)
    assert (kept(either_desk), journal(either_desk)) == ([], [])


def test_changes_tell_what_they_touch() -> None:
    one, other = UUID(int=1), UUID(int=2)
    changes = Changes.of([("a", one), ("a", one)])
    assert changes.touches("a")
    assert changes.touches("a", one)
    assert not changes.touches("a", other)
    assert not changes.touches("b")
    assert not Changes()


def test_more_than_the_limit_of_one_kind_is_the_whole_kind() -> None:
    many = [("a", UUID(int=i)) for i in range(LIMIT + 1)]
    assert Changes.of(many[:-1]).by_kind["a"] == frozenset(uid for _, uid in many[:-1])
    changes = Changes.of([*many, ("b", UUID(int=1))])
    assert changes.by_kind == {"a": None, "b": frozenset({UUID(int=1)})}
    assert changes.touches("a", UUID(int=10**9))
