"""Tests of the no-show base's recipe."""
