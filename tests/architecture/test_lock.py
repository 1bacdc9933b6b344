"""Every dependency is locked with its hashes, named in README, and free of a licence that would bind the house."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import distribution
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.findings import CHECKOUT

PIN: Final = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.+!]+)(?: ; (?P<marker>.+))?$")
HASH: Final = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")
BINDING: Final = re.compile(r"(?<![A-Z])A?GPL|(?<!Lesser )General Public License|(?<!Lesser )GNU Affero")


EXCEPTED: Final = {"pyinstaller": "special exception which allows to use PyInstaller to build and distribute non-free"}
"""A tool under the GPL that says in its licence line that what it builds is not bound by it."""


def asked() -> list[Requirement]:
    """What pyproject asks for, the tools of the developers included."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]]


def entries(lock: str) -> list[list[str]]:
    """The lock taken apart: for each package its pin and its hashes."""
    lines = [
        line for line in lock.replace("\\\n", "\0").splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return [[part.strip() for part in line.split("\0")] for line in lines]


def unlocked(requirements: Iterable[Requirement], lock: str) -> list[str]:
    """What is wrong with the lock."""
    pins = {}
    wrong = []
    for pin, *hashes in entries(lock):
        found = PIN.match(pin)
        if found is None or not hashes or not all(HASH.match(text) for text in hashes):
            wrong.append(f"no exact pin with hashes: {pin}")
        else:
            pins[canonicalize_name(found["name"])] = found["version"]
    for requirement in requirements:
        version = pins.get(canonicalize_name(requirement.name))
        if version is None:
            wrong.append(f"not locked: {requirement.name}")
        elif not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"locked at {version}: {requirement}")
    return wrong


def binds(texts: Iterable[str]) -> bool:
    """Whether a package can only be had under the GPL or AGPL; LGPL does not bind, and «A OR GPL» leaves the choice."""
    ways = [way for text in texts for way in re.split(r"\s+OR\s+", text)]
    return bool(ways) and all(
        BINDING.search(way.replace("LGPL", "").replace("Lesser General Public", "")) for way in ways
    )


def licences(name: str) -> list[str]:
    """What a package says of its licence: an expression, else classifiers, else a line, else the text that it ships."""
    package = distribution(name)
    told = package.metadata
    expression = told.get_all("License-Expression", [])
    classifiers = [line.removeprefix("License :: ") for line in told.get_all("Classifier", []) if "License ::" in line]
    line = [text.strip().splitlines()[0] for text in told.get_all("License", []) if text.strip()]
    files = [file for file in package.files or () if "/licenses/" in file.as_posix()]
    named = expression or [text for text in classifiers if text != "OSI Approved"] or line
    return named or [" ".join(file.read_text(encoding="utf-8").split()) for file in files]


def installed() -> list[str]:
    """The locked packages that belong on this system and Python."""
    requirements = [
        Requirement(pin) for pin, *_ in entries((CHECKOUT / "requirements.lock").read_text(encoding="utf-8"))
    ]
    return [item.name for item in requirements if item.marker is None or item.marker.evaluate()]


def test_every_dependency_is_locked_with_its_hashes() -> None:
    assert not unlocked(asked(), (CHECKOUT / "requirements.lock").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("lock", "wrong"),
    [
        ("", "not locked: ruff"),
        ("ruff==0.17.5\n", "no exact pin with hashes: ruff==0.17.5"),
        (f"ruff>=0.17.5 \\\n    --hash=sha256:{'a' * 64}\n", "no exact pin with hashes: ruff>=0.17.5"),
        ("ruff==0.17.5 \\\n    --hash=md5:aa\n", "no exact pin with hashes: ruff==0.17.5"),
        (f"ruff==0.16.0 \\\n    --hash=sha256:{'a' * 64}\n    # via x\n", "locked at 0.16.0: ruff==0.17.5"),
    ],
)
def test_a_gap_in_the_lock_is_found(lock: str, wrong: str) -> None:
    assert wrong in unlocked([Requirement("ruff==0.17.5")], lock)


def test_a_good_lock_is_accepted() -> None:
    assert not unlocked([Requirement("Ruff~=0.17.0")], f"ruff==0.17.5 ; a == 'b' \\\n    --hash=sha256:{'a' * 64}\n")


def test_readme_names_every_dependency() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8").lower()
    rows = [line for line in readme.splitlines() if line.startswith("|")]
    missing = [item.name for item in asked() if not any(item.name.lower() in row for row in rows)]
    assert not missing, f"README's table of dependencies leaves out {missing}"


def test_no_dependency_binds_the_house() -> None:
    told = {name: licences(name) for name in installed() if name not in EXCEPTED}
    assert not [f"{name}: {texts}" for name, texts in told.items() if binds(texts)]
    assert not [name for name, texts in told.items() if not texts], "these do not say under which licence they come"


@pytest.mark.parametrize("name", EXCEPTED)
def test_a_tool_that_is_excepted_says_so_itself(name: str) -> None:
    assert EXCEPTED[name] in " ".join(distribution(name).metadata.get_all("License", []))


@pytest.mark.parametrize(
    "text",
    [
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        "GPLv3",
        "GPL-2.0-only OR GPL-3.0-only",
        "OSI Approved :: GNU General Public License v3 (GPLv3)",
        "OSI Approved :: GNU Affero General Public License v3",
    ],
)
def test_a_licence_that_binds_is_found(text: str) -> None:
    assert binds([text])


@pytest.mark.parametrize(
    "text",
    [
        "MIT",
        "LGPL-3.0-only",
        "LGPLv3+",
        "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
        "OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)",
    ],
)
def test_a_licence_that_does_not_bind_is_accepted(text: str) -> None:
    assert not binds([text])
