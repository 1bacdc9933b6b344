"""Odd text through every field of the wards: it comes back cleaned, or is refused beside its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from hms_desktop.features.wards.domain import BedState, DischargeKind, Marks, Sections, folded_code
from hms_desktop.features.wards.keeping import CleanBed, CloseBed, MendBed
from hms_desktop.features.wards.service import Wards
from hms_desktop.features.wards.setup import AddWard, ChangeBed
from hms_desktop.features.wards.stays import CancelAdmission, Discharge
from hms_desktop.features.wards.summaries import SummaryOf, WriteSummary
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.text import clean
from tests.data import nasty
from tests.features.wards.house import House

Deed = Callable[[House, str], str]


def _name_of_a_ward(here: House, typed: str) -> str:
    uid = here.does(AddWard, Role.MANAGER, name=typed)
    return next(row.name for row in here.desk.ask(Wards(), Role.NURSE) if row.uid == uid)


def _code_of_a_bed(here: House, typed: str) -> str:
    bed = here.bed("A1")
    here.does(ChangeBed, Role.MANAGER, uid=bed.uid, version=bed.version, code=typed, room=bed.room)
    return next(one.code for one in here.map().beds if one.uid == bed.uid)


def _room_of_a_bed(here: House, typed: str) -> str:
    bed = here.bed("A1")
    here.does(ChangeBed, Role.MANAGER, uid=bed.uid, version=bed.version, code="A1", room=typed)
    return here.bed("A1").room


def _word_on_a_broken_bed(here: House, typed: str) -> str:
    bed = here.bed("A1")
    here.does(CloseBed, uid=bed.uid, version=bed.version, note=typed)
    return here.bed("A1").note


def _reason_of_an_admission(here: House, typed: str) -> str:
    here.admit(here.patient(), "A1", why=typed)
    who = here.bed("A1").occupant
    assert who is not None
    return str(who.reason)


def _word_for_the_ward(here: House, typed: str) -> str:
    here.admit(here.patient(), "A1", marks=Marks(word=typed))
    who = here.bed("A1").occupant
    assert who is not None
    assert who.marks is not None
    return who.marks.word


def _course_of_a_stay(here: House, typed: str) -> str:
    admission = here.admit(here.patient(), "A1")
    here.does(WriteSummary, Role.DOCTOR, admission=admission, version=0, sections=Sections(course=typed))
    return here.desk.ask(SummaryOf(admission=admission), Role.NURSE).sections.course


def _reason_of_a_cancelling(here: House, typed: str) -> str:
    admission = here.admit(here.patient(), "A1")
    here.does(CancelAdmission, admission=admission, version=1, reason=typed)
    ((told,),) = here.desk.sql(
        "SELECT v.reason FROM journal j JOIN journal_value v ON v.seq = j.seq "
        "WHERE j.entity = 'admission' AND j.verb = 'update' ORDER BY j.seq DESC LIMIT 1"
    )
    return str(told)


DEEDS: Final[tuple[Deed, ...]] = (
    _name_of_a_ward, _code_of_a_bed, _room_of_a_bed, _word_on_a_broken_bed, _reason_of_an_admission,
    _word_for_the_ward, _course_of_a_stay, _reason_of_a_cancelling,
)  # fmt: skip
_SHORT: Final[dict[Deed, int]] = {_code_of_a_bed: 12, _name_of_a_ward: 80, _room_of_a_bed: 80}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_whatever_is_typed_comes_back_cleaned_or_is_refused(either_here: House, deed: Deed) -> None:
    taken = 0
    for typed in nasty.TEXTS:
        try:
            got = deed(either_here, typed)
        except Invalid:
            assert not folded_code(clean(typed)) or len(clean(typed)) > _SHORT.get(deed, 200)
        else:
            assert got == clean(typed)
            taken += 1
        _clear(either_here)
    assert taken >= 8
    assert either_here.desk.faults() == []


def _clear(here: House) -> None:
    """Nobody in bed, and the first bed as it was."""
    for bed in here.map().beds:
        if bed.occupant:
            who = bed.occupant
            here.does(Discharge, admission=who.admission, version=who.version, kind=DischargeKind.HOME)
    for state, order in ((BedState.OUT_OF_ORDER, MendBed), (BedState.TO_CLEAN, CleanBed)):
        for bed in here.map().beds:
            if bed.state is state:
                here.does(order, uid=bed.uid, version=bed.version)
    first = here.map().beds[0]
    here.does(ChangeBed, Role.MANAGER, uid=first.uid, version=first.version, code="A1", room="Room 1")
