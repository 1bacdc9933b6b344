"""The staff on the screen."""
