"""DDXPlus as arrays: the vocabulary that ships (`vocabulary.json`), rows of patients, and the published frequencies.

Three files of the recipe stand on this one: training, the interview and the evaluation. A row names its evidences in
French (`toux`, `douleurxx_endroitducorps_@_amygdale_G_`); the published map leads to the codes (`E_201`).
"""

from __future__ import annotations

import ast
import base64
import csv
import gzip
import io
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).resolve().parent
AGES = (1, 4, 10, 18, 30, 45, 60, 75)
"""Ages in years; the model sees which of them a patient has reached."""
ABROAD, NOT_ABROAD = "E_204", "N"
"""«Have you been out of the country»: its answer «no» is a value, not an absence."""

Bytes = npt.NDArray[np.int8]
Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Vocabulary:
    """Names, questions, parents and frequencies: what a reader of the model's numbers needs."""

    said: dict[str, Any]

    @classmethod
    def shipped(cls, folder: Path = HERE) -> Vocabulary:
        """As it stands beside the model."""
        return cls(json.loads((folder / "vocabulary.json").read_text(encoding="utf-8")))

    @cached_property
    def conditions(self) -> list[str]:
        """English names of the 49 pathologies, in the order of the model's outputs."""
        return [str(one["name"]) for one in self.said["conditions"]]

    @cached_property
    def by_french(self) -> dict[str, int]:
        """Rows name their pathology in French."""
        return {str(one["french"]): at for at, one in enumerate(self.said["conditions"])}

    @cached_property
    def severity(self) -> Numbers:
        """1 is the most severe, 5 the least."""
        return np.array([one["severity"] for one in self.said["conditions"]])

    @cached_property
    def evidences(self) -> list[str]:
        """Codes of the 223 evidences, in the order of the model's inputs."""
        return [str(one["code"]) for one in self.said["evidences"]]

    @cached_property
    def code_of(self) -> dict[str, int]:
        """The place of a French evidence name."""
        return {str(one["french"]): at for at, one in enumerate(self.said["evidences"])}

    @cached_property
    def parent(self) -> Numbers:
        """The place of the question that comes first, or −1."""
        place = {code: at for at, code in enumerate(self.evidences)}
        return np.array([place.get(one["parent"], -1) for one in self.said["evidences"]])

    @cached_property
    def antecedent(self) -> npt.NDArray[np.bool_]:
        """Whether an evidence is of the history, not of the complaint."""
        return np.array([one["antecedent"] for one in self.said["evidences"]])

    @cached_property
    def values(self) -> dict[str, int]:
        """The place of each answer of a question with choices (`code_@_value`) that the differential reads."""
        return {str(one): at for at, one in enumerate(self.said["values"])}

    @cached_property
    def frequencies(self) -> Shares:
        """P(evidence | pathology) as counted over 1,025,602 patients, 49 × 223, kept in steps of 1/65,535."""
        return unpacked(self.said["frequencies"], len(self.conditions))

    @cached_property
    def prior(self) -> Shares:
        """How common each pathology was among the same patients."""
        counts = np.array([one["count"] for one in self.said["conditions"]], dtype=np.float64)
        return np.asarray(counts / counts.sum())

    def children(self, question: int) -> Numbers:
        """What may be asked once this was answered yes."""
        return np.flatnonzero(self.parent == question)


@dataclass(frozen=True)
class Patients:
    """Rows as arrays; `has` is 1 where the patient has the evidence, `said` what he chose where there are choices."""

    has: Bytes
    said: Bytes
    age: Numbers
    male: Bytes
    first: Numbers
    truth: Numbers
    differential: Shares
    split: npt.NDArray[np.str_]

    def where(self, rows: npt.NDArray[Any]) -> Patients:
        """Some of the rows."""
        return Patients(*(part[rows] for part in vars(self).values()))

    def __len__(self) -> int:
        return len(self.truth)


def packed(shares: Shares) -> str:
    """A table of shares as text."""
    return base64.b64encode(np.rint(shares * 65535).astype("<u2").tobytes()).decode("ascii")


def unpacked(text: str, rows: int) -> Shares:
    """The table again."""
    return np.frombuffer(base64.b64decode(text), dtype="<u2").reshape(rows, -1).astype(np.float64) / 65535


def inputs(answers: Bytes, age: Numbers, male: Bytes) -> npt.NDArray[np.uint8]:
    """What the network reads: asked yes, asked no, which ages are reached, whether a man. Not asked is neither."""
    reached = age[:, None] >= np.array(AGES)
    return np.hstack([answers == 1, answers == -1, reached, (male == 1)[:, None]]).astype(np.uint8)


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a file in the shape of the shared folder, compressed or not."""
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"))))


def read(file: Path, words: Vocabulary) -> Patients:
    """Patients of a file; an answer that the vocabulary does not know is a fault of the file and is not passed over."""
    rows = rows_of(file)
    n, evidences = len(rows), len(words.evidences)
    has, said = np.zeros((n, evidences), np.int8), np.zeros((n, len(words.values)), np.int8)
    differential = np.zeros((n, len(words.conditions)))
    for at, row in enumerate(rows):
        for item in ast.literal_eval(row["EVIDENCES"]):
            name, _, value = item.partition("_@_")
            code = words.code_of[name]
            has[at, code] |= not (words.evidences[code] == ABROAD and value == NOT_ABROAD)
            chosen = words.values.get(f"{words.evidences[code]}_@_{value}") if value else None
            if chosen is not None:
                said[at, chosen] = 1
        for name, share in ast.literal_eval(row["DIFFERENTIAL_DIAGNOSIS"]):
            differential[at, words.by_french[name]] = share
    return Patients(
        has,
        said,
        np.array([int(row["AGE"]) for row in rows]),
        np.array([row["SEX"] == "M" for row in rows], dtype=np.int8),
        np.array([words.code_of[row["INITIAL_EVIDENCE"]] for row in rows]),
        np.array([words.by_french[row["PATHOLOGY"]] for row in rows]),
        differential,
        np.array([row.get("split", "") for row in rows]),
    )
