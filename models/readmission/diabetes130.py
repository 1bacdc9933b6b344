"""Diabetes-130 as arrays: a stay of a diabetic, what his chart held at discharge, and whether he was back in 30 days.

Deaths and discharges to hospice are left out: they cannot come back. Of earlier stays only what was over by then is
read. Whether an earlier stay says «never readmitted» although a later one stands in the file is not: such pairs stand
in the wrong order, and the word would tell the future (it lifts the AUC by .005). Race is not read; it serves the
subgroups.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

GONE = {"11", "13", "14", "19", "20", "21"}
"""Discharged dead, or to hospice."""
LEAKY = ("readmitted", "encounter_id", "patient_nbr", "race", "weight")
COUNTS = (
    "time_in_hospital", "num_lab_procedures", "num_procedures", "num_medications", "number_outpatient",
    "number_emergency", "number_inpatient", "number_diagnoses",
)  # fmt: skip
KINDS = {
    "admission_type_id": "1 3 2 6 5 8 7 4",
    "discharge_disposition_id": "1 3 6 18 2 22 5 25 4 7 23 28 8 15",
    "admission_source_id": "7 1 17 4 6 2 5 3",
    "payer_code": "MC HM SP BC MD CP UN CM OG PO",
    "medical_specialty": "InternalMedicine Emergency/Trauma Family/GeneralPractice Cardiology Surgery-General "
    "Nephrology Orthopedics Orthopedics-Reconstructive Radiologist Psychiatry Pulmonology Urology "
    "ObstetricsandGynecology Surgery-Cardiovascular/Thoracic Surgery-Vascular Gastroenterology Surgery-Neuro "
    "PhysicalMedicineandRehabilitation Oncology Pediatrics Neurology Hematology/Oncology",
}
MEDICINES = (
    "metformin", "repaglinide", "glimepiride", "glipizide", "glyburide", "pioglitazone", "rosiglitazone", "insulin",
)  # fmt: skip
OTHERS = (
    "nateglinide", "chlorpropamide", "acetohexamide", "tolbutamide", "acarbose", "miglitol", "troglitazone",
    "tolazamide", "glyburide-metformin", "glipizide-metformin",
)  # fmt: skip
DOSES = {"No": 0.0, "Down": 1.0, "Steady": 2.0, "Up": 3.0}
TESTS = {
    "A1Cresult": {"Norm": 0.0, ">7": 1.0, ">8": 2.0},
    "max_glu_serum": {"Norm": 0.0, ">200": 1.0, ">300": 2.0},
}
DISEASES = {
    "infection": (1, 140), "sepsis": (38, 39), "neoplasm": (140, 240), "endocrine": (240, 280), "diabetes": (250, 251),
    "fluid": (276, 277), "blood": (280, 290), "anaemia": (285, 286), "mental": (290, 320), "depression": (296, 297),
    "substance": (303, 306), "nerves": (320, 390), "circulation": (390, 460), "hypertension": (401, 406),
    "infarction": (410, 411), "ischaemia": (410, 415), "rhythm": (427, 428), "failure": (428, 429),
    "stroke": (430, 439), "vessels": (440, 445), "breathing": (460, 520), "pneumonia": (480, 488),
    "obstructive": (490, 497), "digestion": (520, 580), "liver": (570, 574), "urinary": (580, 630),
    "kidney, acute": (584, 585), "kidney, chronic": (585, 586), "urinary infection": (599, 600), "skin": (680, 710),
    "cellulitis": (682, 683), "ulcer": (707, 708), "joints": (710, 740), "symptoms": (780, 800),
    "gangrene": (785, 786), "injury": (800, 1000),
}  # fmt: skip
DIAGNOSES = ("diag_1", "diag_2", "diag_3")
EARLIER = (
    "stays before", "back within 30 days now", "times back within 30 days", "days of the stay before",
    "went elsewhere before", "medicines before", "same diagnosis as before", "days in hospital, all stays",
)  # fmt: skip
SUMS = (
    "inpatient and emergency", "medicines a day", "laboratory a day", "diabetes medicines",
    "diabetes medicines changed", "codes V and E",
)  # fmt: skip

Row = dict[str, str]


def _names() -> Iterator[str]:
    yield from ("age", *COUNTS, "male")
    for column, kinds in KINDS.items():
        yield from (f"{column}={kind}" for kind in kinds.split())
    yield from TESTS
    yield from MEDICINES
    yield from ("change", "diabetesMed")
    for where in ("first", "other"):
        yield from (f"{disease}, {where} diagnosis" for disease in DISEASES)
    yield from (*DIAGNOSES, "diabetes code", *SUMS, *EARLIER)


FEATURES = tuple(_names())


@dataclass(frozen=True)
class Stays:
    """Rows in the order of the file."""

    features: npt.NDArray[np.float32]
    back: npt.NDArray[np.float64]
    patients: list[str]
    groups: dict[str, npt.NDArray[np.bool_]]


def code(text: str) -> float:
    """An ICD-9 code as a number; NaN for V, E and none."""
    return float(text) if text[:1].isdigit() else float("nan")


def now(row: Row) -> list[float]:
    """What this stay's chart holds."""
    codes = [code(row[name]) for name in DIAGNOSES]
    said = [float(row["age"][1:].split("-")[0]), *(float(row[name]) for name in COUNTS), float(row["gender"] == "Male")]
    for column, kinds in KINDS.items():
        said += [float(row[column] == kind) for kind in kinds.split()]
    said += [levels.get(row[test], float("nan")) for test, levels in TESTS.items()]
    said += [DOSES[row[medicine]] for medicine in MEDICINES]
    said += [float(row["change"] == "Ch"), float(row["diabetesMed"] == "Yes")]
    for some in (codes[:1], codes[1:]):
        said += [float(any(low <= one < high for one in some)) for low, high in DISEASES.values()]
    return [*said, *codes, codes[0] if 250 <= codes[0] < 251 else float("nan"), *_sums(row)]


def _sums(row: Row) -> list[float]:
    days = float(row["time_in_hospital"])
    doses = [row[medicine] for medicine in (*MEDICINES, *OTHERS)]
    return [
        float(row["number_inpatient"]) + float(row["number_emergency"]),
        float(row["num_medications"]) / days,
        float(row["num_lab_procedures"]) / days,
        float(sum(dose != "No" for dose in doses)),
        float(sum(dose in {"Up", "Down"} for dose in doses)),
        float(sum(row[name][:1] in {"V", "E"} for name in DIAGNOSES)),
    ]


def before(stays: list[Row], row: Row) -> list[float]:
    """What the stays before this one say; `readmitted` of the last one only if it came true with this stay."""
    total = sum(float(one["time_in_hospital"]) for one in [*stays, row])
    if not stays:
        return [0.0, 0.0, 0.0, *[float("nan")] * 3, 0.0, total]
    last = stays[-1]
    return [
        float(min(len(stays), 10)),
        float(last["readmitted"] == "<30"),
        float(sum(one["readmitted"] == "<30" for one in stays)),
        float(last["time_in_hospital"]),
        float(last["discharge_disposition_id"] != "1"),
        float(last["num_medications"]),
        float(last["diag_1"] == row["diag_1"]),
        total,
    ]


def rows_of(file: Path) -> list[Row]:
    """Stays that can come back, of a file in the shape of the shared folder, compressed or not."""
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    rows = csv.DictReader(io.StringIO(text.decode("utf-8")))
    return [row for row in rows if row["discharge_disposition_id"] not in GONE]


def read(file: Path) -> Stays:
    """Rows as arrays; encounter numbers rise with time, which orders a patient's stays."""
    rows = rows_of(file)
    past: dict[str, list[Row]] = {}
    history: dict[int, list[float]] = {}
    for at in sorted(range(len(rows)), key=lambda place: int(rows[place]["encounter_id"])):
        stays = past.setdefault(rows[at]["patient_nbr"], [])
        history[at] = before(stays, rows[at])
        stays.append(rows[at])
    features = np.array([[*now(row), *history[at]] for at, row in enumerate(rows)], dtype=np.float32)
    back = np.array([float(row["readmitted"] == "<30") for row in rows])
    return Stays(features, back, [row["patient_nbr"] for row in rows], _groups(rows))


def _groups(rows: list[Row]) -> dict[str, npt.NDArray[np.bool_]]:
    age = np.array([int(row["age"][1:].split("-")[0]) for row in rows])
    found = {"under 40": age < 40, "40 to 59": (age >= 40) & (age < 60), "60 to 79": (age >= 60) & (age < 80)}
    found["80 and over"] = age >= 80
    for column in ("gender", "race"):
        for value in sorted({row[column] for row in rows}):
            found["race not said" if value == "?" else value] = np.array([row[column] == value for row in rows])
    return found
