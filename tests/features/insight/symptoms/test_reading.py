"""What a complaint in words says: yes, no or perhaps, of whom, where, and since when."""

from __future__ import annotations

import pytest

from hms_desktop.features.insight.domain.symptoms.finding import Finding, Said
from hms_desktop.features.insight.domain.symptoms.reading import with_entailed
from tests.features.insight.symptoms.reader import lasted, read, said, shipped

FEVER, COUGH, CHILLS, RASH, NAUSEA, VOMITING, BREATH = "E_91", "E_201", "E_94", "E_129", "E_148", "E_211", "E_66"
CHEST = "E_55@haut_du_thorax"


def test_the_sentence_that_the_page_shows() -> None:
    found = said("stabbing chest pain since Tuesday, worse lying down, no fever")
    assert found == {
        "E_53": "yes",
        CHEST: "yes",
        "E_54@un_coup_de_couteau": "yes",
        "E_217": "yes",
        FEVER: "no",
    }


@pytest.mark.parametrize("text", [
    "no fever", "denies fever", "without any fever", "never had a fever", "not feverish", "afebrile", "fever has gone",
    "fever resolved", "fever: no", "fever - none", "he doesn't have a fever", "no longer feverish", "no sign of fever",
    "neither chills nor fever", "denies cough, chills and fever", "no cough or fever",
    "I had a fever but it's gone now",
    "no fevr",
])  # fmt: skip
def test_a_denied_fever_is_no(text: str) -> None:
    assert said(text)[FEVER] == "no"


@pytest.mark.parametrize("text", [
    "fever", "not only fever but chills", "no cough but fever", "no change in the fever", "fever not settling",
    "the fever won't go away", "not without fever", "can't deny a fever", "no cough. Fever.", "fever, no cough",
    "no cough, has had a fever for 3 days",
    "never had such a fever before", "no relief from the fever",
    "denies cough, reports fever",
])  # fmt: skip
def test_a_word_of_denial_elsewhere_denies_nothing(text: str) -> None:
    assert said(text)[FEVER] == "yes"


@pytest.mark.parametrize("text", [
    "maybe a fever", "?fever", "? fever", "fever?", "possibly a fever", "might have a fever", "not sure if fever",
    "I think I have a fever", "fever, not sure",
])  # fmt: skip
def test_a_doubt_is_neither_yes_nor_no(text: str) -> None:
    assert said(text)[FEVER] == "unsure"


def test_a_denial_ends_at_but() -> None:
    assert said("no fever or cough but chills") == {FEVER: "no", COUGH: "no", CHILLS: "yes"}


@pytest.mark.parametrize("text", [
    "if fever develops come back", "worried about having a stroke", "leaflet about asthma",
    "father has high blood pressure",
    "please book me in for Monday", "I had chest pain last year", "chest infection clinic", "", "   ", "?", "no",
])  # fmt: skip
def test_what_is_not_said_of_the_patient_now_is_not_read(text: str) -> None:
    assert said(text) == {}


@pytest.mark.parametrize(("text", "code", "answer"), [
    ("mother had a heart attack at 45", "E_225", "yes"),
    ("mother had a heart attack", "E_225", "unsure"),
    ("mum has asthma", "E_142", "yes"),
    ("sister has asthma", "E_87", "yes"),
    ("family history of migraine", "E_99", "yes"),
    ("uncle died of lung cancer", "E_224", "yes"),
    ("wife has flu and now I have a fever", "E_41", "yes"),
    ("had asthma as a child", "E_124", "yes"),
    ("non-smoker", "E_79", "no"),
    ("gave up smoking", "E_191", "yes"),
    ("hasn't passed wind", "E_150", "no"),
    ("unvaccinated", "E_209", "no"),
])  # fmt: skip
def test_history_and_family_have_their_own_questions(text: str, code: str, answer: str) -> None:
    assert said(text)[code] == answer


def test_a_relative_with_an_old_heart_attack_answers_no_question() -> None:
    assert said("dad had a heart attack at 62") == {}


def test_who_is_spoken_for_is_the_patient() -> None:
    assert said("my son has a fever")[FEVER] == "yes"
    assert said("my wife has noticed that my breathing stops at night") == {"E_23": "yes"}


@pytest.mark.parametrize(("text", "days"), [
    ("cough for 3 days", 3), ("cough 3/7", 3), ("cough x 2 weeks", 14), ("cough 2/52", 14), ("cough since Tuesday", 2),
    ("cough since this morning", 0), ("cough since yesterday", 1), ("3 day history of cough", 3),
    ("cough since last Friday", 6),
    ("cough for a couple of weeks", 14), ("cough for two or three days", 3), ("cough since march", 258),
])  # fmt: skip
def test_a_duration_is_counted_back_from_today(text: str, days: float) -> None:
    assert lasted(text, COUGH) == days


@pytest.mark.parametrize(
    "text", ["3 year old with cough", "cough, aged 3", "cough, smokes 20/day", "30 weeks pregnant, cough"]
)
def test_a_figure_that_is_no_duration_says_nothing_of_time(text: str) -> None:
    assert lasted(text, COUGH) is None


@pytest.mark.parametrize(("text", "codes"), [
    ("c/o SOB and CP", {BREATH, "E_53", CHEST}), ("N/V", {NAUSEA, VOMITING}), ("LOC", {"E_159"}), ("DOE", {"E_64"}),
    ("HTN, DM2, COPD, GERD", {"E_104", "E_69", "E_123", "E_125"}), ("can't catch my breath", {BREATH}),
    ("throwing up", {VOMITING}), ("diarrhea", {"E_51"}), ("diarrhoea", {"E_51"}), ("diarhoea", {"E_51"}),
    ("vomitting", {VOMITING}),
    ("hemoptysis", {"E_45"}), ("palpatations", {"E_155"}), ("whezing", {"E_214"}),
])  # fmt: skip
def test_shorthand_lay_words_and_slips_are_understood(text: str, codes: set[str]) -> None:
    assert set(said(text)) == codes


@pytest.mark.parametrize(("text", "value", "answer"), [
    ("left ear hurts", "E_55@oreille_G_", "yes"), ("earache", "E_55@oreille_D_", "unsure"),
    ("earache", "E_55@oreille_G_", "unsure"),
    ("no chest pain", CHEST, "no"), ("pain spreading to my left shoulder", "E_57@epaule_G_", "yes"),
    ("swollen right ankle", "E_152@cheville_D_", "yes"), ("rash on tummy", "E_133@ventre", "yes"),
    ("headache 8/10", "E_56@8", "yes"),
    ("headache", "E_55@front", "unsure"), ("chest pain not in the back", "E_55@colonne_lombaire", "no"),
])  # fmt: skip
def test_places_and_strengths_are_values(text: str, value: str, answer: str) -> None:
    assert said(text)[value] == answer


def test_denying_one_pain_does_not_deny_all_pain() -> None:
    assert "E_53" not in said("no chest pain")
    assert said("no pain")["E_53"] == "no"
    assert said("no chest pain but belly pain")["E_53"] == "yes"


def test_the_words_that_said_it_can_be_underlined() -> None:
    text = "He has had a nasty COUGH, since Tuesday"
    (one,) = (one for one in read(text) if one.code == COUGH)
    assert "COUGH" in text[one.start : one.end]
    assert one.since is not None
    assert one.since.words == "since Tuesday"


def test_a_slip_is_less_sure_than_the_word() -> None:
    (slip,), (word,) = read("palpitatins"), read("palpitations")
    assert slip.code == word.code
    assert slip.sure < word.sure


def test_of_two_plain_answers_the_last_counts() -> None:
    assert said("fever yesterday, no fever today")[FEVER] == "no"


def test_a_yes_entails_what_stands_above_it_and_never_against_the_text() -> None:
    found = {one.code: one.said for one in with_entailed(read("green phlegm"), shipped())}
    assert found == {"E_77": Said.YES, COUGH: Said.YES}
    denied = (Finding(COUGH, said=Said.NO), Finding("E_77"))
    assert with_entailed(denied, shipped()) == denied
