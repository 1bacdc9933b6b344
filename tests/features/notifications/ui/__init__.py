"""Tests of the inbox, the messages, and the dialogs around them."""
