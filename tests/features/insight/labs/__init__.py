"""Laboratory reading: the line, the flags, and every rule."""
