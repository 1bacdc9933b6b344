"""The house's tests. README beside this file says how one is written here."""
