"""Search by words: the index and the vocabulary are in step with the records, find people, and forget the erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import select

from hms_desktop.data import rules, search
from hms_desktop.data.schema import table_of
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.service import ChangePatient, PatientsFound, RegisterPatient
from hms_desktop.features.patients.store import NEW, columns
from hms_desktop.features.patients.tables import Patient
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict
from hms_desktop.kernel.text import clean, fold, words
from tests.data import nasty, pages
from tests.support import KEY, Desk, sqlcipher_desk

PATIENT = table_of(Patient)


@pytest.fixture(scope="module")
def one(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with sqlcipher_desk(template, tmp_path_factory.mktemp("search")) as desk:
        yield desk


def register(desk: Desk, family: str, given_name: str = "", phone: str = "") -> UUID:
    facts = Particulars(family=family, given=given_name, phone=phone)
    return desk.do(RegisterPatient(id=desk.id(), facts=facts, confirmed=True), Role.RECEPTIONIST).uid


def found(desk: Desk, typed: str) -> list[UUID]:
    return [hit.row.uid for hit in desk.ask(PatientsFound(typed=typed), Role.RECEPTIONIST)]


def demand_in_step(desk: Desk) -> None:
    """The index says of itself that it agrees with its table; the vocabulary is counted anew."""
    desk.sql("INSERT INTO patient_fts (patient_fts, rank) VALUES ('integrity-check', 1)")
    counted = Counter(word for (name,) in desk.sql("SELECT found_by FROM patient") for word in set(words(name)))
    assert desk.sql("SELECT word, sound, uses, size, turned FROM patient_word ORDER BY word") == [
        (word, search.sound(word), uses, len(word), word[::-1]) for word, uses in sorted(counted.items())
    ]


NAMES = (
    st.sampled_from(["Ana", "Ana Ana", "García-López", "O’Brien", "李 小龙", "सुनीता", "foo_bar", "J."]) | nasty.text()
)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["add", "change", "remove", "replace"]), NAMES), max_size=15))
def test_index_and_vocabulary_are_in_step_after_whatever_happens(one: Desk, acts: list[tuple[str, str]]) -> None:
    with one.writing() as work:
        last = work.rows.value(select(Patient.serial).order_by(Patient.serial.desc()).limit(1)) or 0
        mine: list[UUID] = []
        for number, (act, name) in enumerate(acts, start=last + 1):
            values = {**columns(Particulars(family=clean(name))), **NEW}
            if act == "add" or not mine:
                mine.append(work.rows.add(Patient, {"serial": number, **values}))
            elif act == "change":
                work.rows.change(Patient, mine[0], work.rows.version(Patient, mine[0]), values)
            elif act == "remove":
                work.rows.remove(Patient, mine.pop())
            else:
                _replace(one, mine[0])
    demand_in_step(one)


def _replace(desk: Desk, uid: UUID) -> None:
    desk.lane().raw.execute(
        "INSERT OR REPLACE INTO patient SELECT * FROM patient WHERE uid = ?",
        (uid.bytes,),
    )


def test_what_was_taken_back_is_not_found(desk: Desk) -> None:
    twice = {"serial": 1, **columns(Particulars(family="Fleeting")), **NEW}
    with pytest.raises(Conflict), desk.writing() as work:
        work.rows.add_many(Patient, [twice, twice])
    assert desk.sql("SELECT * FROM patient_word") == []
    assert found(desk, "fleeting") == []
    demand_in_step(desk)


def test_a_stale_index_is_made_anew_with_the_triggers(desk: Desk) -> None:
    register(desk, "Before")
    rules.drop(desk.lane().rows)
    desk.sql("UPDATE patient SET sort_name = 'after', found_by = 'after'")
    rules.make(desk.lane().rows, desk.house.metadata)
    demand_in_step(desk)
    assert len(found(desk, "after")) == 1


def _seen(desk: Desk, word: bytes) -> bool:
    desk.lane().raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return bool(pages.holding(desk.path, KEY, word))


@pytest.mark.parametrize("erasing", ["remove", "rename"])
def test_an_erased_name_leaves_no_byte_in_the_file(desk: Desk, erasing: str) -> None:
    desk.do(
        ImportPatients(id=desk.id(), rows=tuple(Particulars(family=f"Neighbour {n}") for n in range(300))),
        Role.ADMINISTRATOR,
    )
    uid = register(desk, "Qzxwilhelmina", "Vvjadwiga", "+34 600 123 987 55")
    desk.do(
        ImportPatients(id=desk.id(), rows=tuple(Particulars(family=f"Later {n}") for n in range(300))),
        Role.ADMINISTRATOR,
    )
    traces = (b"zxwilhelmina", b"vjadwiga", b"60012398755", b"600 123 987 55")
    assert all(_seen(desk, trace) for trace in traces)
    with desk.writing("ErasePatient") as work:
        work.rows.connection.exec_driver_sql(
            "DELETE FROM journal_value WHERE seq IN (SELECT seq FROM journal WHERE entity_id = ?)", (uid.bytes,)
        )
        if erasing == "remove":
            work.rows.remove(Patient, uid)
        else:
            work.rows.change(Patient, uid, 1, columns(Particulars(family="Erased")))
        work.record("erase", "patient", uid)
    with desk.writing("ErasePatient") as work:
        work.rows.connection.exec_driver_sql(
            "DELETE FROM journal_value WHERE seq IN (SELECT seq FROM journal WHERE entity_id = ?)", (uid.bytes,)
        )
    assert [trace for trace in traces if _seen(desk, trace)] == []
    assert desk.faults() == []
    demand_in_step(desk)


PEOPLE = (
    ("García López", "José"),
    ("O'Brien", "Siobhán"),
    ("Müller", "Karl-Heinz"),
    ("देवी", "सुनीता"),
    ("李", "小龙"),
    ("حدّاد", "ليلى"),
    ("Ñandú", ""),
    ("", "Madonna"),
)


@pytest.mark.parametrize(
    ("typed", "family"),
    [
        ("gar", "García López"),
        ("GARCÍA", "García López"),
        ("lopez", "García López"),
        ("jose", "García López"),
        ("lopez jose", "García López"),
        ("jo lo", "García López"),
        ("o'br", "O'Brien"),
        ("O’Brien", "O'Brien"),
        ("brien", "O'Brien"),
        ("muller,", "Müller"),
        ("heinz", "Müller"),
        ("karl-h", "Müller"),
        ("सुनीता", "देवी"),
        ("देवी सुनीता", "देवी"),
        ("李", "李"),
        ("李 小龙", "李"),
        ("حداد", "حدّاد"),
        ("nandu", "Ñandú"),
        ("madonna", ""),
    ],
)
def test_people_are_found_by_what_somebody_types(either_desk: Desk, typed: str, family: str) -> None:
    uids = {name: register(either_desk, name, given_name) for name, given_name in PEOPLE}
    assert found(either_desk, typed) == [uids[family]]


@settings(max_examples=60)
@given(NAMES)
def test_who_is_registered_is_found_by_each_word_of_his_name(one: Desk, name: str) -> None:
    if not clean(name):
        return
    uid = register(one, clean(name)[:200])
    with one.reading() as work:
        for word in words(fold(clean(name)[:200])):
            condition = search.having_words(work.rows.connection, PATIENT, [word])
            assert work.rows.first(select(Patient.uid).where(condition, Patient.uid == uid)) is not None
    with one.writing() as work:
        work.rows.remove(Patient, uid)


HOSTILE = [
    '"',
    "'",
    "*",
    'a"b c*d',
    "NEAR(a b)",
    "a AND b",
    "a OR NOT b",
    "sort_name : ana",
    "^ana ana",
    "ana + garcia",
    "{sort_name} : x",
    "ana' --",
    "ana & !garcia | <->",
    "foo_bar foo_bar",
    ":* :*",
    "\\ \\\\ ana",
    "%s %(x)s",
    "1" * 6_000,
    "+" * 300,
    "(12) 34-" * 1_000,
    "x" * 100_000,
    "x y " * 5_000,
    "",
    "   ",
    "٣٤٥٦ ٧٨٩",
    *nasty.TEXTS,
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_only_looked_for(either_desk: Desk, typed: str) -> None:
    uid = register(either_desk, "García", "Ana")
    assert found(either_desk, typed) in ([], [uid])
    assert found(either_desk, "garcia ana") == [uid]


@settings(max_examples=80)
@given(nasty.text(), nasty.text())
def test_any_two_texts_are_only_looked_for(one: Desk, a: str, b: str) -> None:
    found(one, f"{a} {b}")


@pytest.mark.parametrize("limit", [-1, 0, 1, 10**9])
def test_at_least_one_and_at_most_a_page_is_answered(desk: Desk, limit: int) -> None:
    rows = tuple(Particulars(family=f"Smith {n}", given="Ana") for n in range(1_050))
    desk.do(ImportPatients(id=desk.id(), rows=rows), Role.ADMINISTRATOR)
    for typed in ("smith", "ana", "smith ana"):
        seen = desk.ask(PatientsFound(typed=typed, limit=limit), Role.DOCTOR)
        most = search.CANDIDATES if typed == "smith ana" else 1_000
        assert len(seen) == max(1, min(limit, most))
        assert len({hit.row.uid for hit in seen}) == len(seen)


def test_a_slip_of_typing_and_a_like_sound_lead_to_the_words_that_are_there(desk: Desk) -> None:
    for name in ("Schneider", "Catherine", "Philips", "Meyer", "देवी"):
        register(desk, name)
    connection = desk.lane().rows
    assert search.near_words(connection, PATIENT, "shcneider") == ("schneider",)
    assert search.near_words(connection, PATIENT, "meier") == ("meyer",)
    assert search.near_words(connection, PATIENT, "मेयर") == ()
    assert "catherine" in search.alike_words(connection, PATIENT, "kathrin")
    assert "philips" in search.alike_words(connection, PATIENT, "filips")
    assert search.alike_words(connection, PATIENT, "देवी") == ("देवी",)
    assert search.alike_words(connection, PATIENT, "' OR 1=1 --") == ()


LETTERS = st.text("abcé李", min_size=2, max_size=9)


@settings(max_examples=40)
@given(st.lists(LETTERS, min_size=1, max_size=12), LETTERS)
def test_every_word_one_slip_away_is_near(one: Desk, names: list[str], typed: str) -> None:
    with one.writing() as work:
        last = work.rows.value(select(Patient.serial).order_by(Patient.serial.desc()).limit(1)) or 0
        values = {**columns(Particulars(family=" ".join(names))), **NEW}
        uid = work.rows.add(Patient, {"serial": last + 1, **values})
    known = [word for (word,) in one.sql("SELECT word FROM patient_word")]
    word = words(fold(typed))[0]
    slips = {other for other in known if DamerauLevenshtein.distance(word, other) <= 1}
    with one.writing() as work:
        near = search.near_words(work.rows.connection, PATIENT, word, 1_000)
        work.rows.remove(Patient, uid)
    assert not slips or set(near) == slips
    assert len(set(near)) == len(near)


@pytest.mark.parametrize("typed", ["wilhemlina", "wilhelmnia", "vilhelmina", "wihelmna", "wlhelmiina", "wilhelminaxx"])
def test_two_slips_in_a_long_word_lead_to_it(desk: Desk, typed: str) -> None:
    register(desk, "Wilhelmina")
    assert search.near_words(desk.lane().rows, PATIENT, typed) == ("wilhelmina",)


def test_a_slip_in_one_word_leads_past_the_words_that_are_right(desk: Desk) -> None:
    register(desk, "Schneider", "Ana")
    meant = register(desk, "Schneider", "Catherine")
    assert found(desk, "schneider cahterine") == [meant]
    assert found(desk, "shcneider catherine") == [meant]


def test_a_slip_that_is_somebody_elses_name_leads_to_both(desk: Desk) -> None:
    typed, meant = register(desk, "Maria Lopez"), register(desk, "Mario Lopez")
    assert found(desk, "maria lopez") == [typed, meant]


def test_a_vocabulary_of_another_shape_is_made_anew(desk: Desk) -> None:
    register(desk, "Before")
    rules.drop(desk.lane().rows)
    desk.sql("DROP TABLE patient_word")
    desk.sql("CREATE TABLE patient_word (word TEXT NOT NULL PRIMARY KEY, sound TEXT, uses INTEGER) WITHOUT ROWID")
    rules.make(desk.lane().rows, desk.house.metadata)
    demand_in_step(desk)
    assert search.near_words(desk.lane().rows, PATIENT, "befoer") == ("before",)


def test_a_frequent_beginning_finds_whoever_has_more_than_a_few_such_words(either_desk: Desk) -> None:
    names = [f"Kowal{a}{b}" for a in "abcdefg" for b in "abcdefg"]
    rows = tuple(Particulars(family=name, given="Ana") for name in names)
    either_desk.do(ImportPatients(id=either_desk.id(), rows=rows), Role.ADMINISTRATOR)
    seen = either_desk.ask(PatientsFound(typed="ana kowal", limit=1_000), Role.DOCTOR)
    assert {hit.row.family for hit in seen} == set(names)
    seen = either_desk.ask(PatientsFound(typed="ana kowala", limit=1_000), Role.DOCTOR)
    assert {hit.row.family for hit in seen if hit.why == "words"} == {name for name in names if name[5] == "a"}


def test_the_vocabulary_forgets_a_word_with_its_last_bearer(desk: Desk) -> None:
    one, other = register(desk, "Smith"), register(desk, "Smith", "Ana")
    change = ChangePatient(id=desk.id(), uid=one, version=1, facts=Particulars(family="Jones"))
    desk.do(change, Role.DOCTOR)
    assert desk.sql("SELECT word, uses FROM patient_word ORDER BY word") == [("ana", 1), ("jones", 1), ("smith", 1)]
    with desk.writing() as work:
        work.rows.remove(Patient, other)
    assert desk.sql("SELECT word, uses FROM patient_word") == [("jones", 1)]


def test_a_server_has_no_vocabulary_and_says_nothing(postgres_desk: Desk) -> None:
    register(postgres_desk, "Schneider")
    with postgres_desk.reading() as work:
        assert search.near_words(work.rows.connection, PATIENT, "shcneider") == ()
        assert search.alike_words(work.rows.connection, PATIENT, "shnider") == ()
