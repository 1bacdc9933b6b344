"""Versions of a model stand side by side; the clinic's own folder is trusted no further than its seals."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hms_desktop import bootstrap
from hms_desktop.inference.catalogue import DESCRIPTION, Catalogue, seal_of, standing
from hms_desktop.kernel.errors import NotFound, Storage
from tests.architecture.findings import CHECKOUT

NAME = "mortality"
FEATURES = {"features": np.zeros((1, 33), np.float32)}


def put(place: Path, folder: str, **said: object) -> Path:
    """A version of the model with another description, sealed as its author would."""
    target = place / folder
    target.mkdir(parents=True)
    source = CHECKOUT / "models" / NAME
    whole: dict[str, Any] = {**json.loads((source / DESCRIPTION).read_text("utf-8")), **said}
    for file in (whole["file"], *whole.get("further", ())):
        if (source / file).is_file():
            shutil.copy(source / file, target / file)
    (target / DESCRIPTION).write_text(json.dumps({**whole, "seal": seal_of(whole)}), "utf-8")
    return target


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The clinic's folder with two further versions."""
    put(tmp_path / "own", f"{NAME}@1.9.0", version="1.9.0")
    put(tmp_path / "own", f"{NAME}@1.10.0", version="1.10.0")
    return tmp_path / "own"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """The program's folder with one version."""
    put(tmp_path / "shipped", NAME, version="1.0.0")
    return tmp_path / "shipped"


def test_versions_are_told_oldest_first_by_number(shipped: Path, own: Path) -> None:
    models = Catalogue(shipped, own)
    assert models.versions(NAME) == ("1.0.0", "1.9.0", "1.10.0")
    assert models.names() == (NAME,)
    assert models.versions("nobody") == ()


def test_without_a_version_the_shipped_one_is_meant(shipped: Path, own: Path) -> None:
    put(own, NAME, version="9.0.0")
    models = Catalogue(shipped, own)
    assert models.card(NAME).version == "1.0.0"
    assert models.model(NAME).card.version == "1.0.0"
    assert models.card(NAME, "9.0.0").version == "9.0.0"


def test_two_versions_work_side_by_side(shipped: Path, own: Path) -> None:
    models = Catalogue(shipped, own)
    first, second = models.model(NAME), models.model(NAME, "1.10.0")
    assert first is not second
    assert models.model(NAME, "1.0.0") is first
    assert second.card.version == "1.10.0"
    assert set(first.run(FEATURES)) == set(second.run(FEATURES))
    assert not models.is_loaded(NAME, "1.9.0")


def test_a_model_that_only_the_clinic_has_is_its_newest(tmp_path: Path, own: Path) -> None:
    models = Catalogue(None, own)
    assert models.names() == (NAME,)
    assert models.card(NAME).version == "1.10.0"
    assert Catalogue(tmp_path / "absent", own).model(NAME).card.version == "1.10.0"


def test_a_folder_that_is_not_there_changes_nothing(shipped: Path, tmp_path: Path) -> None:
    models = Catalogue(shipped, tmp_path / "absent")
    assert models.names() == (NAME,)
    assert models.versions(NAME) == ("1.0.0",)
    assert standing(tmp_path / "absent").names() == standing().names()


def test_the_house_is_put_together_with_the_clinics_folder(own: Path) -> None:
    assert bootstrap.house(models=own).models.versions(NAME)[-2:] == ("1.9.0", "1.10.0")


def test_an_unsealed_version_is_refused_in_the_clinics_folder(shipped: Path, own: Path) -> None:
    place = own / f"{NAME}@1.9.0" / DESCRIPTION
    said = json.loads(place.read_text("utf-8"))
    del said["seal"]
    place.write_text(json.dumps(said), "utf-8")
    models = Catalogue(shipped, own)
    with pytest.raises(Storage, match="not the one that was tested"):
        models.model(NAME, "1.9.0")
    assert models.versions(NAME) == ("1.0.0", "1.10.0")


def test_a_changed_byte_is_refused_in_the_clinics_folder(shipped: Path, own: Path) -> None:
    file = own / f"{NAME}@1.9.0" / "model.onnx"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(Storage, match="was changed"):
        Catalogue(shipped, own).model(NAME, "1.9.0")


def test_a_folder_that_names_another_version_than_its_card_is_refused(shipped: Path, own: Path) -> None:
    put(own, f"{NAME}@2.0.0", version="2.1.0")
    models = Catalogue(shipped, own)
    with pytest.raises(Storage, match="not the one that was tested"):
        models.card(NAME, "2.0.0")
    assert "2.1.0" not in models.versions(NAME)


@pytest.mark.parametrize("version", ["7.7.7", "", "../1.0.0", "1.0.0/..", "@"])
def test_a_version_that_is_not_there_is_a_sentence(shipped: Path, own: Path, version: str) -> None:
    with pytest.raises(NotFound, match="not installed"):
        Catalogue(shipped, own).model(NAME, version)


def test_a_folder_cannot_be_asked_for_by_its_full_name(own: Path) -> None:
    with pytest.raises(NotFound):
        Catalogue(None, own).model(f"{NAME}@1.9.0")


def test_a_version_that_is_unloaded_is_read_anew(shipped: Path, own: Path) -> None:
    models = Catalogue(shipped, own)
    first, other = models.model(NAME, "1.9.0"), models.model(NAME, "1.10.0")
    models.unload(NAME, "1.9.0")
    assert not models.is_loaded(NAME, "1.9.0")
    assert models.is_loaded(NAME, "1.10.0")
    assert models.is_loaded(NAME)
    assert models.model(NAME, "1.9.0") is not first
    assert models.model(NAME, "1.10.0") is other
    models.unload(NAME)
    assert not models.is_loaded(NAME)


def test_many_threads_load_a_version_once(shipped: Path, own: Path) -> None:
    models, begin = Catalogue(shipped, own), threading.Barrier(8)

    def load(at: int) -> int:
        begin.wait()
        return id(models.model(NAME, ("1.0.0", "1.9.0")[at % 2]))

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(load, range(8)))) == 2


def test_what_is_no_graph_is_read_and_not_run(tmp_path: Path) -> None:
    target = put(tmp_path, "words", name="words", kind="lexicon", title="Words", file="words.json", further={})
    (target / "words.json").write_bytes(b'{"cough": 1}')
    said = json.loads((target / DESCRIPTION).read_text("utf-8"))
    models = Catalogue(tmp_path)
    with pytest.raises(Storage, match="was changed"):
        models.model("words")
    said["sha256"] = hashlib.sha256(b'{"cough": 1}').hexdigest()
    said["seal"] = seal_of(said)
    (target / DESCRIPTION).write_text(json.dumps(said), "utf-8")
    model = Catalogue(tmp_path).model("words")
    assert json.loads(model.data) == {"cough": 1}
    with pytest.raises(Storage, match="look things up"):
        model.run({})


def test_a_graphs_bytes_are_not_held_twice() -> None:
    assert standing().model(NAME).data == b""
