"""Diabetes-130 as arrays: a stay of a diabetic, what his chart held at discharge, and whether he was back in 30 days.

Deaths and discharges to hospice are left out: they cannot come back. Of earlier stays only what was over by then is
read. Whether an earlier stay says «never readmitted» although a later one stands in the file is not: such pairs stand
in the wrong order, and the word would tell the future (it lifts the AUC by .005). How long ago a stay was and how the
count of stays grew would tell the wrong order as well, so no model learns from such a row (`Stays.ordered`). Race is
not read; it serves the subgroups.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
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
CHARLSON = (
    (1, ((428, 429), (425, 426), (402, 403), (404, 405))), (1, ((410, 411), (412, 413))),
    (1, ((440, 444), (785.4, 785.5))), (1, ((430, 439),)), (1, ((290, 291), (331, 332))), (1, ((490, 506),)),
    (1, ((710, 711), (714, 715))), (1, ((531, 535),)), (2, ((570, 574), (456, 457))), (2, ((250.4, 251),)),
    (2, ((342, 343), (344, 345))), (2, ((582, 584), (585, 587), (588, 589))), (2, ((140, 196), (200, 209))),
    (6, ((196, 200),)), (6, ((42, 43),)),
)  # fmt: skip
"""Points and codes in the manner of Charlson; of the three diagnoses of each stay."""
NUMBERS_A_DAY = 122_000
"""Encounter numbers rise by so many a day (ten years, 444 million): the file has no dates, a clinic has."""
IN_CARE = ("3", "5", "22", "23")
EARLIER = (
    "stays before", "back within 30 days now", "times back within 30 days", "days of the stay before",
    "went elsewhere before", "medicines before", "same diagnosis as before", "days in hospital, all stays",
    "inpatient before", "emergency before", "share of returns", "returns in a row", "mean days of stays before",
    "diagnoses shared with the stay before", "stays with this diagnosis", "disposition before", "ended in care before",
    "most medicines before", "mean medicines before", "first diagnosis before",
)  # fmt: skip
LATELY = (
    "days since the stay before", "days between the two before", "mean days between stays", "fewest days between stays",
    "days since a stay with a return", "days since the first stay", "stays in 90 days", "stays in 180 days",
    "days in hospital, a year", "stays elsewhere in a year",
)  # fmt: skip
ALL_STAYS = ("Charlson, all stays", "different diagnoses, all stays")
DERIVED = (("Sub", "number_inpatient", "inpatient before"), ("Sub", "num_medications", "medicines before"))
"""What the graph reckons from two features before the trees see it."""
SUMS = (
    "inpatient and emergency", "medicines a day", "laboratory a day", "diabetes medicines",
    "diabetes medicines changed", "codes V and E",
)  # fmt: skip

Row = dict[str, str]
MISSING = float("nan")


def _names() -> Iterator[str]:
    yield from ("age", *COUNTS, "male")
    for column, kinds in KINDS.items():
        yield from (f"{column}={kind}" for kind in kinds.split())
    yield from TESTS
    yield from MEDICINES
    yield from ("change", "diabetesMed")
    for where in ("first", "other"):
        yield from (f"{disease}, {where} diagnosis" for disease in DISEASES)
    yield from (*DIAGNOSES, "diabetes code", *SUMS, *EARLIER, *LATELY, *ALL_STAYS)


FEATURES = tuple(_names())


@dataclass(frozen=True)
class Stays:
    """Rows in the order of the file."""

    features: npt.NDArray[np.float32]
    back: npt.NDArray[np.float64]
    patients: list[str]
    ordered: npt.NDArray[np.bool_]
    """False where a stay before it in the file says that none followed: its order contradicts itself."""
    groups: dict[str, npt.NDArray[np.bool_]]


def code(text: str) -> float:
    """An ICD-9 code as a number: V codes from 1000, E codes from 2000; NaN for none."""
    added = {"V": 1000.0, "E": 1200.0}.get(text[:1], 0.0)
    plain = text[1:] if added else text
    return float(plain) + added if plain[:1].isdigit() else float("nan")


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
    """What the stays before this one say; of `readmitted` only that a return came true, which is known by now."""
    total = sum(float(one["time_in_hospital"]) for one in [*stays, row])
    if not stays:
        return [0.0, 0.0, 0.0, *[MISSING] * 3, 0.0, total, *[MISSING] * 3, 0.0, *[MISSING] * 2, 0.0, MISSING, 0.0,
                *[MISSING] * 3]  # fmt: skip
    last, returns = stays[-1], [one["readmitted"] == "<30" for one in stays]
    medicines = [float(one["num_medications"]) for one in stays]
    return [
        float(min(len(stays), 10)),
        float(returns[-1]),
        float(sum(returns)),
        float(last["time_in_hospital"]),
        float(last["discharge_disposition_id"] != "1"),
        medicines[-1],
        float(last["diag_1"] == row["diag_1"]),
        total,
        float(last["number_inpatient"]),
        float(last["number_emergency"]),
        sum(returns) / len(stays),
        float(len(stays) if all(returns) else returns[::-1].index(False)),
        (total - float(row["time_in_hospital"])) / len(stays),
        float(len({last[name] for name in DIAGNOSES} & {row[name] for name in DIAGNOSES})),
        float(sum(one["diag_1"][:3] == row["diag_1"][:3] for one in stays)),
        float(last["discharge_disposition_id"]),
        float(sum(one["discharge_disposition_id"] in IN_CARE for one in stays)),
        max(medicines),
        sum(medicines) / len(stays),
        code(last["diag_1"]),
    ]


def lately(stays: list[Row], row: Row) -> list[float]:
    """How long ago the stays before this one were."""
    when = [int(one["encounter_id"]) / NUMBERS_A_DAY for one in [*stays, row]]
    ago = [when[-1] - one for one in when[:-1]]
    gaps = [later - one for one, later in pairwise(when)]
    returns = [days for days, one in zip(ago, stays, strict=True) if one["readmitted"] == "<30"]
    year = [float(one["time_in_hospital"]) for days, one in zip(ago, stays, strict=True) if days <= 365]
    return [
        gaps[-1] - float(stays[-1]["time_in_hospital"]) if gaps else MISSING,
        gaps[-2] if len(gaps) > 1 else MISSING,
        sum(gaps) / len(gaps) if gaps else MISSING,
        min(gaps, default=MISSING),
        returns[-1] if returns else MISSING,
        ago[0] if ago else MISSING,
        float(sum(days <= 90 for days in ago)),
        float(sum(days <= 180 for days in ago)),
        sum(year) + float(row["time_in_hospital"]),
        float(row["number_inpatient"]) - len(year),
    ]


def ever(stays: list[Row], row: Row) -> list[float]:
    """Diagnoses of this stay and of those before."""
    codes = [code(one[name]) for one in [*stays, row] for name in DIAGNOSES]
    had = (points for points, spans in CHARLSON if any(low <= one < high for one in codes for low, high in spans))
    return [float(sum(had)), float(len({one[name] for one in [*stays, row] for name in DIAGNOSES}))]


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
    ordered = np.ones(len(rows), dtype=bool)
    for at in sorted(range(len(rows)), key=lambda place: int(rows[place]["encounter_id"])):
        stays = past.setdefault(rows[at]["patient_nbr"], [])
        history[at] = [*before(stays, rows[at]), *lately(stays, rows[at]), *ever(stays, rows[at])]
        ordered[at] = all(one["readmitted"] != "NO" for one in stays)
        stays.append(rows[at])
    features = np.array([[*now(row), *history[at]] for at, row in enumerate(rows)], dtype=np.float32)
    back = np.array([float(row["readmitted"] == "<30") for row in rows])
    return Stays(features, back, [row["patient_nbr"] for row in rows], ordered, _groups(rows))


def _groups(rows: list[Row]) -> dict[str, npt.NDArray[np.bool_]]:
    age = np.array([int(row["age"][1:].split("-")[0]) for row in rows])
    found = {"under 40": age < 40, "40 to 59": (age >= 40) & (age < 60), "60 to 79": (age >= 60) & (age < 80)}
    found["80 and over"] = age >= 80
    for column in ("gender", "race"):
        for value in sorted({row[column] for row in rows}):
            found["race not said" if value == "?" else value] = np.array([row[column] == value for row in rows])
    return found
