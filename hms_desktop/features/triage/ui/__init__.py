"""Triage on the screen."""
