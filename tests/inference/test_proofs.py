"""The watch sees what was planted and seldom cries for nothing. `python -m tests.inference` runs long."""

from __future__ import annotations

import pytest

from hms_desktop.inference import drift
from tests.inference.drifting import PROOFS

pytestmark = pytest.mark.proof


@pytest.mark.timeout(240)
def test_what_is_planted_in_an_input_is_seen_and_calm_clinics_are_left_alone() -> None:
    result = PROOFS["drift"](15, 3)
    assert not result.failures, "\n".join(result.failures)
    assert result.seen["calm"] == 15
    assert result.seen["half a standard deviation"] == 15
    assert result.seen["calm: a tenth of a deviation, 5,000 rows"] >= 10


def test_what_went_wrong_with_outcomes_is_seen_and_honest_models_are_left_alone() -> None:
    result = PROOFS["outcome"](40, 3)
    assert not result.failures, "\n".join(result.failures)


@pytest.mark.timeout(240)
def test_the_proof_finds_a_watch_that_does_not_correct_for_many_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "holm", tuple)
    monkeypatch.setattr(drift, "LEAST_PSI", -1.0)
    monkeypatch.setattr(drift, "LEAST_MISSING_PSI", 0.0)
    assert any("false alarms" in text for text in PROOFS["drift"](15, 3).failures)


@pytest.mark.timeout(240)
def test_the_proof_finds_a_watch_that_is_blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "LEAST_PSI", 5.0)
    assert any("only" in text for text in PROOFS["drift"](10, 3).failures)
