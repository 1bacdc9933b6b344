"""Tests of the clinical knowledge: its files, its pack, and what it says to an order."""
