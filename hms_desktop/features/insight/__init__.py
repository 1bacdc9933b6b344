"""Insight: what models and counts see in a clinic, proposed to a person who decides."""
