"""Breaking the glass: for a reason, for an hour, and never unseen."""

from __future__ import annotations

from uuid import UUID

import pytest

from hms_desktop.features.users.service import BreakGlass, GlassToReview, OpenGlass, ReviewGlass
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, NotFound
from tests.support import Desk

SUBJECT = UUID(int=4711)
OFFICER = Role.PRIVACY_OFFICER


def break_glass(desk: Desk, *roles: str, reason: str = "unconscious at the door") -> None:
    until = desk.do(BreakGlass(id=desk.id(), subject=SUBJECT, reason=reason), *roles)
    assert (until - desk.clock.now()).total_seconds() == 3600


def test_a_broken_glass_is_open_for_sixty_minutes_and_for_one_person(either_staffed: Desk) -> None:
    break_glass(either_staffed, Role.DOCTOR)
    assert either_staffed.ask(OpenGlass(), Role.DOCTOR) == (SUBJECT,)
    assert either_staffed.ask(OpenGlass(), Role.NURSE) == ()
    either_staffed.clock.advance(3599.999)
    assert either_staffed.ask(OpenGlass(), Role.DOCTOR) == (SUBJECT,)
    either_staffed.clock.advance(0.001)
    assert either_staffed.ask(OpenGlass(), Role.DOCTOR) == ()


@pytest.mark.parametrize("reason", ["", "short", "         x          ", "\n\t \u2003"])
def test_a_reason_is_needed(staffed: Desk, reason: str) -> None:
    with pytest.raises(Invalid) as info:
        break_glass(staffed, Role.DOCTOR, reason=reason)
    assert set(info.value.fields) == {"reason"}
    assert staffed.ask(OpenGlass(), Role.DOCTOR) == ()


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.CASHIER, Role.MANAGER, Role.ADMINISTRATOR, OFFICER, Role.LAB])
def test_who_has_no_emergencies_breaks_no_glass(staffed: Desk, role: str) -> None:
    with pytest.raises(Denied):
        break_glass(staffed, role)


def test_every_opening_waits_for_its_review_with_who_when_and_why(either_staffed: Desk) -> None:
    break_glass(either_staffed, Role.DOCTOR)
    either_staffed.clock.advance(60)
    break_glass(either_staffed, Role.NURSE, reason="  another reason «ö» ")
    newest, oldest = either_staffed.ask(GlassToReview(), OFFICER)
    assert (newest.reason, oldest.reason) == ("another reason «ö»", "unconscious at the door")
    assert newest.opened_at > oldest.opened_at
    assert newest.subject == SUBJECT
    assert ("searched", "glass") in either_staffed.sql("SELECT verb, entity FROM journal")


def test_a_review_is_recorded_with_its_finding_and_is_done_then(either_staffed: Desk) -> None:
    break_glass(either_staffed, Role.DOCTOR)
    (row,) = either_staffed.ask(GlassToReview(), OFFICER)
    review = ReviewGlass(id=either_staffed.id(), uid=row.uid, version=row.version, finding="in order")
    either_staffed.do(review, OFFICER)
    assert either_staffed.ask(GlassToReview(), OFFICER) == ()
    for version in (row.version, row.version + 1):
        other = ReviewGlass(id=either_staffed.id(), uid=row.uid, version=version, finding="not at all")
        with pytest.raises(Conflict, match="a finding stands"):
            either_staffed.do(other, OFFICER)
    assert either_staffed.sql("SELECT finding FROM glass") == [("in order",)]


def test_a_review_finds_something(staffed: Desk) -> None:
    break_glass(staffed, Role.DOCTOR)
    (row,) = staffed.ask(GlassToReview(), OFFICER)
    with pytest.raises(Invalid) as info:
        staffed.do(ReviewGlass(id=staffed.id(), uid=row.uid, version=1, finding="  "), OFFICER)
    assert set(info.value.fields) == {"finding"}
    with pytest.raises(NotFound):
        staffed.do(ReviewGlass(id=staffed.id(), uid=staffed.id(), version=1, finding="x"), OFFICER)


def test_nobody_reviews_his_own_opening(staffed: Desk) -> None:
    from hms_desktop.features.users.service import AddAccount
    from tests.support import actor

    both = (Role.DOCTOR, OFFICER)
    account = actor(*both).user
    staffed.do(AddAccount(id=staffed.id(), login="both", name="B", roles=both, account=account), Role.ADMINISTRATOR)
    break_glass(staffed, *both)
    (row,) = staffed.ask(GlassToReview(), OFFICER)
    with pytest.raises(Conflict, match="Not your own"):
        staffed.do(ReviewGlass(id=staffed.id(), uid=row.uid, version=1, finding="fine"), *both)
    staffed.do(ReviewGlass(id=staffed.id(), uid=row.uid, version=1, finding="fine"), OFFICER)


def test_who_has_no_account_breaks_no_glass(desk: Desk) -> None:
    with pytest.raises(Conflict):
        break_glass(desk, Role.DOCTOR)
