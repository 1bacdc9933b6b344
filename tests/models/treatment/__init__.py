"""The treatment model's recipe."""
