"""Screens of the wards."""
