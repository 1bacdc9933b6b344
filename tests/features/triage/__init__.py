"""Triage: how a problem is read, what is suggested, what a person makes of it."""
