"""The dialog: what it says while one types, whose the fields are, and that only what was seen can be accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.desk.acts import DeskActs
from hms_desktop.features.scheduling.queue import VisitOf, WalkIn
from hms_desktop.features.scheduling.ui.today_page import TodayPage
from hms_desktop.features.staff.domain import DepartmentRow, DoctorRow
from hms_desktop.features.triage.domain.doctors import Proposed, Reason
from hms_desktop.features.triage.domain.flags import Flag
from hms_desktop.features.triage.domain.judgement import Likely, Share, Silence
from hms_desktop.features.triage.domain.kinds import Kind, Stay, Urgency
from hms_desktop.features.triage.domain.suggestion import Suggestion
from hms_desktop.features.triage.service import AcceptCare, Choices
from hms_desktop.features.triage.ui.actions import ACTIONS, FORMS, suggest
from hms_desktop.features.triage.ui.triage_dialog import FORM, Someone, TriageDialog
from hms_desktop.features.triage.ui.words import in_words
from hms_desktop.kernel.errors import Invalid, Storage
from hms_desktop.ui.acts import Acts
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.features.patients.ui.people import acts_of, demo_clinic, some
from tests.ui.shown import dialog_of, fake_acts, fill, nameless, settled, window_of

GENERAL = DepartmentRow(UUID(int=1), 1, "General", "G", "", "", is_active=True)
CHILDREN = DepartmentRow(UUID(int=2), 1, "Children", "C", "", "", is_active=True)
HAILE = DoctorRow(uid=UUID(int=11), version=1, family="Haile", title="Dr", speciality="General practice")
BRANDT = DoctorRow(uid=UUID(int=12), version=1, family="Brandt", title="Dr", speciality="Paediatrics")
WHO = Someone(UUID(int=21), "ABDI, Hodan", "", UUID(int=22), 3)

CALM = Suggestion(
    problem="fever child",
    silence=Silence.NONE,
    kinds=(Likely(Kind.PAEDIATRICS, 0.82), Likely(Kind.GENERAL, 0.11), Likely(Kind.ENT, 0.03)),
    urgency=Urgency.SOON,
    urgency_share=0.66,
    stay=Likely(Stay.NONE, 0.9),
    department=CHILDREN.uid,
    department_name="Children",
    doctors=(Proposed(BRANDT.uid, "Dr Brandt", (Reason("{speciality}", (("speciality", "Paediatrics"),)),)),),
    shares=(Share("child", 2.1, Kind.GENERAL), Share("fever", -0.3)),
    version="1",
)
FLAG = Flag("Signs of a heart attack", "CDC, heart attack symptoms", Urgency.EMERGENCY, Kind.EMERGENCY, "chest pain")


@dataclass
class Here:
    """A window with the dialog, what was accepted, and what will be suggested."""

    window: MainWindow
    dialog: TriageDialog
    accepted: list[AcceptCare]
    answers: dict[str, Suggestion]


def choices(_: object) -> Choices:
    return Choices((CHILDREN, GENERAL), (BRANDT, HAILE))


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs) -> Callable[..., Here]:
    """The dialog over a fake desk; `answers` says what is suggested for a text."""

    def make(who: Someone = WHO, refuse: Exception | None = None, **more: Any) -> Here:  # noqa: ANN401
        accepted: list[AcceptCare] = []
        answers = {"fever child": CALM, "": Suggestion(problem="")} | more.pop("answers", {})

        def answer(query: Any) -> Suggestion:  # noqa: ANN401 - a SuggestCare
            if refuse is not None:
                raise refuse
            found: Suggestion = answers.get(query.problem, Suggestion(problem=query.problem, silence=Silence.UNKNOWN))
            return found

        def take(command: AcceptCare) -> UUID:
            accepted.append(command)
            if more.get("doubt") and not command.confirmed:
                doubt = {"urgency": "A red flag asks for more haste than this"}
                raise Invalid(doubt, "Please confirm what is unlikely", doubts=("urgency",))
            return UUID(int=99)

        acts = fake_acts(
            "patient.find", "triage.suggest", "triage.accept", SuggestCare=answer, CareChoices=choices, AcceptCare=take,
            PatientList=lambda _: (),
        )  # fmt: skip
        window = window_of(qtbot, jobs, acts, "settings")
        window.place.offer(TriageDialog(window.place, who))
        settled(qtbot, jobs)
        dialog = dialog_of(window)
        assert isinstance(dialog, TriageDialog)
        return Here(window, dialog, accepted, answers)

    return make


def typed(qtbot: QtBot, jobs: Jobs, here: Here, text: str) -> None:
    """What is typed, and a moment."""
    fill(here.dialog, problem=text)
    qtbot.waitUntil(lambda: here.dialog.is_current)
    settled(qtbot, jobs)


def test_the_suggestion_follows_what_is_typed(qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]) -> None:
    here = shown()
    assert "What brings the patient here?" in here.dialog.verdict.text()
    typed(qtbot, jobs, here, "fever child")
    said = here.dialog.verdict.text()
    assert "Children likely, 82 %" in said
    assert "Soon: today or tomorrow" in said
    assert "Dr Brandt" in here.dialog.who_could.text()
    assert "Without «child»: General practice" in here.dialog.behind.text()
    assert "not a medical device" in here.dialog.behind.text()
    assert nameless(here.dialog) == []


def test_what_came_with_the_visit_is_judged_at_once(qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]) -> None:
    here = shown(replace(WHO, reason="fever child"))
    qtbot.waitUntil(lambda: here.dialog.is_current)
    settled(qtbot, jobs)
    assert here.dialog.values()["urgency"] == Urgency.SOON


def test_red_flags_stand_first_and_say_by_which_words(qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]) -> None:
    flagged = replace(CALM, problem="chest pain", flags=(FLAG,), urgency=Urgency.EMERGENCY, urgency_share=None)
    here = shown(answers={"chest pain": flagged})
    typed(qtbot, jobs, here, "chest pain")
    said = here.dialog.verdict.text()
    assert said.startswith("Red flag Signs of a heart attack by «chest pain» · CDC")
    assert "The red flag sends the patient here: Emergency" in said
    assert "by a red flag" in said


def test_not_able_to_judge_is_said_and_the_person_decides(qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]) -> None:
    here = shown()
    typed(qtbot, jobs, here, "blub")
    assert here.dialog.verdict.text().startswith("Not able to judge")
    here.dialog.carry_out()
    assert here.dialog.fields["urgency"].remark.text() == "Say how urgent it is"
    assert here.accepted == []
    fill(here.dialog, urgency=Urgency.ROUTINE)
    with qtbot.waitSignal(here.dialog.carried_out):
        here.dialog.carry_out()
    assert here.accepted[0].shown.silence is Silence.UNKNOWN


def test_ctrl_enter_accepts_what_is_shown_and_keeps_it_whole(
    qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]
) -> None:
    here = shown()
    typed(qtbot, jobs, here, "fever child")
    with qtbot.waitSignal(here.dialog.carried_out):
        here.window.primary()
    sent = here.accepted[0]
    assert (sent.department, sent.doctor, sent.urgency) == (CHILDREN.uid, BRANDT.uid, Urgency.SOON)
    assert (sent.visit, sent.visit_version, sent.patient) == (WHO.visit, 3, WHO.patient)
    assert sent.shown == CALM


def test_a_field_that_somebody_touched_is_his(qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]) -> None:
    here = shown(answers={"fever child today": replace(CALM, problem="fever child today", urgency=Urgency.URGENT)})
    typed(qtbot, jobs, here, "fever child")
    fill(here.dialog, doctor=str(HAILE.uid))
    typed(qtbot, jobs, here, "fever child today")
    assert here.dialog.values()["doctor"] == str(HAILE.uid)
    assert here.dialog.values()["urgency"] == Urgency.URGENT


def test_a_suggestion_for_other_words_cannot_be_accepted(qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]) -> None:
    here = shown()
    typed(qtbot, jobs, here, "fever child")
    fill(here.dialog, problem="fever child and chest pain")
    here.dialog.carry_out()
    assert "on its way" in here.dialog.fields["problem"].remark.text()
    assert here.accepted == []
    qtbot.waitUntil(lambda: here.dialog.is_current)
    settled(qtbot, jobs)
    assert here.dialog.fields["problem"].remark.text() == ""


def test_without_a_word_nothing_is_accepted(shown: Callable[..., Here]) -> None:
    here = shown()
    here.dialog.carry_out()
    assert here.dialog.fields["problem"].remark.text() == "Say what brings the patient here"
    assert here.accepted == []


def test_less_haste_than_a_flag_demands_asks_once_and_then_obeys(
    qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]
) -> None:
    here = shown(doubt=True)
    typed(qtbot, jobs, here, "fever child")
    here.dialog.carry_out()
    qtbot.waitUntil(here.dialog.confirm.isVisible)
    assert "red flag" in here.dialog.fields["urgency"].remark.text()
    here.dialog.confirm.setChecked(True)
    with qtbot.waitSignal(here.dialog.carried_out):
        here.dialog.carry_out()
    assert here.accepted[-1].confirmed


def test_a_refusal_is_a_sentence_in_the_suggestions_place(qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]) -> None:
    here = shown(refuse=Storage("The file is damaged", "It cannot be read"))
    fill(here.dialog, problem="fever child")
    qtbot.waitUntil(lambda: "Not suggested: The file is damaged." in here.dialog.verdict.text())
    settled(qtbot, jobs)


def test_the_dialog_fits_the_least_screen(qtbot: QtBot, jobs: Jobs, shown: Callable[..., Here]) -> None:
    here = shown()
    typed(qtbot, jobs, here, "fever child")
    assert here.window.width() <= 1280
    assert here.window.height() <= 720


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with demo_clinic(tmp_path) as made:
        yield made


def test_from_the_board_to_the_doctor_and_a_parked_decision_is_gone_on_with(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: Acts = acts_of(clinic, "receptionist")
    assert isinstance(acts, DeskActs)
    patient = some(acts)
    came = acts.person.execute(WalkIn(id=acts.new_id(), patient=patient.uid, why="itchy rash")).answer
    window = window_of(qtbot, jobs, acts, "today")
    page = window.page
    assert isinstance(page, TodayPage)
    window.open("today", came.visit)
    qtbot.waitUntil(lambda: page.current() is not None)
    settled(qtbot, jobs)
    assert [one.patient for one in [page.current()] if one] == [patient.uid]
    with monkeypatch.context() as nobody:
        nobody.setattr(page, "current", lambda: None)
        suggest(page)
    assert window.side.dialog is None
    suggest(page)
    dialog = dialog_of(window)
    assert isinstance(dialog, TriageDialog)
    qtbot.waitUntil(lambda: "Skin" in dialog.verdict.text())
    settled(qtbot, jobs)
    fill(dialog, urgency=Urgency.URGENT)
    dialog.keep_now()
    dialog.park()
    settled(qtbot, jobs)
    parked = next(one for one in acts.drafts() if one.form == FORM)
    FORMS[FORM](window.place, parked)
    qtbot.waitUntil(lambda: isinstance(window.side.dialog, TriageDialog))
    again = dialog_of(window)
    qtbot.waitUntil(lambda: isinstance(again, TriageDialog) and again.is_current and bool(again.shown.kinds))
    settled(qtbot, jobs)
    assert again.values()["urgency"] == Urgency.URGENT
    with qtbot.waitSignal(again.carried_out):
        again.carry_out()
    settled(qtbot, jobs)
    assert acts.person.ask(VisitOf(uid=came.visit)).urgency.value == "urgent"


def test_the_action_stands_on_the_days_page() -> None:
    assert [(one.page, one.key, one.permission) for one in ACTIONS] == [("today", "Ctrl+Shift+A", "triage.suggest")]


def test_a_probability_has_a_word() -> None:
    assert [in_words(one) for one in (0.95, 0.75, 0.55, 0.35, 0.15, 0.01)] == [
        "very likely", "likely", "more likely than not", "possible", "less likely", "unlikely"
    ]  # fmt: skip
