"""Tests of the readmission model."""
