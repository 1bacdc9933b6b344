"""Tests of the film model."""
