"""Tests of the workstation's pages."""
