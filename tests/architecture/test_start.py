"""`installer/start.py` without a network: what it finds, what it says, and that half an installation counts as none."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from tests.architecture.findings import CHECKOUT

INSTALLER: Final = CHECKOUT / "installer"
NO_SUCH: Final = {"libhms-never-made.so.9": ("libhms-old", "libhms-new")}


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(INSTALLER)
    yield importlib.import_module("start")
    for name in ("start", "system", "steps", "freeze"):
        sys.modules.pop(name, None)


@pytest.fixture
def system(start: ModuleType) -> ModuleType:
    return sys.modules[start.ensure_libraries.__module__]


@pytest.fixture
def venv(start: ModuleType, tmp_path: Path) -> Path:
    folder = tmp_path / "a clinic's venv"
    make_venv(start, folder)
    return folder


def make_venv(start: ModuleType, folder: Path) -> None:
    """What a virtual environment looks like from outside; its Python says what it was asked."""
    (start.site_packages(folder) / "pip").mkdir(parents=True)
    python = start.venv_python(folder)
    python.parent.mkdir(exist_ok=True)
    python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    python.chmod(0o755)


def test_a_library_that_is_not_there_is_reported(system: ModuleType) -> None:
    assert system.missing(NO_SUCH, ensurepip=False) == NO_SUCH
    assert system.missing({}, ensurepip=True) == {}


def test_the_report_ends_with_the_line_to_type(system: ModuleType) -> None:
    report = system.missing_report(NO_SUCH, ["libhms-old"], apt=True)
    assert "libhms-never-made.so.9" in report
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libhms-old"
    assert report.splitlines()[-1].strip() == line
    assert "apt" not in system.missing_report(NO_SUCH, [], apt=False)


@pytest.mark.parametrize(
    ("known", "chosen"),
    [({"libhms-old", "libhms-new"}, "libhms-old"), ({"libhms-new"}, "libhms-new"), ((), "libhms-old")],
)
def test_apt_is_asked_for_the_name_that_it_knows(system: ModuleType, known: set[str], chosen: str) -> None:
    assert system.apt_names(NO_SUCH, lambda name: name in known) == [chosen]


def test_a_window_needs_more_than_a_test(system: ModuleType) -> None:
    bare = set(system.libraries("linux", {}, headless=False))
    x11 = set(system.libraries("linux", {"DISPLAY": ":0"}, headless=False))
    wayland = set(system.libraries("linux", {"WAYLAND_DISPLAY": "wayland-0"}, headless=False))
    assert set(system.libraries("linux", {"DISPLAY": ":0"}, headless=True)) == bare
    assert bare < x11
    assert bare < wayland
    assert "libxcb-cursor.so.0" in x11 - wayland
    assert system.libraries("darwin", {"DISPLAY": ":0"}, headless=False) == {}


def test_without_root_it_says_what_to_type_and_runs_nothing(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(system, "apt_knows", lambda _: False)
    monkeypatch.setattr(system, "call", lambda *_: pytest.fail("nothing may be run"))
    with pytest.raises(system.Stop, match=r"sudo apt-get install .* libhms-old") as stopped:
        system.ensure_libraries(NO_SUCH, ensurepip=False)
    assert stopped.value.code == 2


def test_root_installs_and_looks_again(system: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[list[str]] = []
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    monkeypatch.setattr(system.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(system, "apt_knows", lambda name: name == "libhms-new")
    monkeypatch.setattr(system, "call", lambda words, _environ: said.append(words[:2] + words[-3:]))
    with pytest.raises(system.Stop, match="lacks"):
        system.ensure_libraries(NO_SUCH, ensurepip=False)
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    assert said == [["apt-get", "update", "update", *wait], ["apt-get", "install", "libhms-new", *wait]]


@pytest.mark.parametrize(
    ("version", "bits", "glibc", "said"),
    [
        ((3, 11, 0), 64, (2, 34), None),
        ((3, 14, 2), 64, None, None),
        ((3, 10, 9), 64, (2, 36), "Say: python3.12 installer/start.py"),
        ((3, 12, 1), 32, None, "64-bit"),
        ((3, 12, 1), 64, (2, 31), "glibc 2.34"),
    ],
)
def test_an_unfit_python_is_told_with_the_way_out(
    system: ModuleType, version: tuple[int, int, int], bits: int, glibc: tuple[int, int] | None, said: str | None
) -> None:
    problem = system.python_problem(system.Python(version, bits, glibc), lambda name: name == "python3.12")
    assert problem is None if said is None else said in problem


def test_this_python_is_fit(system: ModuleType) -> None:
    assert system.python_problem(system.this_python()) is None


def test_the_words_are_taken_apart(start: ModuleType, tmp_path: Path) -> None:
    assert start.parse([]) == ("run", (), None)
    assert start.parse(["test", "-k", "run", "--wheels", str(tmp_path), "-x"]) == (
        "test",
        ("-k", "run", "-x"),
        tmp_path,
    )
    for wrong in (["walk"], ["run", "fast"], ["--wheels"], ["--wheels", str(tmp_path / "none")]):
        with pytest.raises(start.Stop) as stopped:
            start.parse(wrong)
        assert stopped.value.code == 2


def test_the_stamp_follows_lock_version_python_and_place(start: ModuleType, tmp_path: Path) -> None:
    def stamp(lock: str = "a", project: str = 'version = "1"', python: str = "3.11", place: str = "here") -> str:
        house = tmp_path / place
        house.mkdir(exist_ok=True)
        (house / "requirements.lock").write_text(lock)
        (house / "pyproject.toml").write_text(f"[project]\n{project}\n")
        stamp: str = start.stamp_of(house, python)
        return stamp

    others = [stamp(lock="b"), stamp(project='version = "2"'), stamp(python="3.12"), stamp(place="there")]
    assert len({stamp(), *others}) == 5
    assert stamp(project='version = "1"\nname = "x"') == stamp()


def test_only_a_finished_environment_is_ready(start: ModuleType, venv: Path) -> None:
    assert not start.is_ready(venv, "s")
    (venv / "stamp").write_text("s")
    assert start.is_ready(venv, "s")
    assert not start.is_ready(venv, "t")
    (venv / "unfinished").touch()
    assert not start.is_ready(venv, "s")


def test_an_environment_whose_python_moved_is_not_ready(start: ModuleType, venv: Path, tmp_path: Path) -> None:
    (venv / "stamp").write_text("s")
    start.venv_python(venv).unlink()
    start.venv_python(venv).symlink_to(tmp_path / "gone")
    assert not start.is_ready(venv, "s")


def test_an_installation_that_breaks_off_is_made_anew(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    did: list[str] = []
    broken = [True]

    def install(*_: object) -> None:
        did.append("install")
        if broken:
            raise KeyboardInterrupt

    def make(folder: Path) -> None:
        did.append("make")
        if not folder.exists():
            make_venv(start, folder)
        (folder / "unfinished").unlink(missing_ok=True)

    monkeypatch.setattr(start, "install", install)
    monkeypatch.setattr(start, "make_venv", make)
    folder = tmp_path / ".venv"
    with pytest.raises(KeyboardInterrupt):
        start.ensure_installed(folder, None)
    assert not (folder / "stamp").exists()
    broken.clear()
    start.ensure_installed(folder, None)
    start.ensure_installed(folder, None)
    assert did == ["make", "install", "make", "install"]


def test_the_command_is_there_from_any_folder(start: ModuleType, venv: Path, tmp_path: Path) -> None:
    start.link_checkout(venv)
    assert (start.site_packages(venv) / "hms_desktop_checkout.pth").read_text() == f"{CHECKOUT}\n"
    if os.name == "nt":
        pytest.skip("the command is a .cmd here")
    said = subprocess.check_output([venv / "bin" / "hms-desktop", "--demo", "a b"], cwd=tmp_path, text=True)
    assert said == "-P|-m|hms_desktop|--demo|a b|"


@pytest.mark.parametrize(
    ("screen", "draws"), [({}, True), ({"DISPLAY": ":0"}, False), ({"WAYLAND_DISPLAY": "w"}, False)]
)
def test_without_a_screen_the_window_becomes_a_picture(
    start: ModuleType, screen: dict[str, str], draws: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[Any] = []

    def become(words: list[str], environ: dict[str, str]) -> int:
        became.extend((words, environ))
        return 0

    monkeypatch.setattr(start, "set_up", lambda *_, **__: "python")
    monkeypatch.setattr(start, "become", become)
    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    for name, value in screen.items():
        monkeypatch.setenv(name, value)
    assert start.main([]) == 0
    assert became[0][:5] == ["python", "-P", "-m", "hms_desktop", "--demo"]
    assert ("--picture" in became[0]) == draws
    assert became[1].get("QT_QPA_PLATFORM") == ("offscreen" if draws else None)


@pytest.mark.parametrize(("typed", "cores"), [([], "auto"), (["-k", "bus"], ""), (["--randomly-seed=42"], "")])
def test_the_whole_suite_runs_on_every_core_and_a_part_of_it_on_one(
    start: ModuleType, typed: list[str], cores: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[str] = []

    def become(words: list[str], _: dict[str, str]) -> int:
        became.extend(words)
        return 0

    monkeypatch.setattr(start, "set_up", lambda *_, **__: "python")
    monkeypatch.setattr(start, "become", become)
    assert start.main(["test", *typed]) == 0
    assert became[:3] == ["python", "-m", "pytest"]
    assert became[3 : 3 + len(typed)] == typed or not typed
    assert (became[became.index("-n") + 1] if "-n" in became else "") == cores


def test_a_build_without_binutils_says_what_to_type(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    freeze = importlib.import_module("freeze")
    monkeypatch.setattr(start, "set_up", lambda *_, **__: "python")
    monkeypatch.setattr(freeze.sys, "platform", "linux")
    monkeypatch.setattr(freeze.shutil, "which", lambda _: None)
    monkeypatch.setattr(freeze, "call", lambda *_: pytest.fail("nothing may be run"))
    assert start.main(["build"]) == 2
    assert "apt-get install -y binutils" in capsys.readouterr().err


def test_a_failed_command_shows_its_end_and_a_hint(start: ModuleType) -> None:
    steps = sys.modules[start.step.__module__]
    noise = "WARNING: Location 'a' is ignored\n" * 50
    told = steps.failure(["pip", "install"], f"{noise}\nERROR: certificate verify failed\n{noise}")
    assert "ERROR: certificate verify failed" in told
    assert "PIP_CERT" in told
    assert "ignored" not in told


def test_the_installer_names_no_host() -> None:
    for file in INSTALLER.glob("*.py"):
        assert "://" not in file.read_text(encoding="utf-8"), file.name
