"""Tests of the desk behind the windows: the lane that sends, and what a kill in the middle leaves."""
