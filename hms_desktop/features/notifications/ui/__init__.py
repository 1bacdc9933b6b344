"""The inbox, the messages, and the dialogs around them."""
