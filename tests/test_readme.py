"""README's examples are true: each line of the command line is understood, and the words do what it says, in order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from hms_desktop import cli
from hms_desktop.__main__ import main, parser
from hms_desktop.features.knowledge.pack import signed, standing
from tests.bench.__main__ import NAMES as BENCHMARKS
from tests.durability.catalogue import PROOFS

CHECKOUT: Final = Path(__file__).resolve().parents[1]
README: Final = (CHECKOUT / "README.md").read_text("utf-8")
EXAMPLES: Final = re.findall(r"^    hms-desktop (.*)$", README, re.MULTILINE)
PASSWORD: Final = "lanterns along the harbour"


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_understood(line: str) -> None:
    words = re.split(r"\s{2,}", line)[0].replace("…", "x").replace("FOLDER", "x").split()
    parser().parse_args(words)  # ends the test by SystemExit when it is not


def test_there_are_examples_of_every_word() -> None:
    assert {"create", "backup", "restore", "verify", "--demo"} <= {line.split()[0] for line in EXAMPLES}


@pytest.mark.parametrize("name", [*BENCHMARKS, *PROOFS])
def test_every_benchmark_and_proof_is_named(name: str) -> None:
    assert re.search(rf"\b{name}\b", README)


def run(root: Path, *words: str, says: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    """The program as a person starts it, with the secrets on its standard input."""
    command = [sys.executable, "-m", "hms_desktop", "--root", str(root), *words, "--password-stdin"]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(command, input=f"{says}\n", env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic that the command line made, to be copied and never used itself."""
    folder = tmp_path_factory.mktemp("founded")
    asked = ("--name", "a", "--login", "ana", "--person", "b", "--sheet", str(folder / "s.pdf"), "--no-keyring")
    made = run(folder / "root", "create", *asked)
    assert made.returncode == 0, made.stderr
    return folder / "root"


@pytest.fixture
def root(founded: Path, tmp_path: Path) -> Path:
    """A test's own copy of it."""
    return Path(shutil.copytree(founded, tmp_path / "root"))


def test_a_clinic_is_made_backed_up_verified_and_restored_from_the_command_line(tmp_path: Path) -> None:
    root, sheet = tmp_path / "root", tmp_path / "recovery.pdf"
    asked = ("--name", "St Anne", "--login", "ana", "--person", "Ana Costa", "--sheet", str(sheet), "--no-keyring")
    made = run(root, "create", *asked)
    assert made.returncode == 0, made.stderr
    assert sheet.read_bytes().startswith(b"%PDF")
    before = sheet.read_bytes()
    again = run(tmp_path / "other", "create", *asked)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1), "a sheet that is there is never written over"
    assert sheet.read_bytes() == before
    sheet.unlink()
    again = run(root, "create", *asked)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert not sheet.exists(), "a clinic that stands is never founded anew"
    backup = run(root, "backup", "--login", "ana")
    assert backup.returncode == 0, backup.stderr
    folder = backup.stdout.split("checked: ")[1].strip()
    verified = run(root, "verify", "--login", "ana")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "0 do not" in verified.stdout
    restored = run(root, "restore", "--from", folder, "--login", "ana")
    assert restored.returncode == 0, restored.stderr
    assert "set aside" in restored.stdout
    assert run(root, "verify", "--login", "ana").returncode == 0
    said = "".join(done.stdout + done.stderr for done in (made, again, backup, verified, restored))
    assert PASSWORD not in said


def test_a_wrong_password_is_one_sentence_and_exit_status_two(root: Path) -> None:
    refused = run(root, "verify", "--login", "ana", says="something else altogether")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr


def test_what_does_not_hold_is_exit_status_one(root: Path) -> None:
    verified = run(root, "verify", "--login", "ana")
    assert (verified.returncode, verified.stderr) == (1, "")
    assert "BROKEN  There is a backup: none yet" in verified.stdout


def test_a_sheet_that_cannot_be_written_founds_no_clinic(tmp_path: Path) -> None:
    sheet = tmp_path / "nowhere" / "s.pdf"
    asked = ("--name", "a", "--login", "ana", "--person", "b", "--sheet", str(sheet), "--no-keyring")
    refused = run(tmp_path / "root", "create", *asked)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert {path.name for path in (tmp_path / "root").rglob("*") if path.is_file()} <= {"in-use"}


def test_what_nobody_foresaw_is_a_report_without_its_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise ValueError("Haile, Tesfaye, 600 11 22 33")

    monkeypatch.setattr(cli, "run", broken)
    assert main(["verify"]) == 3
    said = "".join(capsys.readouterr())
    assert "ValueError" in said
    assert "Haile" not in said


def test_a_signed_pack_is_taken_over_by_an_administrator_and_an_unsigned_one_is_not(root: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack.json"
    key = Ed25519PrivateKey.generate()
    public = tmp_path / "public.pem"
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    data = (CHECKOUT / "resources" / "knowledge" / "pack.json").read_bytes()
    pack.write_bytes(data)
    words = ("knowledge", "accept", str(pack), str(public), "--login", "ana")
    refused = run(root, *words)
    assert (refused.returncode, "not signed" in refused.stderr) == (2, True)
    assert not (root / "knowledge").exists()
    pack.write_bytes(signed(data, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())))
    taken = run(root, *words)
    assert taken.returncode == 0, taken.stderr
    assert (root / "knowledge" / "pack.json").read_bytes() == pack.read_bytes()
    assert standing(root / "knowledge").pack().fault is None
