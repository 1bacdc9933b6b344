"""No-shows are learnt from the clinic's own appointments, kept with their figures, and used when they are no worse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import exp
from typing import Any, Final
from uuid import UUID

import pytest

from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.patients.service import BirthYears, RegisterPatient
from hms_desktop.features.scheduling import judging, learning
from hms_desktop.features.scheduling.domain import (
    Cause,
    ForetoldBy,
    NewAppointment,
    NewWaiting,
    NoShowModel,
    NoShowRisk,
    State,
    Time,
)
from hms_desktop.features.scheduling.learning import LearnNoShows, NoShowFits, NoShowRisks
from hms_desktop.features.scheduling.service import BookAppointment, ConfirmAppointment, MissAppointment
from hms_desktop.features.scheduling.tables import Appointment
from hms_desktop.features.scheduling.waiting import AddWaiting, WaitingList
from hms_desktop.inference.catalogue import Catalogue, standing
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.clock import to_ms
from hms_desktop.kernel.errors import Conflict, Denied
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.models.recipes import neighbours
from tests.support import Desk

NOW: Final = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LIVED: Final = 1_500


def lived(kind: str, appointments: int = LIVED) -> list[dict[str, Any]]:
    """What was, moved so that it ends a day before now."""
    with neighbours("noshow", "clinics") as (clinics,):
        rows = clinics.lived(clinics.KINDS[kind], appointments, 6)
    later = timedelta(days=(NOW.date() - max(row["day"] for row in rows)).days - 1)
    moved = {"booked": later, "starts": later, "day": later}
    return [{**row, **{name: row[name] + by for name, by in moved.items()}} for row in rows]


def kept(desk: Desk, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """These rows as appointments of the clinic, past the commands: they cannot book what was."""
    whose: dict[str, UUID] = {}
    made = []
    for number, row in enumerate(rows):
        booked = round(row["booked"].timestamp() * 1000)
        made.append({
            "uid": UUID(int=booked << 80 | 7 << 76 | number),
            "patient": whose.setdefault(row["patient"], desk.id()), "doctor": UUID(int=1 + number), "room": None,
            "day": row["day"], "minute": row["minute"], "minutes": row["minutes"], "zone": "UTC",
            "starts": row["starts"], "ends": row["starts"] + timedelta(minutes=row["minutes"]),
            "state": State.MISSED if row["missed"] else State.KEPT, "is_overbooked": True, "reason": "", "note": "",
            "series": None, "is_own": False, "cancelled_by": None, "cancelled_why": "",
        })  # fmt: skip
    alone = list({(row["patient"], row["starts"]): row for row in made}.values())
    with desk.writing() as work:
        work.rows.add_many(Appointment, alone)
    return alone


@pytest.fixture
def here(either_staffed: Desk) -> Surgery:
    made = surgery(either_staffed, "UTC")
    either_staffed.clock.set(NOW)
    return made


@pytest.fixture
def one_here(staffed: Desk) -> Surgery:
    made = surgery(staffed, "UTC")
    staffed.clock.set(NOW)
    return made


def learn(here: Surgery, role: str = Role.MANAGER) -> UUID:
    return here.desk.do(LearnNoShows(id=here.desk.id()), role)


def model(here: Surgery, role: str = Role.MANAGER) -> NoShowModel:
    return here.desk.ask(NoShowFits(), role)


def risk(here: Surgery, uid: UUID) -> NoShowRisk:
    (found,) = here.desk.ask(NoShowRisks(appointments=(uid,)), Role.RECEPTIONIST)
    return found


def test_before_anything_is_learnt_the_base_foretells(here: Surgery) -> None:
    said = model(here)
    assert (said.by, said.version, said.why_rule, said.fits) == (ForetoldBy.BASE, "1.0.0", "", ())
    found = risk(here, here.book(here.patient(), 570))
    assert found.by is ForetoldBy.BASE
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.risk < found.high
    assert {one.cause for one in found.shares} >= {Cause.AHEAD, Cause.HISTORY, Cause.AGE, Cause.WEEKDAY}


def test_a_clinic_learns_from_its_own_history_and_uses_it(here: Surgery) -> None:
    kept(here.desk, lived("city"))
    uid = learn(here)
    said = model(here)
    (fit,) = said.fits
    assert (fit.uid, fit.number, fit.is_in_use, fit.at, fit.base) == (uid, 1, True, NOW, "1.0.0")
    assert (said.by, said.version) == (ForetoldBy.OWN, "1.0.0.1")
    assert fit.rows > LIVED / 2
    told = fit.figures
    assert told.judged == fit.rows - int(fit.rows * 0.8)
    assert told.log_loss < told.base_log_loss
    assert fit.reference["n"] == fit.rows
    found = risk(here, here.book(here.patient(), 570))
    assert found.by is ForetoldBy.OWN
    assert found.usual is not None
    assert found.usual > judging.base(standing()).usual


def test_both_databases_teach_what_the_rows_themselves_would(here: Surgery) -> None:
    rows = kept(here.desk, lived("city"))
    learn(here)
    raw = [
        (one["uid"], one["patient"], to_ms(one["starts"]), to_ms(one["ends"]), one["day"], one["minute"],
         one["minutes"], one["series"], one["state"] is State.MISSED)
        for one in rows
    ]  # fmt: skip
    base = judging.base(standing())
    told = judging.learnt(judging.table(judging.history(raw, {})), base).figures
    assert model(here).fits[0].figures == told


def test_a_second_click_learns_once(here: Surgery) -> None:
    kept(here.desk, lived("city"))
    command = LearnNoShows(id=here.desk.id())
    first = here.desk.execute(command, Role.MANAGER)
    again = here.desk.execute(command, Role.MANAGER)
    assert (again.answer, again.again) == (first.answer, True)
    assert [fit.uid for fit in model(here).fits] == [first.answer]


def test_the_next_fit_takes_the_place_of_the_one_before(one_here: Surgery) -> None:
    kept(one_here.desk, lived("city"))
    first = learn(one_here)
    one_here.desk.clock.advance(60)
    second = learn(one_here, Role.ADMINISTRATOR)
    assert [(fit.uid, fit.number, fit.is_in_use) for fit in model(one_here).fits] == [
        (second, 2, True), (first, 1, False),
    ]  # fmt: skip


def test_a_fit_that_is_worse_is_kept_and_not_used(one_here: Surgery, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(one_here.desk, lived("city"))
    learn(one_here)
    monkeypatch.setattr(judging, "is_no_worse", lambda _: False)
    one_here.desk.clock.advance(60)
    learn(one_here)
    said = model(one_here)
    assert [fit.is_in_use for fit in said.fits] == [False, False]
    assert said.by is ForetoldBy.BASE


def test_too_little_history_is_a_sentence_and_changes_nothing(here: Surgery) -> None:
    with pytest.raises(Conflict) as told:
        learn(here)
    assert "there are 0" in str(told.value)
    kept(here.desk, lived("city", 120))
    with pytest.raises(Conflict):
        learn(here)
    assert model(here).fits == ()


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.DOCTOR, Role.PRIVACY_OFFICER])
def test_only_who_manages_has_it_learn(one_here: Surgery, role: Role) -> None:
    with pytest.raises(Denied):
        learn(one_here, role)
    assert model(one_here, role).by is ForetoldBy.BASE


def test_a_fit_of_other_inputs_is_left_alone(one_here: Surgery, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(one_here.desk, lived("city"))
    learn(one_here)
    monkeypatch.setattr(learning, "NAMES", ("something else",))
    assert model(one_here).by is ForetoldBy.BASE


def test_without_a_model_the_rule_foretells_and_says_why(one_here: Surgery, monkeypatch: pytest.MonkeyPatch) -> None:
    here = one_here
    monkeypatch.setitem(here.desk.store.given, Catalogue, Catalogue(None))
    patient = here.patient()
    uid = here.book(patient, 570)
    here.desk.do(AddWaiting(id=here.desk.id(), asked=NewWaiting(patient=patient)), Role.RECEPTIONIST)
    said = model(here)
    assert said.by is ForetoldBy.RULE
    assert "not installed" in said.why_rule
    found = risk(here, uid)
    assert (found.by, found.low, found.high, found.usual, found.shares) == (ForetoldBy.RULE, None, None, None, ())
    assert found.risk == pytest.approx(0.1 * (1 + 0.25 * 3 / 30))
    (row,) = here.desk.ask(WaitingList(), Role.RECEPTIONIST)
    assert row.risk == pytest.approx(0.1 * (1 + 0.25 * 7 / 30))


def test_the_shares_of_a_risk_add_up_to_it(here: Surgery) -> None:
    found = risk(here, here.book(here.patient(), 1010))
    assert found.usual is not None
    total = found.usual + sum(one.adds for one in found.shares)
    assert found.risk == pytest.approx(1 / (1 + exp(-total)), abs=1e-9)
    assert found.word == "low"


def test_only_what_is_still_to_come_is_foretold(one_here: Surgery) -> None:
    here = one_here
    patient = here.patient()
    booked, past = here.book(patient, 570), here.book(here.patient("Kaya"), 800, day=NOW.date())
    here.desk.do(ConfirmAppointment(id=here.desk.id(), uid=booked, version=1), Role.NURSE)
    here.desk.clock.set(NOW + timedelta(hours=8))
    asked = NoShowRisks(appointments=(past, booked, UUID(int=5)))
    assert [one.appointment for one in here.desk.ask(asked, Role.NURSE)] == [booked]
    assert here.desk.ask(NoShowRisks(appointments=()), Role.NURSE) == ()


def test_a_miss_makes_the_next_one_likelier_as_soon_as_it_is_over(here: Surgery) -> None:
    patient = here.patient()
    first, next_ = here.book(patient, 800, day=NOW.date()), here.book(patient, 570)
    before = risk(here, next_).risk
    here.desk.clock.set(NOW + timedelta(hours=8))
    here.desk.do(MissAppointment(id=here.desk.id(), uid=first, version=1), Role.NURSE)
    assert risk(here, next_).risk > before


def test_years_of_birth_count_and_name_nobody(here: Surgery) -> None:
    uid = here.patient()
    facts = Particulars(family="Ng", given="Wei", sex=Sex.FEMALE, born=None)
    unborn = here.desk.do(RegisterPatient(id=here.desk.id(), facts=facts, confirmed=True), Role.RECEPTIONIST).uid
    asked = BirthYears(uids=(uid, unborn, UUID(int=3)))
    assert here.desk.ask(asked, Role.ADMINISTRATOR) == (1958, None, None)
    assert here.desk.ask(BirthYears(uids=()), Role.MANAGER) == ()
    with pytest.raises(Denied):
        here.desk.ask(asked, Role.RECEPTIONIST)


def test_the_young_are_told_from_the_old_by_what_the_clinic_knows(one_here: Surgery) -> None:
    found = []
    for family, born, minute in (("Young", date(2003, 5, 1), 570), ("Old", date(1940, 5, 1), 600)):
        facts = Particulars(family=family, given="Ana", sex=Sex.FEMALE, born=born)
        uid = one_here.desk.do(RegisterPatient(id=one_here.desk.id(), facts=facts), Role.RECEPTIONIST).uid
        found.append(risk(one_here, one_here.book(uid, minute)).risk)
    assert found[0] > found[1]


def test_what_was_asked_in_the_waiting_list_is_what_the_booking_is_told(one_here: Surgery) -> None:
    """A day, an hour and days ahead that are known make the same of it, whoever asks."""
    here, patient = one_here, one_here.patient()
    here.desk.clock.set(NOW)
    asked = NewAppointment(patient=patient, doctor=here.doctors[0], day=MONDAY, minute=570)
    uid = here.desk.do(BookAppointment(id=here.desk.id(), asked=asked), Role.RECEPTIONIST)
    with here.desk.reading() as work:
        ready = learning.forecast(work, {patient: (1958, 20)})
    ahead = (datetime(2026, 11, 23, 9, 30, tzinfo=UTC) - NOW) / timedelta(days=1)
    told = ready.risks(Time(days_ahead=ahead, weekday=0, minute=570))
    assert told[patient] == pytest.approx(risk(here, uid).risk, abs=1e-6)
