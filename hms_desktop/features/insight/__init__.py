"""Insight: what models, rules and scores say of a patient, shown with its reasons; a person decides."""
