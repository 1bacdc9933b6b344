"""What was acknowledged outlives what happens to the program, the disk or the file. `tests.durability` runs long."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final

import pytest

from tests.durability.catalogue import PROOFS
from tests.durability.kill import kill
from tests.durability.result import Result

SEED: Final = 2
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(sys.platform == "win32", reason="forks and kills as POSIX does"),
]


def held(name: str, times: int) -> Result:
    """The result of a proof that held; its failures are shown line by line otherwise."""
    prove: Callable[[int, int], Result] = PROOFS[name]
    result = prove(times, SEED)
    assert not result.failures, "\n".join(result.failures)
    assert result.times == times, result.summary()
    return result


@pytest.mark.timeout(90)
def test_a_kill_while_commands_commit_loses_nothing_that_was_acknowledged() -> None:
    seen = held("kill", 50).seen
    assert seen["acknowledged"] > 200
    assert seen["cut off in a command"] > 10


@pytest.mark.timeout(60)
def test_the_proof_finds_a_program_that_acknowledges_before_it_has_saved() -> None:
    result = kill(8, SEED, plant="early")
    assert any("acknowledged and lost" in text for text in result.failures)


@pytest.mark.timeout(60)
def test_a_kill_while_the_key_is_changed_opens_with_one_of_the_two_keys() -> None:
    seen = held("rekey", 20).seen
    assert seen["old key"] > 2
    assert seen["new key"] > 2


@pytest.mark.timeout(60)
def test_a_kill_while_the_file_is_migrated_leaves_the_old_or_the_new_revision_whole() -> None:
    assert held("migrate", 20).seen["killed"] > 10


@pytest.mark.timeout(60)
def test_a_kill_while_a_backup_is_restored_leaves_the_old_or_the_restored_clinic() -> None:
    seen = held("restore", 20).seen
    assert seen["opens as the old"] > 2


@pytest.mark.timeout(60)
def test_a_kill_while_a_backup_is_made_harms_nothing_and_shows_no_half_backup() -> None:
    assert held("backup", 12).seen["killed"] > 6


@pytest.mark.timeout(60)
def test_a_kill_while_a_password_is_changed_opens_with_one_of_the_two_and_heals_the_vault() -> None:
    seen = held("password", 16).seen
    assert seen["old password"]
    assert seen["new password"]


@pytest.mark.timeout(240)
def test_a_flipped_bit_is_told_or_harmless() -> None:
    seen = held("flip", 500).seen
    assert seen["said at the door: Not the latest file"] > 20
    assert seen["said by verify"] > 20


@pytest.mark.timeout(60)
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="not proved here: only root mounts a disk")
def test_a_full_disk_refuses_with_a_sentence_and_loses_nothing() -> None:
    result = PROOFS["disk"](1, SEED)
    if result.not_run:
        pytest.skip(f"not proved here: {result.not_run}")
    assert not result.failures, "\n".join(result.failures)
    for act in ("commands", "a backup", "a rotation", "a password", "a person", "a migration"):
        assert result.seen[f"{act} refused"], act
        assert result.seen[f"{act} done"], act


@pytest.mark.timeout(60)
def test_an_older_copy_of_the_file_is_noticed_also_when_only_a_draft_is_missing() -> None:
    seen = held("rollback", 24).seen
    assert seen["file and witness together: opens; not noticed on this computer alone"] == 4


@pytest.mark.timeout(60)
def test_a_second_program_on_the_same_clinic_refuses_and_writes_nothing() -> None:
    assert held("second", 3).seen["refused"] == 12
