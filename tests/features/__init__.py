"""Tests of the features, at a desk of a real clinic."""
