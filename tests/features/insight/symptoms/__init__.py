"""Free text to findings."""
