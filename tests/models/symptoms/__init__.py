"""The symptoms model: its sources, its file, its figures."""
