"""Errors: sentences for people, and reports of our own faults that hold nobody's data."""

from __future__ import annotations

import io
import pickle
import traceback

import pytest

from hms_desktop.kernel import errors
from hms_desktop.kernel.errors import BugError, Conflict, Invalid, KnownError, Stale
from hms_desktop.kernel.secret import Secret

CANARY = "Wilhelmina-Canary-31-02-1959"

KNOWN = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, KnownError)]


class Nosy(Exception):
    """An error that tells all it knows."""

    def __repr__(self) -> str:
        return f"Nosy({self.args}, {CANARY})"


def fail(patient: str) -> None:
    local = f"local {patient}"
    try:
        raise KeyError(local)
    except KeyError as error:
        raise Nosy(f"no {patient}", {"name": local}) from error


def caught() -> Nosy:
    with pytest.raises(Nosy) as info:
        fail(CANARY)
    return info.value


def test_a_report_names_kinds_files_and_functions_and_nothing_else() -> None:
    bug = BugError(caught(), "running Test")
    shown = io.StringIO()
    traceback.print_exception(bug, file=shown)
    for text in (str(bug), repr(bug), bug.report, repr(bug.args), shown.getvalue(), repr(vars(bug))):
        assert CANARY not in text
    assert str(bug) == "Nosy while running Test"
    assert "KeyError" in bug.report
    assert "test_errors.py" in bug.report
    assert " fail" in bug.report


def test_a_bug_travels_to_another_process_and_holds_no_more_there() -> None:
    bug = BugError(caught(), "running Test")
    data = pickle.dumps(bug)
    assert CANARY.encode() not in data
    again = pickle.loads(data)
    assert (str(again), again.report, again.doing) == (str(bug), bug.report, bug.doing)


@pytest.mark.parametrize("kind", [kind for kind in KNOWN if kind is not Invalid])
def test_a_known_error_travels_whole(kind: type[KnownError]) -> None:
    error = kind("Not now", "Wait for {name}", "Try at {time}", name="Ana", time=3)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (again.title, again.message, again.hint, again.values) == (
        error.title,
        error.message,
        error.hint,
        error.values,
    )
    assert str(again) == str(error) == "Not now. Wait for Ana. Try at 3."


def test_refused_fields_travel_with_their_sentences() -> None:
    again = pickle.loads(pickle.dumps(Invalid({"name": "At most {limit} letters"}, limit=3)))
    assert again.fields == {"name": "At most {limit} letters"}
    assert str(again) == "Please check what is marked. name: At most 3 letters."


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert str(Conflict("Taken", "{key} is taken", key="{0.__class__} {}")) == "Taken. {0.__class__} {} is taken."


def test_a_sentence_that_ends_itself_is_left_so() -> None:
    assert str(Stale("Really?", "Yes!")) == "Really? Yes!"


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(CANARY)
    assert CANARY not in f"{secret} {secret!r} {[secret]} {vars(type(secret))}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        hash(secret)
    assert secret == Secret(CANARY) != Secret("x")
    assert Secret("e\u0301") == Secret("é")
    assert len(Secret("\ud800")) == 1
    assert Secret("\ud800") != Secret("\ud801")
