"""The rules of this knowledge as pure functions: nothing here reads a file, a clock or a row."""
