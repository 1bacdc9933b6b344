"""Tests of the mortality model."""
