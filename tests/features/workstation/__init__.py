"""Tests of settings, drafts and the journal's lines."""
