"""Tests of notices, messages, wishes and texts."""
