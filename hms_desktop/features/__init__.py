"""The features of the house, by folder name. A tuple and nothing else: importing this imports no feature."""

NAMES: tuple[str, ...] = (
    "users",
    "workstation",
    "patients",
    "staff",
    "scheduling",
    "wards",
    "notifications",
    "triage",
    "knowledge",
    "insight",
)
