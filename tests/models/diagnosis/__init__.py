"""Tests of the diagnosis model."""
