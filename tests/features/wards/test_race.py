"""Two writers on one bed: the database gives it to one of them, whoever asks and however close together."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from sqlalchemy import select

from hms_desktop.features.wards.domain import AdmissionState, BedState, DischargeKind
from hms_desktop.features.wards.keeping import CleanBed
from hms_desktop.features.wards.stays import Admit, Discharge
from hms_desktop.features.wards.tables import Admission, BedStay
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Invalid, KnownError
from tests.features.wards.house import House

ROUNDS = 12


def both(here: House, commands: tuple[Admit, Admit]) -> list[KnownError]:
    """Sends the two at once, each over a connection of its own; what each was refused with."""
    start, told = threading.Barrier(2), list[KnownError]()

    def send(command: Admit) -> None:
        start.wait(20)
        try:
            here.desk.do(command, Role.NURSE)
        except KnownError as error:
            told.append(error)

    threads = [threading.Thread(target=send, args=(command,)) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told


def test_two_who_want_one_bed_at_once_never_both_get_it(either_here: House) -> None:
    here = either_here
    beds = [bed.uid for bed in here.map().beds]
    for turn in range(ROUNDS):
        if turn % len(beds) == 0:
            _empty(here)
        bed, pair = beds[turn % len(beds)], (here.patient(0), here.patient(1))
        told = both(here, (_admit(here, pair[0], bed), _admit(here, pair[1], bed)))
        assert len(told) == 1
        assert isinstance(told[0], Invalid)
        assert told[0].fields["bed"] in ("Somebody is in this bed", "This bed was taken a moment ago")
    double = here.desk.sql("SELECT bed FROM bed_stay WHERE until IS NULL GROUP BY bed HAVING count(*) > 1")
    assert double == []


def test_one_patient_admitted_to_two_beds_at_once_lies_in_one(either_here: House) -> None:
    here = either_here
    beds = [bed.uid for bed in here.map().beds]
    for _ in range(ROUNDS):
        _empty(here)
        patient = here.patient()
        told = both(here, (_admit(here, patient, beds[0]), _admit(here, patient, beds[1])))
        assert [isinstance(error, Invalid) and set(error.fields) for error in told] == [{"patient"}]
        assert len([bed for bed in here.map().beds if bed.state is BedState.OCCUPIED]) == 1


@pytest.mark.parametrize("same", ["bed", "admission", "patient"])
def test_the_database_itself_holds_it_past_every_check(either_here: House, same: str) -> None:
    here = either_here
    admission, now = here.admit(here.patient(), "A1"), here.desk.clock.now()
    other = here.desk.id()
    bed = here.bed("A1").uid
    stay = {"admission": other, "bed": other, "ward": here.ward, "since": now, "until": None, "is_void": False}
    row = {
        "patient": other, "doctor": None, "bed": bed, "state": AdmissionState.IN, "admitted_at": now,
        "ended_at": None, "ended": None, "expected": None, "reason": "", "diet": "normal", "isolation": "none",
        "is_fall_risk": False, "word": "",
    }  # fmt: skip

    def past_every_check() -> None:
        with here.desk.writing() as work:
            if same == "patient":
                work.rows.add(Admission, row | {"patient": work.rows.value(select(Admission.patient))})
            else:
                work.rows.add(BedStay, stay | {same: bed if same == "bed" else admission})

    with pytest.raises(Invalid):
        past_every_check()


def _admit(here: House, patient: UUID, bed: UUID) -> Admit:
    return Admit(id=here.desk.id(), patient=patient, bed=bed)


def _empty(here: House) -> None:
    """Everybody goes, and every bed is clean."""
    for bed in here.map().beds:
        if bed.occupant:
            who = bed.occupant
            here.does(Discharge, admission=who.admission, version=who.version, kind=DischargeKind.HOME)
    for bed in here.map().beds:
        if bed.state is BedState.TO_CLEAN:
            here.does(CleanBed, uid=bed.uid, version=bed.version)
