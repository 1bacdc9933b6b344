"""The vocabulary that ships beside the model, made from DDXPlus's releases: names, questions, parents, answer values.

A reader of the model's numbers needs nothing else; the frequencies that the interview plans with are in it too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from ddxplus import ABROAD, Shares, packed, rows_of

ABROAD_RATE = 0.1
LICENCE = "DDXPlus, Fansi Tchango et al., NeurIPS 2022, CC BY 4.0; names and questions as published"


def made(folder: Path) -> dict[str, Any]:
    """The whole vocabulary, from the files of the folder."""
    conditions, evidences = _json(folder / "release_conditions.json"), _json(folder / "release_evidences.json")
    counted = _json(folder / "cpt_from_train_1025602.json")
    french = {code: name for name, code in _json(folder / "fr_to_en_evidence_map.json").items()}
    return {
        "licence": LICENCE,
        "conditions": [_condition(conditions[name], counted) for name in counted["conditions"]],
        "evidences": [_evidence(evidences[code], french[code]) for code in counted["symptoms"]],
        "values": _values(folder, {name: code for code, name in french.items()}, evidences),
        "frequencies": packed(_frequencies(counted)),
    }


def _frequencies(counted: dict[str, Any]) -> Shares:
    """P(evidence | pathology). Of journeys abroad the count took the answer «no» for an evidence: nothing is known."""
    table = [[counted["probabilities"][name][code] for code in counted["symptoms"]] for name in counted["conditions"]]
    shares = np.array(table)
    shares[:, counted["symptoms"].index(ABROAD)] = ABROAD_RATE
    return shares


def write(said: dict[str, Any], file: Path) -> None:
    """One line an entry, so that a change is seen in a diff."""
    parts = [f"{json.dumps(name)}: {_lines(part)}" for name, part in said.items()]
    file.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(part: object) -> str:
    if not isinstance(part, list):
        return json.dumps(part, ensure_ascii=False)
    return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in part) + "\n]"


def _json(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _condition(one: dict[str, Any], counted: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["condition_name"],
        "french": one["cond-name-fr"],
        "icd10": one["icd10-id"].upper(),
        "severity": one["severity"],
        "count": counted["condition_counts"][one["condition_name"]],
    }


def _evidence(one: dict[str, Any], french: str) -> dict[str, Any]:
    parent = one["code_question"]
    return {
        "code": one["name"],
        "french": french,
        "question": one["question_en"],
        "parent": None if parent == one["name"] else parent,
        "antecedent": one["is_antecedent"],
    }


def _values(folder: Path, codes: dict[str, str], evidences: dict[str, Any]) -> dict[str, str]:
    """Answers of questions with choices that rows of `validate` give, with their English words."""
    found: dict[str, str] = {}
    for row in rows_of(folder / "real_patients.csv.gz"):
        if row["split"] != "validate":
            continue
        for name, value in re.findall(r"'([^']+?)_@_([^']+)'", row["EVIDENCES"]):
            code = codes[name]
            meanings = evidences[code]["value_meaning"].values()
            english = {_plain(one["fr"]): one["en"] for one in meanings}
            found[f"{code}_@_{value}"] = english.get(_plain(value), value)
    return dict(sorted(found.items()))


def _plain(text: str) -> str:
    return re.sub(r"\W+", "_", text).strip("_").lower()
