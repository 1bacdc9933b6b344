"""Worked examples from outside, held against the knowledge: `python -m tests.oracles NAME FILE [--json]`."""
