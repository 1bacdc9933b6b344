"""The watch over the models, their versions side by side, and lists of patients scored lot by lot."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hms_desktop.features.insight.domain.answer import Verdict
from hms_desktop.features.insight.domain.watch import told_of, weeks_of
from hms_desktop.features.insight.risks import AskRisk
from hms_desktop.features.insight.service import Decide, TellOutcome
from hms_desktop.features.insight.versions import ChooseVersion
from hms_desktop.features.insight.watching import (
    LOT,
    CardOf,
    GatherOutcomes,
    ModelsHere,
    ScoreLot,
    WatchOf,
)
from hms_desktop.inference.catalogue import Catalogue, seal_of
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid, NotFound, Stale
from tests.architecture.findings import CHECKOUT
from tests.features.insight.people import patient
from tests.features.wards.house import house
from tests.support import Desk

VALUES = {"age": 70.0, "male": 1.0, "time_in_hospital": 4.0, "number_inpatient": 1.0}
DAY = 24 * 3600
NEWER = "9.1.0"


def ask(desk: Desk, who: UUID | None = None, **more: float) -> UUID:
    values = VALUES | more
    said = desk.do(
        AskRisk(id=desk.id(), model="readmission", values=values, sources={}, patient=who), Role.DOCTOR
    )  # fmt: skip
    assert said.uid is not None
    return said.uid


def rows(desk: Desk, table: str, where: str = "1=1") -> int:
    return int(desk.sql(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])


@pytest.fixture
def two_versions(staffed: Desk, tmp_path: Path) -> Desk:
    """A clinic with a newer version of the readmission model in its own folder, the same graph under another number."""
    folder = tmp_path / "models" / "readmission@9.1.0"
    shutil.copytree(CHECKOUT / "models" / "readmission", folder)
    said = json.loads((folder / "model.json").read_text(encoding="utf-8")) | {"version": NEWER}
    said["seal"] = seal_of(said)
    (folder / "model.json").write_text(json.dumps(said), encoding="utf-8")
    own = Catalogue(CHECKOUT / "models", tmp_path / "models")
    staffed.store.given[Catalogue] = own  # type: ignore[index]
    return staffed


def test_every_model_is_listed_with_its_card_and_how_often_it_was_asked(either_staffed: Desk) -> None:
    ask(either_staffed)
    here = {row.name: row for row in either_staffed.ask(ModelsHere(), Role.MANAGER)}
    assert {"diagnosis", "readmission", "mortality", "film", "triage"} <= set(here)
    assert here["readmission"].answers == 1
    assert here["mortality"].answers == 0
    assert all(row.trouble == "" for row in here.values())
    assert "Not a medical device" in either_staffed.ask(CardOf(model="readmission"), Role.MANAGER)
    with pytest.raises(NotFound):
        either_staffed.ask(CardOf(model="../secret"), Role.MANAGER)


def test_a_model_that_was_changed_is_listed_with_its_trouble_and_the_others_go_on(
    staffed: Desk, tmp_path: Path
) -> None:
    shutil.copytree(CHECKOUT / "models", tmp_path / "models")
    file = tmp_path / "models" / "mortality" / "model.onnx"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    staffed.store.given[Catalogue] = Catalogue(tmp_path / "models")  # type: ignore[index]
    here = {row.name: row.trouble for row in staffed.ask(ModelsHere(), Role.MANAGER)}
    assert here["mortality"] == "The model was changed"
    assert here["readmission"] == ""
    ask(staffed)
    assert rows(staffed, "insight_answer") == 1


def test_who_watches_is_not_who_asks_and_the_other_way_round(staffed: Desk) -> None:
    for role in (Role.NURSE, Role.RECEPTIONIST):
        with pytest.raises(Denied):
            staffed.ask(ModelsHere(), role)
    with pytest.raises(Denied):
        staffed.do(ChooseVersion(id=staffed.id(), model="readmission"), Role.DOCTOR)


def test_inputs_that_look_otherwise_are_an_alarm_and_few_are_none(either_staffed: Desk) -> None:
    for number in range(10):
        ask(either_staffed, age=20.0 + number % 2 * 10, num_medications=float(60 + number))
    few = either_staffed.ask(WatchOf(model="readmission"), Role.MANAGER)
    assert (few.rows, few.is_enough, few.is_alarm) == (10, False, False)
    for number in range(50):
        ask(either_staffed, age=20.0, num_medications=float(20 + number))
    many = either_staffed.ask(WatchOf(model="readmission"), Role.MANAGER)
    assert many.is_enough
    assert many.is_alarm
    alarms = {line.name for line in many.lines if line.is_alarm}
    assert {"Age, first year of the decade", "Different medicines in this stay"} <= alarms
    assert "Procedures in this stay, laboratory apart" in many.absent
    assert "looks otherwise" in many.says[0]


def test_verdicts_are_counted_by_the_week(either_staffed: Desk) -> None:
    decided: tuple[tuple[Verdict | None, dict[str, Any]], ...] = (
        (Verdict.ACCEPTED, {"what": "x"}), (Verdict.DISMISSED, {"why": "1"}), (None, {}),
    )  # fmt: skip
    for number, (verdict, more) in enumerate(decided):
        uid = ask(either_staffed, num_procedures=float(number))
        if verdict:
            command = Decide(id=either_staffed.id(), answer=uid, verdict=verdict, **more)
            either_staffed.do(command, Role.DOCTOR)
    (week,) = either_staffed.ask(WatchOf(model="readmission"), Role.MANAGER).weeks
    assert (week.answers, week.accepted, week.dismissed, week.overridden) == (3, 1, 1, 0.5)


def test_outcomes_say_whether_the_chances_came_true(either_staffed: Desk) -> None:
    for number in range(6):
        uid = ask(either_staffed, num_procedures=float(number))
        told = TellOutcome(id=either_staffed.id(), answer=uid, happened="yes" if number == 0 else "no")
        either_staffed.do(told, Role.DOCTOR)
    seen = either_staffed.ask(WatchOf(model="readmission"), Role.MANAGER)
    assert seen.outcomes == 6
    assert sum(one.n for one in seen.told) == 6
    assert seen.observed_expected is not None
    value, low, high = seen.observed_expected
    assert low <= value <= high


def test_the_wards_tell_who_came_back_within_thirty_days(either_staffed: Desk) -> None:
    here = house(either_staffed)
    again, never = here.patient(), here.patient(1)
    for who in (again, never):
        ask(either_staffed, who)
    assert either_staffed.do(GatherOutcomes(id=either_staffed.id()), Role.DOCTOR) == 0
    either_staffed.clock.advance(10 * DAY)
    here.admit(again, "A1")
    either_staffed.clock.advance(21 * DAY)
    assert either_staffed.do(GatherOutcomes(id=either_staffed.id()), Role.DOCTOR) == 2
    assert either_staffed.do(GatherOutcomes(id=either_staffed.id()), Role.DOCTOR) == 0
    assert rows(either_staffed, "insight_outcome", "happened = 'yes'") == 1
    assert rows(either_staffed, "insight_outcome", "source = 'record'") == 2


def test_a_shadow_answers_beside_the_version_in_use_and_is_shown_to_nobody(two_versions: Desk) -> None:
    desk = two_versions
    choose = ChooseVersion(id=desk.id(), model="readmission", shadow=NEWER)
    desk.do(choose, Role.ADMINISTRATOR)
    ask(desk, patient(desk))
    assert rows(desk, "insight_answer", "is_shadow = 1 AND edition = '9.1.0'") == 1
    assert rows(desk, "insight_answer", "is_shadow = 0 AND edition <> '9.1.0'") == 1
    seen = desk.ask(WatchOf(model="readmission"), Role.MANAGER)
    assert (seen.rows, seen.shadow, seen.shadow_rows, seen.shadow_agrees) == (1, NEWER, 1, 1.0)


def test_a_chosen_version_answers_and_one_that_is_gone_is_refused_not_replaced(
    two_versions: Desk, tmp_path: Path
) -> None:
    desk = two_versions
    desk.do(ChooseVersion(id=desk.id(), model="readmission", shown=NEWER), Role.ADMINISTRATOR)
    ask(desk)
    assert rows(desk, "insight_answer", "edition = '9.1.0'") == 1
    shutil.rmtree(tmp_path / "models")
    desk.store.given[Catalogue] = Catalogue(CHECKOUT / "models", tmp_path / "models")  # type: ignore[index]
    with pytest.raises(NotFound):
        ask(desk, num_procedures=3.0)


@pytest.mark.parametrize(("more", "field"), [
    ({"shown": "9.9.9"}, "shown"), ({"shadow": "9.9.9"}, "shadow"), ({"shown": NEWER, "shadow": NEWER}, "shadow"),
])  # fmt: skip
def test_only_what_is_there_can_be_chosen(two_versions: Desk, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as told:
        two_versions.do(
            ChooseVersion(id=two_versions.id(), model="readmission", **more), Role.ADMINISTRATOR
        )  # fmt: skip
    assert field in told.value.fields


def test_a_choice_over_somebody_elses_newer_one_is_stale(two_versions: Desk) -> None:
    desk = two_versions
    desk.do(ChooseVersion(id=desk.id(), model="readmission", shadow=NEWER), Role.ADMINISTRATOR)
    use = next(row for row in desk.ask(ModelsHere(), Role.ADMINISTRATOR) if row.name == "readmission")
    desk.do(ChooseVersion(id=desk.id(), model="readmission", version=use.use_version), Role.ADMINISTRATOR)
    with pytest.raises(Stale):
        desk.do(ChooseVersion(id=desk.id(), model="readmission", shadow=NEWER, version=use.use_version),
                Role.ADMINISTRATOR)  # fmt: skip


def test_a_list_is_scored_lot_by_lot_and_every_answer_is_kept(either_staffed: Desk) -> None:
    people = tuple(patient(either_staffed, name) for name in ("Adeyemi", "Borges", "Castellanos"))
    lot = ScoreLot(id=either_staffed.id(), model="readmission", patients=people)
    scored = either_staffed.do(lot, Role.DOCTOR)
    assert [one.patient for one in scored] == list(people)
    assert all(one.probability is not None and one.low <= one.probability <= one.high for one in scored)
    assert all(one.missing > 0 for one in scored)
    assert rows(either_staffed, "insight_answer") == 3
    assert either_staffed.do(lot, Role.DOCTOR) == scored
    for wrong in ((), people * LOT):
        with pytest.raises(Invalid):
            either_staffed.do(ScoreLot(id=either_staffed.id(), model="readmission", patients=wrong), Role.DOCTOR)


def test_weeks_begin_on_mondays_and_chances_are_held_against_what_happened() -> None:
    said: list[Any] = [(date(2026, 11, 21), Verdict.ACCEPTED), (date(2026, 11, 16), None), (date(2026, 11, 15), None)]
    assert [(week.first, week.answers) for week in weeks_of(said)] == [(date(2026, 11, 9), 1), (date(2026, 11, 16), 2)]
    assert weeks_of([]) == ()
    (low, high) = told_of([(0.05, False), (0.07, True), (1.0, True)])
    assert (low.n, low.happened, high.n, high.told) == (2, 0.5, 1, 1.0)
