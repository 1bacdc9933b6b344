"""Insight: answers that are shown with their reasons, decided on by a person, and watched."""
