"""What the built program is made of, and its own test run from the checkout. The build itself is run by hand
(`python3 installer/start.py build`), because it takes half a minute and a hundred megabytes."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Final

import pytest

import hms_desktop
from hms_desktop import self_test
from hms_desktop.features import NAMES
from hms_desktop.kernel.manifest import load
from hms_desktop.self_test import Check
from tests.architecture.findings import CHECKOUT, house, imports, tree

SITE: Final = "/home/x/.venv/lib/python3.11/site-packages"


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(CHECKOUT / "installer")
    yield importlib.import_module("freeze")
    for name in ("freeze", "steps"):
        sys.modules.pop(name, None)


def modules() -> set[str]:
    """All modules of the house by name."""
    found = pkgutil.walk_packages(hms_desktop.__path__, "hms_desktop.")
    return {module.name for module in found if not module.name.endswith("__main__")}


def named() -> set[str]:
    """All modules that the manifests name in strings."""
    found = set()
    for feature in load(NAMES):
        pages = (page.widget for page in feature.pages)
        things = (*pages, *feature.banner, *feature.timeline, feature.demo or "", feature.finder or "")
        rooms = ("manifest", feature.tables, *(feature.handlers or "").split(), feature.actions, feature.routes)
        parts = [*filter(None, rooms), *(thing.partition(":")[0] for thing in things if thing)]
        found |= {f"hms_desktop.features.{feature.name}.{part}" for part in parts}
    return found


def test_the_self_test_holds_in_the_checkout() -> None:
    words = [sys.executable, "-m", "hms_desktop", "--self-test"]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    *lines, last = done.stdout.splitlines()
    assert len(lines) >= 6
    assert all(line.startswith("holds  ") for line in lines)
    assert last == f"{len(lines)} of {len(lines)} hold, in a checkout"


def test_what_does_not_hold_is_said_and_is_exit_status_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = (Check("A page is made", "0 bytes", False), Check("Another", "well", True))
    monkeypatch.setattr(self_test, "checks", lambda: iter(tried))
    said = list[str]()
    assert self_test.told(said.append) == 1
    assert said[:2] == ["BROKEN  A page is made: 0 bytes", "holds   Another: well"]


def test_the_self_test_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(root: Path) -> Check:
        (root / "half").write_text("made")
        raise OSError(28, "full")

    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: str(tmp_path / "root"))
    monkeypatch.setattr(self_test, "_features", broken)
    (tmp_path / "root").mkdir()
    with pytest.raises(OSError, match="full"):
        list(self_test.checks())
    assert not (tmp_path / "root").exists()


def test_what_the_manifests_name_goes_in_and_a_feature_that_is_not_listed_does_not(freeze: ModuleType) -> None:
    goes_in = freeze.listed(NAMES)
    assert named() <= {module for module in modules() if goes_in(module)}
    assert not freeze.listed(["users"])("hms_desktop.features.patients.service")
    assert freeze.listed(["users"])("hms_desktop.features")
    assert freeze.listed([])("hms_desktop.ui.app")


def test_packages_that_are_read_as_files_go_in_with_their_files(freeze: ModuleType) -> None:
    asked = {name for _, source in house() for name in re.findall(r'find_spec\("(\w+)"\)', source)}
    assert asked
    assert asked == set(freeze.READ_AS_FILES)


def test_every_folder_of_the_program_goes_in(freeze: ModuleType) -> None:
    asked = {name for _, source in house() for name in re.findall(r'program_folder\("(\w+)"\)', source)}
    assert {"resources", "migrations"} <= asked <= set(freeze.FOLDERS)


def test_nothing_that_the_house_imports_at_once_is_left_out(freeze: ModuleType) -> None:
    for path, source in house():
        at_once = [node for node in tree(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
        found = imports(path, "\n".join(map(ast.unparse, at_once)))
        assert not [item for item in found if item.reaches(*freeze.LEFT_OUT)], path


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/Qt6Core.dll",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "libQt6Core.so.6",
        "resources/knowledge/pack.json",
        "tabler_icons/archive.zip",
    ],
)
def test_what_a_clinic_needs_goes_in(freeze: ModuleType, place: str) -> None:
    assert freeze.goes_in(place, f"{SITE}/{place}")


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", SITE),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", SITE),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", SITE),
        ("PySide6/Qt/plugins/qmltooling/libqmldbg_tcp.so", SITE),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", SITE),
        ("PySide6/Qt/lib/libQt6Quick.so.6", SITE),
        ("PySide6/Qt/translations/designer_fr.qm", SITE),
        ("PySide6/Qt/translations/qtbase_ja.qm", SITE),
        ("libQt6EglFSDeviceIntegration.so.6", SITE),
        ("libgtk-3.so.0", "/usr/lib/x86_64-linux-gnu"),
        ("libfontconfig.so.1", "/lib/x86_64-linux-gnu"),
        ("libX11.so.6", "/usr/lib/x86_64-linux-gnu"),
        ("hms_desktop/__pycache__/desk.pyc", "/home/x"),
    ],
)
def test_what_a_clinic_never_uses_stays_out(freeze: ModuleType, place: str, source: str) -> None:
    assert not freeze.goes_in(place, f"{source}/{place}")


def test_a_library_of_that_name_that_came_with_a_package_goes_in(freeze: ModuleType) -> None:
    assert freeze.goes_in("pillow.libs/libfreetype-1a.so", f"{SITE}/pillow.libs/libfreetype-1a.so")
    assert freeze.goes_in("libcrypto.so.3", "/usr/lib/x86_64-linux-gnu/libcrypto.so.3")


def test_the_recipe_can_be_read_and_names_no_machine() -> None:
    recipe = (CHECKOUT / "build.spec").read_text("utf-8")
    compile(recipe, "build.spec", "exec")
    assert not re.search(r"""["'](/|[A-Z]:)""", recipe)


def test_a_built_program_that_fails_its_own_test_is_no_build(freeze: ModuleType, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho 'BROKEN  all'\nexit 1\n")
    program.chmod(0o755)
    if os.name == "nt":
        pytest.skip("the stand-in is a shell script")
    with pytest.raises(sys.modules["steps"].Stop, match="does not hold"):
        freeze.self_test(program)


@pytest.mark.parametrize(
    ("place", "bears"),
    [("_internal/sqlcipher3/_sqlite3.so", True), ("_internal/libpython3.11.so.1.0", True),
     ("_internal/numpy.libs/libopenblas.so", False), ("_internal/numpy/_core/multiarray.so", False),
     ("_internal/resources/pack.json", False)],
)  # fmt: skip
def test_what_a_wheel_changed_is_not_stripped(freeze: ModuleType, place: str, bears: bool) -> None:
    assert freeze.bears_stripping(PurePosixPath(place)) is bears
