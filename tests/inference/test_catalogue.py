"""A model is used only as it was tested, only when asked for, and its absence is a sentence."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.catalogue import DESCRIPTION, LARGEST, Catalogue, seal_of, standing
from hms_desktop.kernel.errors import KnownError, NotFound, Storage
from tests.architecture.findings import CHECKOUT

SHIPPED = CHECKOUT / "models"
NAMES = standing().names()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The triage base in a folder where it may be harmed."""
    shutil.copytree(SHIPPED / "triage", tmp_path / "triage", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path


def rewritten(folder: Path, change: Callable[[dict[str, Any]], object], *, sealed: bool = True) -> Catalogue:
    """The catalogue after somebody edited the description; sealed anew, as its author would."""
    place = folder / "triage" / DESCRIPTION
    said = json.loads(place.read_text("utf-8"))
    change(said)
    if sealed:
        said["seal"] = seal_of(said)
    place.write_text(json.dumps(said), "utf-8")
    return Catalogue(folder)


def nothing(_: str) -> Any:  # noqa: ANN401 - an array of nothing in particular
    return {"ids": np.zeros((1, 1), np.int64), "weights": np.zeros((1, 1), np.float32)} | {
        "context": np.zeros((1, 11), np.float32)
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_model_is_whole_and_loads(name: str) -> None:
    models = standing()
    card = models.model(name).card
    assert card.sha256 == hashlib.sha256((SHIPPED / name / card.file).read_bytes()).hexdigest()
    assert card.licence
    assert card.inputs
    assert (SHIPPED / name / "CARD.md").is_file()


@given(place=st.integers(min_value=0, max_value=500_000), bit=st.integers(min_value=0, max_value=7))
def test_one_changed_bit_anywhere_is_refused(place: int, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("harmed")
    shutil.copytree(
        SHIPPED / "triage", folder / "triage", ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.jsonl")
    )
    file = folder / "triage" / "model.onnx"
    data = bytearray(file.read_bytes())
    data[place % len(data)] ^= 1 << bit
    file.write_bytes(bytes(data))
    with pytest.raises(Storage, match="was changed"):
        Catalogue(folder).model("triage")
    shutil.rmtree(folder)


def test_a_changed_vocabulary_is_refused_too(copied: Path) -> None:
    file = copied / "triage" / "vocabulary.txt"
    file.write_text(file.read_text("utf-8") + "anything\n", "utf-8")
    with pytest.raises(Storage, match="was changed"):
        Catalogue(copied).model("triage")


def test_a_threshold_that_slipped_is_refused_by_the_seal(copied: Path) -> None:
    models = rewritten(copied, lambda said: said["thresholds"].update(department=0.0), sealed=False)
    with pytest.raises(Storage, match="was changed"):
        models.card("triage")


def test_a_description_without_a_seal_is_read_as_others_write_it(copied: Path) -> None:
    models = rewritten(copied, lambda said: said.pop("seal"), sealed=False)
    assert models.model("triage").card.seal == ""


@pytest.mark.parametrize("harm", [
    lambda said: said.pop("sha256"), lambda said: said.update(name="another"), lambda said: said.update(inputs=4)
])  # fmt: skip
def test_a_description_that_cannot_be_understood_is_refused(
    copied: Path, harm: Callable[[dict[str, Any]], object]
) -> None:
    with pytest.raises(Storage, match="was changed"):
        rewritten(copied, harm).model("triage")


@pytest.mark.parametrize("name", ["triage/../triage", "..", "", "nobody", "../triage"])
def test_a_model_that_is_not_there_is_a_sentence(copied: Path, name: str) -> None:
    with pytest.raises(NotFound, match="not installed"):
        Catalogue(copied).model(name)
    with pytest.raises(KnownError):
        Catalogue(None).model("triage")
    assert Catalogue(None).names() == ()


def test_a_file_outside_of_its_folder_is_never_read(copied: Path) -> None:
    (copied / "outside").write_bytes(b"1")
    with pytest.raises(NotFound):
        rewritten(copied, lambda said: said.update(file="../outside")).model("triage")


def test_a_huge_file_is_refused_before_it_is_read(copied: Path) -> None:
    with (copied / "triage" / "model.onnx").open("r+b") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Storage, match="too large"):
        Catalogue(copied).model("triage")


def test_bytes_that_are_no_model_are_a_sentence_without_the_runtimes_words(copied: Path) -> None:
    (copied / "triage" / "model.onnx").write_bytes(b"no model")
    with pytest.raises(Storage) as caught:
        rewritten(copied, lambda said: said.update(sha256=hashlib.sha256(b"no model").hexdigest())).model("triage")
    assert "ONNX" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_model_is_loaded_when_it_is_asked_for_and_once() -> None:
    models = Catalogue(SHIPPED)
    assert models.names()
    assert models.card("triage").version
    assert not models.is_loaded("triage")
    first = models.model("triage")
    assert models.is_loaded("triage")
    assert models.model("triage") is first
    assert set(first.run(nothing(""))) == {"department", "urgency", "stay"}


def test_neither_the_runtime_nor_numpy_is_imported_before_a_model_is_wanted() -> None:
    words = (
        "import sys; from hms_desktop import bootstrap; built = bootstrap.house(); built.models.names(); "
        "sys.exit(any(name in sys.modules for name in ('onnxruntime', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", words], cwd=CHECKOUT, check=False).returncode == 0


def test_a_session_has_one_thread_and_hoards_nothing() -> None:
    session = Catalogue(SHIPPED).model("triage")._session
    assert session is not None
    options = session._session.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
    assert not options.enable_cpu_mem_arena
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
