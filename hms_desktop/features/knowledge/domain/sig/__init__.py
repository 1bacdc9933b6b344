"""The language of a prescription's directions: short text, a structured order, and words for the patient."""
