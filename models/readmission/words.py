"""What a person reads of each input of the readmission model: a name, a unit, what is plausible, what could be changed.

Outside `lowest` and `highest` a value is asked for again. `changes` is said of what can still be decided before the
patient goes home: the length of the stay, where he goes, his medicines. `reckoned` says how an input follows from
others, so that it is not asked for and moves along with them.
"""

from __future__ import annotations

from typing import Any

from diabetes130 import DIAGNOSES, DISEASES, FEATURES, MEDICINES

ASKED = {
    "age": ("Age, first year of the decade", "years", 0, 100, False),
    "time_in_hospital": ("Days in hospital", "days", 1, 60, True),
    "num_lab_procedures": ("Laboratory tests in this stay", "number", 0, 300, False),
    "num_procedures": ("Procedures in this stay, laboratory apart", "number", 0, 30, False),
    "num_medications": ("Different medicines in this stay", "number", 0, 100, True),
    "number_outpatient": ("Outpatient visits in the year before", "number", 0, 100, False),
    "number_emergency": ("Emergency visits in the year before", "number", 0, 100, False),
    "number_inpatient": ("Stays in hospital in the year before", "number", 0, 50, False),
    "number_diagnoses": ("Diagnoses in this stay", "number", 1, 50, False),
    "diag_1": ("First diagnosis, ICD-9 number, V codes from 1000, E codes from 2000", "ICD-9", 1, 2200, False),
    "diag_2": ("Second diagnosis, ICD-9 number, V codes from 1000, E codes from 2000", "ICD-9", 1, 2200, False),
    "diag_3": ("Third diagnosis, ICD-9 number, V codes from 1000, E codes from 2000", "ICD-9", 1, 2200, False),
    "stays before": ("Stays here before, 10 for more", "number", 0, 10, False),
    "times back within 30 days": ("Earlier returns within 30 days, this one counted", "number", 0, 50, False),
    "days of the stay before": ("Days of the stay before", "days", 1, 60, False),
    "medicines before": ("Different medicines in the stay before", "number", 0, 100, False),
    "days in hospital, all stays": ("Days in hospital, this and all earlier stays here", "days", 1, 1000, False),
    "inpatient before": ("At the stay before, stays in hospital in the year before it", "number", 0, 50, False),
    "emergency before": ("At the stay before, emergency visits in the year before it", "number", 0, 100, False),
    "share of returns": ("Of the stays before, the share with a return within 30 days", "0 to 1", 0, 1, False),
    "returns in a row": ("Last stays that each had a return within 30 days", "number", 0, 50, False),
    "mean days of stays before": ("Mean days of the stays before", "days", 1, 60, False),
    "diagnoses shared with the stay before": ("Diagnoses shared with the stay before", "number", 0, 3, False),
    "stays with this diagnosis": ("Stays before with this first diagnosis", "number", 0, 50, False),
    "disposition before": ("Where the patient went after the stay before, its code", "code", 1, 30, False),
    "ended in care before": ("Stays before that ended in another place of care", "number", 0, 50, False),
    "most medicines before": ("Most medicines in a stay before", "number", 0, 100, False),
    "mean medicines before": ("Mean medicines in the stays before", "number", 0, 100, False),
    "first diagnosis before": ("First diagnosis of the stay before, ICD-9 number", "ICD-9", 1, 2200, False),
    "days since the stay before": ("Days since the end of the stay before", "days", -60, 4000, False),
    "days between the two before": ("Days from the stay before that to the stay before", "days", 0, 4000, False),
    "mean days between stays": ("Mean days from one stay to the next", "days", 0, 4000, False),
    "fewest days between stays": ("Fewest days from one stay to the next", "days", 0, 4000, False),
    "days since a stay with a return": ("Days since a stay that had a return within 30 days", "days", 0, 4000, False),
    "days since the first stay": ("Days since the first stay here began", "days", 0, 4000, False),
    "stays in 90 days": ("Stays here in the 90 days before", "number", 0, 50, False),
    "stays in 180 days": ("Stays here in the 180 days before", "number", 0, 50, False),
    "days in hospital, a year": ("Days in hospital here, this stay and a year before", "days", 1, 400, False),
    "stays elsewhere in a year": ("Stays in hospital in the year before, less those here", "number", -50, 50, False),
    "Charlson, all stays": ("Points after Charlson, diagnoses of all stays here", "points", 0, 40, False),
    "different diagnoses, all stays": ("Different diagnoses of all stays here", "number", 1, 200, False),
}
ASKED_YES_OR_NO = {
    "change": ("Diabetes medicines were changed", True),
    "diabetesMed": ("A diabetes medicine is prescribed", True),
    "back within 30 days now": ("This stay began within 30 days of the last one", False),
    "went elsewhere before": ("After the stay before the patient did not go home", False),
    "same diagnosis as before": ("First diagnosis is that of the stay before", False),
}
CHOICES: dict[str, tuple[str, tuple[str, ...], bool]] = {
    "male": ("Sex", ("Female", "Male"), False),
    "A1Cresult": ("HbA1c", ("Normal", "Above 7 %", "Above 8 %"), False),
    "max_glu_serum": ("Glucose in serum", ("Normal", "Above 200 mg/dL", "Above 300 mg/dL"), False),
    **{name: (name.capitalize(), ("Not given", "Lowered", "Steady", "Raised"), True) for name in MEDICINES},
}
"""Label, what 0, 1, 2 … mean, whether it can be changed."""
GROUPS = {
    "admission_type_id": ("Kind of admission", False),
    "discharge_disposition_id": ("Goes to", True),
    "admission_source_id": ("Came from", False),
    "payer_code": ("Payer", False),
    "medical_specialty": ("Specialty", False),
}
KINDS = {
    "admission_type_id": (
        "1 Emergency", "2 Urgent", "3 Elective", "4 Newborn", "5 Not available", "6 Not said", "7 Trauma centre",
        "8 Not mapped",
    ),
    "discharge_disposition_id": (
        "1 Home", "2 Another short-term hospital", "3 Skilled nursing facility", "4 Intermediate care facility",
        "5 Another kind of inpatient care", "6 Home, with home health service", "7 Left against medical advice",
        "8 Home, with infusions at home", "15 Swing bed in this institution", "18 Not said",
        "22 Rehabilitation hospital", "23 Long-term care hospital", "25 Not mapped", "28 Psychiatric hospital",
    ),
    "admission_source_id": (
        "1 Referred by a physician", "2 Referred by a clinic", "3 Referred by an insurer (HMO)", "4 Another hospital",
        "5 Skilled nursing facility", "6 Another health care facility", "7 Emergency room", "17 Not said",
    ),
    "payer_code": (
        "MC Medicare", "HM Health maintenance organisation", "SP Self-pay", "BC Blue Cross/Blue Shield", "MD Medicaid",
        "CP Payer coded CP", "UN Payer coded UN", "CM Payer coded CM", "OG Payer coded OG", "PO Payer coded PO",
    ),
    "medical_specialty": (
        "InternalMedicine Internal medicine", "Emergency/Trauma Emergency and trauma",
        "Family/GeneralPractice Family and general practice", "Cardiology Cardiology",
        "Surgery-General General surgery", "Nephrology Nephrology", "Orthopedics Orthopaedics",
        "Orthopedics-Reconstructive Reconstructive orthopaedics", "Radiologist Radiology", "Psychiatry Psychiatry",
        "Pulmonology Pulmonology", "Urology Urology", "ObstetricsandGynecology Obstetrics and gynaecology",
        "Surgery-Cardiovascular/Thoracic Cardiovascular and thoracic surgery", "Surgery-Vascular Vascular surgery",
        "Gastroenterology Gastroenterology", "Surgery-Neuro Neurosurgery",
        "PhysicalMedicineandRehabilitation Physical medicine and rehabilitation", "Oncology Oncology",
        "Pediatrics Paediatrics", "Neurology Neurology", "Hematology/Oncology Haematology and oncology",
    ),
}  # fmt: skip
"""Code and words; of the codes of one group one input at the most is 1."""
RECKONED: dict[str, tuple[str, str, float, dict[str, Any]]] = {
    "diabetes code": (
        "First diagnosis, if diabetes", "ICD-9", 251,
        {"by": "itself within", "of": ["diag_1"], "from": 250, "below": 251},
    ),
    "inpatient and emergency": (
        "Stays and emergency visits in the year before", "number", 150,
        {"by": "sum", "of": ["number_inpatient", "number_emergency"]},
    ),
    "medicines a day": (
        "Medicines a day of this stay", "a day", 100, {"by": "ratio", "of": ["num_medications", "time_in_hospital"]},
    ),
    "laboratory a day": (
        "Laboratory tests a day", "a day", 300, {"by": "ratio", "of": ["num_lab_procedures", "time_in_hospital"]},
    ),
    "codes V and E": (
        "Diagnoses with a V or E code", "number", 3,
        {"by": "count within", "of": list(DIAGNOSES), "from": 1000, "below": 2201},
    ),
    "diabetes medicines": (
        "Diabetes medicines", "number", 18, {"by": "count of", "of": list(MEDICINES), "values": [1, 2, 3]},
    ),
    "diabetes medicines changed": (
        "Diabetes medicines changed", "number", 18, {"by": "count of", "of": list(MEDICINES), "values": [1, 3]},
    ),
}  # fmt: skip
"""Label, unit, highest, and how. Ten rare diabetes medicines count in the data and are not asked for."""
SPEECH = {
    "infection": "infection", "sepsis": "sepsis", "neoplasm": "tumour", "endocrine": "endocrine or metabolic disease",
    "diabetes": "diabetes", "fluid": "disorder of fluids and salts", "blood": "disease of the blood",
    "anaemia": "anaemia", "mental": "mental disorder", "depression": "mood disorder",
    "substance": "dependence on alcohol or drugs", "nerves": "disease of nerves or senses",
    "circulation": "disease of the circulation", "hypertension": "hypertension", "infarction": "heart attack",
    "ischaemia": "ischaemic heart disease", "rhythm": "disorder of heart rhythm", "failure": "heart failure",
    "stroke": "stroke", "vessels": "disease of arteries", "breathing": "disease of breathing",
    "pneumonia": "pneumonia or influenza", "obstructive": "obstructive lung disease",
    "digestion": "disease of digestion", "liver": "liver disease", "urinary": "urinary or genital disease",
    "kidney, acute": "acute kidney failure", "kidney, chronic": "chronic kidney disease",
    "urinary infection": "urinary infection", "skin": "disease of the skin", "cellulitis": "cellulitis",
    "ulcer": "chronic ulcer of the skin", "joints": "disease of joints or muscles", "symptoms": "symptoms only",
    "gangrene": "gangrene or symptoms of the circulation", "injury": "injury or poisoning",
}  # fmt: skip


def inputs() -> list[dict[str, Any]]:
    """An entry of `model.json` for each feature, in order."""
    entries = {one["feature"]: one for one in (*_asked(), *_of_groups(), *_diagnoses(), *_reckoned())}
    return [entries[name] for name in FEATURES]


def _one(name: str, label: str, unit: str, ends: tuple[float, float], changes: bool) -> dict[str, Any]:
    return {"feature": name, "label": label, "unit": unit, "lowest": ends[0], "highest": ends[1], "changes": changes}


def _asked() -> list[dict[str, Any]]:
    found = [_one(name, label, unit, (low, high), can) for name, (label, unit, low, high, can) in ASKED.items()]
    for name, (label, can) in ASKED_YES_OR_NO.items():
        found.append(_one(name, label, "yes or no", (0, 1), can) | {"choices": ["No", "Yes"]})
    for name, (label, words, can) in CHOICES.items():
        found.append(_one(name, label, "one of", (0, len(words) - 1), can) | {"choices": list(words)})
    return found


def _of_groups() -> list[dict[str, Any]]:
    found = []
    for column, (group, can) in GROUPS.items():
        for kind, _, label in (said.partition(" ") for said in KINDS[column]):
            one = _one(f"{column}={kind}", label, "yes or no", (0, 1), can)
            found.append(one | {"choices": ["No", "Yes"], "group": group})
    return found


def _diagnoses() -> list[dict[str, Any]]:
    found = []
    for where, said, codes in (("first", "First", DIAGNOSES[:1]), ("other", "Another", DIAGNOSES[1:])):
        for disease, (low, high) in DISEASES.items():
            how = {"by": "any within", "of": list(codes), "from": low, "below": high}
            label = f"{said} diagnosis: {SPEECH[disease]}"
            one = _one(f"{disease}, {where} diagnosis", label, "yes or no", (0, 1), False)
            found.append(one | {"choices": ["No", "Yes"], "reckoned": how})
    return found


def _reckoned() -> list[dict[str, Any]]:
    return [
        _one(name, label, unit, (0, high), False) | {"reckoned": how}
        for name, (label, unit, high, how) in RECKONED.items()
    ]
