"""The guards of the house: layers, rules over the syntax tree, tools, the lock. Each is shown that it can fail."""
