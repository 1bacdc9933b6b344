"""The desk: opens the program for people and gives the windows what they need done, out of clinic, vault and features.

The windows see it through the protocols in `ui` only; nothing slow is imported before the first of them has painted.
"""
