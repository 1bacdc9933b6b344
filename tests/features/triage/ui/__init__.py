"""The triage dialog as people use it."""
