"""Laboratory reading: a typed line becomes values, values become flags, and rules with sources say what they fit."""
