"""What is true of patients whatever stores or shows them: particulars, names, numbers. Pure."""

from hms_desktop.features.patients.domain.names import found_by, given_sort, shown_name, sort_name
from hms_desktop.features.patients.domain.numbers import is_record_number, record_number
from hms_desktop.features.patients.domain.particulars import (
    Particulars,
    Precision,
    Sex,
    digits,
    doubts,
    is_number,
    known_day,
    phone_problem,
    problems,
)
from hms_desktop.features.patients.domain.rows import (
    ChartRow,
    HistoryLine,
    Hit,
    IdentifierRow,
    PatientRow,
    PhoneRow,
    Relation,
    RelationRow,
)

__all__ = [
    "ChartRow",
    "HistoryLine",
    "Hit",
    "IdentifierRow",
    "Particulars",
    "PatientRow",
    "PhoneRow",
    "Precision",
    "Relation",
    "RelationRow",
    "Sex",
    "digits",
    "doubts",
    "found_by",
    "given_sort",
    "is_number",
    "is_record_number",
    "known_day",
    "phone_problem",
    "problems",
    "record_number",
    "shown_name",
    "sort_name",
]
