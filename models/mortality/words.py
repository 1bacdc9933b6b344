"""What a person reads of each input of the mortality model: a name, a unit, what is plausible, what could be changed.

Outside `lowest` and `highest` a value is asked for again. They are what a living patient can have, wider than what is
usual and narrower than the data, where some values are errors of typing. `changes` is said of what treatment can move;
age, sex, a disease, and how somebody lived before cannot be moved.
"""

from __future__ import annotations

from typing import Any

from support2 import FEATURES

ASKED = {
    "age": ("Age", "years", 18, 110, False),
    "num.co": ("Other chronic diseases", "number", 0, 9, False),
    "scoma": ("Coma score (SUPPORT), 0 awake to 100 no response", "points", 0, 100, False),
    "hday": ("Day in hospital", "day", 1, 180, False),
    "meanbp": ("Mean blood pressure", "mmHg", 10, 220, True),
    "wblc": ("White blood cells", "10^9/L", 0, 300, True),
    "hrt": ("Heart rate", "1/min", 10, 280, True),
    "resp": ("Breaths", "1/min", 3, 90, True),
    "temp": ("Temperature", "°C", 25, 44, True),
    "pafi": ("PaO2/FiO2", "mmHg", 10, 900, True),
    "alb": ("Albumin", "g/dL", 0.3, 7, True),
    "bili": ("Bilirubin", "mg/dL", 0.05, 80, True),
    "crea": ("Creatinine", "mg/dL", 0.1, 30, True),
    "sod": ("Sodium", "mmol/L", 95, 200, True),
    "ph": ("Arterial pH", "pH", 6.5, 8, True),
    "glucose": ("Glucose", "mg/dL", 10, 2000, True),
    "bun": ("Blood urea nitrogen", "mg/dL", 1, 300, True),
    "urine": ("Urine in a day", "mL/day", 0, 15000, True),
    "adlp": ("Daily activities needing help, said by the patient", "of 7", 0, 7, False),
    "adls": ("Daily activities needing help, said by a relative", "of 7", 0, 7, False),
    "adlsc": ("Daily activities needing help, best estimate", "of 7", 0, 7.1, False),
    "diabetes": ("Diabetes", "yes or no", 0, 1, False),
    "dementia": ("Dementia", "yes or no", 0, 1, False),
    "ca": ("Cancer", "stage", 0, 2, False),
    "sex": ("Sex", "sex", 0, 1, False),
}
CHOICES = {
    "diabetes": ("No", "Yes"),
    "dementia": ("No", "Yes"),
    "ca": ("No", "Yes", "Metastatic"),
    "sex": ("Female", "Male"),
}
"""What 0, 1, 2 mean."""
GROUP = "Main disease"
DISEASES = {
    "ARF/MOSF w/Sepsis": "Failure of lungs or several organs, with sepsis",
    "CHF": "Heart failure",
    "COPD": "Chronic obstructive lung disease",
    "Lung Cancer": "Lung cancer",
    "MOSF w/Malig": "Failure of several organs, with cancer",
    "Coma": "Coma, not from trauma",
    "Colon Cancer": "Colon cancer",
    "Cirrhosis": "Cirrhosis",
}


def inputs() -> list[dict[str, Any]]:
    """An entry of `model.json` for each feature, in order; of those with the same `group` one is 1, the others 0."""
    return [_entry(name) for name in FEATURES]


def _entry(name: str) -> dict[str, Any]:
    if name in ASKED:
        label, unit, lowest, highest, changes = ASKED[name]
        said = {"feature": name, "label": label, "unit": unit, "lowest": lowest, "highest": highest, "changes": changes}
        return said | ({"choices": list(CHOICES[name])} if name in CHOICES else {})
    disease = DISEASES[name.removeprefix("dzgroup=")]
    one = {"feature": name, "label": disease, "unit": "yes or no", "lowest": 0, "highest": 1, "changes": False}
    return one | {"choices": ["No", "Yes"], "group": GROUP}
