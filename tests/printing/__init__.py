"""Papers: the same bytes for the same paper, and nothing dropped in silence."""
