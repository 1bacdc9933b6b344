"""What goes wrong behind the door comes back as a sentence, or as a bug without a word of what caused it."""

from __future__ import annotations

import gc
import io
import logging
import pickle
import traceback

import pytest

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import BugError, Conflict, KnownError
from tests.kernel import acts
from tests.kernel.acts import Break, Refuse, acting
from tests.support import Desk, actor

CANARY = "Wilhelmina-Canary-31-02-1959"
DOCTOR = actor(Role.DOCTOR)


def shown(error: BaseException) -> str:
    """All that a log, a screen or a report could show of an error."""
    page = io.StringIO()
    traceback.print_exception(error, file=page)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "x", None, (type(error), error, error.__traceback__))
    texts = [page.getvalue(), logging.Formatter().format(record), str(error), repr(error), repr(error.args)]
    return "\n".join([*texts, repr(vars(error)), getattr(error, "report", "")])


def test_a_bug_comes_without_its_cause(either_desk: Desk) -> None:
    bus = acting(either_desk)
    with pytest.raises(BugError, match="ValueError while running Break") as info:
        bus.execute(Break(id=either_desk.id(), said=CANARY), DOCTOR)
    bug = info.value
    assert (bug.__cause__, bug.__context__) == (None, None)
    assert CANARY not in shown(bug)
    assert CANARY.encode() not in pickle.dumps(bug)
    assert "break_off" in bug.report
    assert "KeyError" in bug.report


def test_a_question_that_breaks_tells_no_more(desk: Desk) -> None:
    with pytest.raises(BugError, match="ValueError while answering Fail") as info:
        acting(desk).ask(acts.Fail(said=CANARY), DOCTOR)
    assert CANARY not in shown(info.value)
    assert (info.value.__cause__, info.value.__context__) == (None, None)


def test_a_known_error_passes_as_it_is(either_desk: Desk) -> None:
    with pytest.raises(Conflict, match="Not now") as info:
        acting(either_desk).execute(Refuse(id=either_desk.id(), key="k"), DOCTOR)
    assert (info.value.__cause__, info.value.__context__) == (None, None)


def test_a_sentence_for_the_databases_refusal_does_not_bring_the_drivers_words(either_desk: Desk) -> None:
    bus = acting(either_desk)
    bus.execute(acts.Keep(id=either_desk.id(), key=CANARY), DOCTOR)
    with pytest.raises(KnownError) as info:
        bus.execute(acts.Keep(id=either_desk.id(), key=CANARY), DOCTOR)
    assert isinstance(info.value, Conflict)
    assert CANARY not in shown(info.value)
    assert (info.value.__cause__, info.value.__context__) == (None, None)


def test_an_error_that_is_kept_does_not_keep_what_caused_it(desk: Desk) -> None:
    with pytest.raises(BugError) as info:
        acting(desk).execute(Break(id=desk.id(), said=CANARY), DOCTOR)
    assert not [error for error in gc.get_referents(info.value) if isinstance(error, BaseException)]
