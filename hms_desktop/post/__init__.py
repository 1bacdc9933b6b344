"""The room that sends: clients for mail and for text messages. It knows no patient, no store and no window.

Each client makes one attempt, within a time, and says what became of it in the words of `kernel.posting`. What to send,
to whom, when and whether once more is decided elsewhere; a server's own words end here, because they may quote anybody.
"""
