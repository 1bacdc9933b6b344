"""The screens of insight."""
