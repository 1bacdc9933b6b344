"""Diabetes-130 as cases: what a stay's chart held, as marks that are there or not, and which diabetes drugs it says.

A mark is what a clinic here can know too: age and sex, groups of diagnoses (ICD-9 in the data, ICD-10 in the program),
HbA1c and glucose where they were measured, how long the stay is, how many there were in the year before. Nothing that
came after the stay is read, nor race. A patient's first stay with a diabetes drug judges; all of them are learnt from.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

GONE = {"11", "13", "14", "19", "20", "21"}
"""Discharged dead, or to hospice."""
DRUGS = (
    "insulin", "metformin", "glipizide", "glyburide", "pioglitazone", "rosiglitazone", "glimepiride", "repaglinide",
    "nateglinide", "acarbose", "chlorpropamide", "tolbutamide", "tolazamide", "miglitol", "troglitazone",
    "acetohexamide", "examide", "citoglipton", "glyburide-metformin", "glipizide-metformin",
    "glimepiride-pioglitazone", "metformin-rosiglitazone", "metformin-pioglitazone",
)  # fmt: skip
"""The 23 of the data."""
INNS = {
    "insulin": (
        "insulin human regular", "insulin isophane", "insulin glargine", "insulin lispro",
    ),
    "metformin": ("metformin",), "glipizide": ("glipizide",), "glyburide": ("glibenclamide",),
    "pioglitazone": ("pioglitazone",), "glimepiride": ("glimepiride",), "repaglinide": ("repaglinide",),
    "nateglinide": ("nateglinide",), "acarbose": ("acarbose",),
}  # fmt: skip
"""What the program's formulary calls them."""
AGES = ((0, 40), (40, 50), (50, 60), (60, 70), (70, 80), (80, 130))
DISEASES: dict[str, tuple[str, tuple[tuple[float, float], ...], tuple[str, ...]]] = {
    "neoplasm": ("Cancer or growth", ((140, 240),), ("C", "D0", "D1", "D2", "D3", "D4")),
    "infection": ("Infection", ((1, 140),), ("A", "B")),
    "fluid": ("Fluid or electrolytes", ((276, 277),), ("E86", "E87")),
    "lipids": ("Blood fats", ((272, 273),), ("E78",)),
    "obesity": ("Obesity", ((278, 279),), ("E66",)),
    "anaemia": ("Anaemia", ((280, 286),), ("D5", "D60", "D61", "D62", "D63", "D64")),
    "mental": ("Mental disorder", ((290, 320),), ("F",)),
    "nerves": ("Nerves", ((320, 390),), ("G", "H")),
    "hypertension": ("High blood pressure", ((401, 402), (405, 406)), ("I10", "I15", "I16")),
    "hypertensive": ("High blood pressure of heart or kidney", ((402, 405),), ("I11", "I12", "I13")),
    "infarction": ("Heart attack", ((410, 411),), ("I21", "I22")),
    "ischaemia": ("Coronary disease", ((411, 415),), ("I20", "I24", "I25")),
    "rhythm": ("Heart rhythm", ((426, 428),), ("I44", "I45", "I47", "I48", "I49")),
    "failure": ("Heart failure", ((428, 429),), ("I50",)),
    "stroke": ("Stroke", ((430, 439),), ("I6", "G45")),
    "vessels": ("Arteries", ((440, 445),), ("I70", "I71", "I72", "I73", "I74")),
    "pneumonia": ("Pneumonia", ((480, 488),), ("J12", "J13", "J14", "J15", "J16", "J17", "J18")),
    "obstructive": ("Asthma or COPD", ((490, 497),), ("J40", "J41", "J42", "J43", "J44", "J45")),
    "digestion": ("Digestion", ((520, 570), (574, 580)), ("K0", "K1", "K2", "K3", "K4", "K5", "K6", "K8", "K9")),
    "liver": ("Liver", ((570, 574),), ("K7",)),
    "kidney": ("Kidney failure", ((584, 587),), ("N17", "N18", "N19")),
    "urinary": ("Urinary tract", ((590, 600),), ("N1", "N2", "N3")),
    "skin": ("Skin infection or ulcer", ((680, 687), (707, 708)), ("L0", "L89", "L97")),
    "joints": ("Joints or muscles", ((710, 740),), ("M",)),
    "injury": ("Injury", ((800, 960),), ("S", "T0", "T1")),
    "pregnancy": ("Pregnancy", ((630, 680),), ("O",)),
}  # fmt: skip
"""Group → its name, its ranges of ICD-9, its beginnings in ICD-10."""
DIABETES = {
    "type 1": ("Type 1 diabetes", ("E10",)),
    "ketoacidosis": ("Diabetes with acidosis or coma", ("E10.1", "E11.0", "E11.1", "E13.0", "E13.1")),
    "kidneys": ("Diabetes with kidney disease", ("E10.2", "E11.2", "E13.2")),
    "eyes": ("Diabetes with eye disease", ("E10.3", "E11.3", "E13.3")),
    "nerve": ("Diabetes with nerve disease", ("E10.4", "E11.4", "E13.4")),
    "circulation": ("Diabetes with disease of arteries", ("E10.5", "E11.5", "E13.5")),
    "low sugar or other": ("Diabetes with other complications", ("E10.6", "E11.6", "E13.6")),
}
_PARTS = {"1": 1, "2": 1, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5, "8": 6}
"""Fourth digit of ICD-9 250 → place in `DIABETES`."""
TESTS = {
    "hba1c normal": ("HbA1c normal", "A1Cresult", "Norm"),
    "hba1c above 7": ("HbA1c above 7 % to 8 %", "A1Cresult", ">7"),
    "hba1c above 8": ("HbA1c above 8 %", "A1Cresult", ">8"),
    "glucose normal": ("Glucose normal", "max_glu_serum", "Norm"),
    "glucose above 200": ("Glucose above 200 mg/dL to 300", "max_glu_serum", ">200"),
    "glucose above 300": ("Glucose above 300 mg/dL", "max_glu_serum", ">300"),
}
STAY = {
    "stay 4 to 7 days": "Stay of 4 to 7 days",
    "stay 8 days or more": "Stay of 8 days or more",
    "one stay before": "One stay in the year before",
    "more stays before": "Two stays or more in the year before",
}
LABELS = {
    **{f"age {low} to {high - 1}": f"Age {low} to {high - 1}" for low, high in AGES},
    "female": "Female",
    **{name: said[0] for name, said in DISEASES.items()},
    **{name: said[0] for name, said in DIABETES.items()},
    **{name: said[0] for name, said in TESTS.items()},
    **STAY,
}
MARKS = tuple(LABELS)
Row = dict[str, str]


@dataclass(frozen=True)
class Stays:
    """Rows in the order of the file."""

    marks: npt.NDArray[np.float32]
    given: npt.NDArray[np.float32]
    numbers: npt.NDArray[np.int64]
    """A digest of each row's patient."""
    is_first: npt.NDArray[np.bool_]
    groups: dict[str, npt.NDArray[np.bool_]]

    def only(self, kept: npt.NDArray[np.bool_]) -> Stays:
        """Some of the rows."""
        groups = {name: who[kept] for name, who in self.groups.items()}
        return Stays(self.marks[kept], self.given[kept], self.numbers[kept], self.is_first[kept], groups)


def marks_of(row: Row) -> set[str]:
    """What the chart of one stay says."""
    age = int(row["age"][1:].split("-")[0])
    found = {f"age {low} to {high - 1}" for low, high in AGES if low <= age < high}
    found |= {"female"} if row["gender"] == "Female" else set()
    for code in (row[name] for name in ("diag_1", "diag_2", "diag_3")):
        found |= _of_code(code)
    found |= {name for name, (_, column, value) in TESTS.items() if row[column] == value}
    days, before = int(row["time_in_hospital"]), int(row["number_inpatient"])
    found |= {"stay 8 days or more"} if days >= 8 else {"stay 4 to 7 days"} if days >= 4 else set()
    return found | ({"more stays before"} if before > 1 else {"one stay before"} if before else set())


def _of_code(code: str) -> set[str]:
    """The groups of one ICD-9 code."""
    if not code[:1].isdigit():
        return set()
    if code.startswith("250"):
        digits = code.partition(".")[2].ljust(2, "0")
        named = tuple(DIABETES)
        found = {named[0]} if digits[1] in "13" else set()
        return found | ({named[_PARTS[digits[0]]]} if digits[0] in _PARTS else set())
    number = float(code)
    return {name for name, (_, ranges, _) in DISEASES.items() if any(low <= number < high for low, high in ranges)}


def read(file: Path) -> Stays:
    """The stays of a file in which a diabetes drug was given."""
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    rows = [
        row
        for row in csv.DictReader(io.StringIO(text.decode("utf-8")))
        if row["discharge_disposition_id"] not in GONE and any(row[drug] != "No" for drug in DRUGS)
    ]
    rows.sort(key=lambda row: int(row["encounter_id"]))
    place = {mark: at for at, mark in enumerate(MARKS)}
    marks = np.zeros((len(rows), len(MARKS)), np.float32)
    for at, row in enumerate(rows):
        marks[at, [place[mark] for mark in marks_of(row)]] = 1
    given = np.array([[row[drug] != "No" for drug in DRUGS] for row in rows], np.float32).reshape(len(rows), -1)
    seen: set[str] = set()
    first = np.array([not (row["patient_nbr"] in seen or seen.add(row["patient_nbr"])) for row in rows])
    numbers = np.array([zlib.crc32(row["patient_nbr"].encode()) for row in rows], np.int64)
    return Stays(marks, given, numbers, first, _groups(rows))


def _groups(rows: list[Row]) -> dict[str, npt.NDArray[np.bool_]]:
    age = np.array([int(row["age"][1:].split("-")[0]) for row in rows])
    found = {"under 40": age < 40, "40 to 59": (age >= 40) & (age < 60), "60 to 79": (age >= 60) & (age < 80)}
    found["80 and over"] = age >= 80
    for column in ("gender", "race"):
        for value in sorted({row[column] for row in rows}):
            found["race not said" if value == "?" else value] = np.array([row[column] == value for row in rows])
    return found


def vocabulary() -> dict[str, Any]:
    """What the program needs to make the same marks of its own facts, and to know the drugs again."""
    codes = {name: said[2] for name, said in DISEASES.items()} | {name: said[1] for name, said in DIABETES.items()}
    marks = [{"mark": mark, "label": LABELS[mark], "icd10": list(codes.get(mark, ()))} for mark in MARKS]
    return {"marks": marks, "drugs": [{"drug": drug, "inns": list(INNS.get(drug, ()))} for drug in DRUGS]}
