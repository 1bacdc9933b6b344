"""Whole ways through the program, as it is started by people and machines."""
