"""Tests of the staff: who sees patients, where and when."""
