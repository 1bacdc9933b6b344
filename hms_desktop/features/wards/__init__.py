"""Wards: beds and who lies in them, admissions, rounds, discharge summaries and occupancy."""
