"""Builds the lexicon: `python models/symptoms/train.py [--data ../shared/data]`.

`phrases.txt`, `words.txt` and `groups.txt` are the sources, written by hand. Every code is checked against the
questions of the diagnosis model; every place, where the release of DDXPlus is at hand, against its choices. The same
sources make the same file.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

import evaluate  # noqa: E402
import manifest  # noqa: E402
import measures  # noqa: E402

from hms_desktop.inference.catalogue import seal_of  # noqa: E402

FILE, SOURCES = "lexicon.json", ("phrases.txt", "words.txt", "groups.txt")
PLAIN = HERE.parent / "triage" / "vocabulary.txt"
"""Words that people write at the desk; whoever wrote one of these meant it."""
SETS = ("heldout", "fresh", "development")


def lines(name: str) -> Iterator[str]:
    """A source's lines without remarks."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """What stands in brackets, and the lines below it."""
    title, below = "", list[str]()
    for line in lines(name):
        if line.startswith("["):
            if title:
                yield title, below
            title, below = line[1:].partition("]")[0], []
        else:
            below.append(line)
    yield title, below


def phrases() -> dict[str, dict[str, list[str]]]:
    """Kind of phrase, its name, and its phrases."""
    made: dict[str, dict[str, list[str]]] = {}
    for title, below in sections("phrases.txt"):
        kind, _, name = title.rpartition(" ")
        found = [part.strip() for line in below for part in line.split(",") if part.strip()]
        made.setdefault(kind or "evidence", {}).setdefault(name, []).extend(found)
    return made


def words() -> dict[str, Any]:
    """Other spellings, shorthand, silent words, and words that are never taken for slips."""
    found = dict(sections("words.txt"))
    pairs = {part: dict(line.split(": ", 1) for line in found[part]) for part in ("words", "short")}
    return {
        "words": {name: others.split() for name, others in sorted(pairs["words"].items())},
        "short": dict(sorted(pairs["short"].items())),
        "light": sorted(set(" ".join(found["light"]).split())),
        "plain": sorted({*" ".join(found["plain"]).split(), *(PLAIN.read_text(encoding="utf-8").split())}),
    }


def groups() -> dict[str, Any]:
    """Codes that share a rule."""
    found = {title: " ".join(below).split() for title, below in sections("groups.txt")}
    entails = dict(line.split(": ") for line in dict(sections("groups.txt"))["entails"])
    return {**found, "entails": {code: others.split() for code, others in entails.items()}}


def checked(said: dict[str, Any], data: Path | None) -> None:
    """A code that nobody asks for, or a value that nobody can choose, is a fault of the sources."""
    known = {one["code"] for one in vocabulary()}
    used = {name.partition("@")[0] for kind in ("evidence", "family") for name in said["phrases"][kind]}
    used |= {code for name, others in said["entails"].items() for code in (name, *others)}
    if unknown := sorted(used - known):
        raise SystemExit(f"codes that are not asked for: {unknown}")
    if data is None:
        return
    release = json.loads((data / "ddxplus" / "release_evidences.json").read_text(encoding="utf-8"))
    places = choices(release["E_55"])
    given = {side for name in said["phrases"]["place"] for side in sided(name.lstrip("~"), said["sided"])}
    if unknown := sorted(given - places):
        raise SystemExit(f"places that nobody can choose: {unknown}")


def vocabulary() -> list[dict[str, Any]]:
    """The questions of the diagnosis model."""
    said = json.loads((HERE.parent / "diagnosis" / "vocabulary.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = said["evidences"]
    return found


def choices(one: dict[str, Any]) -> set[str]:
    """The choices of a question as the rows of the data name them."""
    return {plain(meaning["fr"]) for meaning in one["value_meaning"].values()}


def plain(french: str) -> str:
    """«épaule(D)» is «epaule_D_» in the rows."""
    bare = unicodedata.normalize("NFKD", french).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"\W+", "_", bare)


def sided(name: str, both: list[str]) -> list[str]:
    """A place, or its right and its left."""
    return [f"{name}_D_", f"{name}_G_"] if name in both else [name]


def main() -> int:
    """Writes the lexicon and its description, with its figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=None)
    given = asked.parse_args()
    antecedents = sorted(one["code"] for one in vocabulary() if one["antecedent"])
    said = {"phrases": phrases(), **words(), **groups(), "antecedents": antecedents}
    checked(said, given.data)
    body = ",\n".join(f"{json.dumps(name)}: {lined(part)}" for name, part in said.items())
    (HERE / FILE).write_text("{\n" + body + "\n}\n", encoding="utf-8")
    described()
    return 0


def lined(part: object) -> str:
    """One line an entry, so that a change is seen in a diff."""
    if not isinstance(part, dict):
        return json.dumps(part, ensure_ascii=False)
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {lined(one)}" for name, one in part.items()) + "\n}"


def metrics() -> dict[str, Any]:
    """What is measured now, and what was measured when the sentences were new (`first.json`, never written again)."""
    lexicon = evaluate.Lexicon(json.loads((HERE / FILE).read_text(encoding="utf-8")))
    made: dict[str, Any] = json.loads((HERE / "first.json").read_text(encoding="utf-8"))
    intervals: dict[str, Any] = {}
    for name in SETS:
        rows = [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        found, _ = evaluate.measured(rows, lexicon)
        intervals[name] = found.pop("ci")
        made[name] = found
    return {**made, "ci": intervals}


def described() -> None:
    """`model.json`, sealed."""
    said = {
        "name": "symptoms",
        "title": "Symptoms in free text",
        "version": "1.0.0",
        "made": "2026-11-21",
        "kind": "lexicon",
        "file": FILE,
        "sha256": measures.digest(HERE / FILE),
        "bytes": (HERE / FILE).stat().st_size,
        "inputs": [{"name": "text", "kind": "English, up to 4,000 letters"}],
        "outputs": [{"name": "findings", "kind": "code, value, said, since, place in the text, sure"}],
        "licence": "MIT, as the program; the phrases are our own. Codes and questions: DDXPlus, CC BY 4.0",
        "data": [
            {"file": name, "sha256": measures.digest(HERE / name), "licence": "MIT", "about": "our own, one author"}
            for name in SOURCES
        ],
        "metrics": metrics(),
    }
    ordered: dict[str, Any] = {key: manifest.rounded(part, 6) for key, part in said.items()}
    ordered["seal"] = seal_of(ordered)
    (HERE / "model.json").write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
