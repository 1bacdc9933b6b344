"""Pages and dialogs over accounts: who may sign in, one's own account, and emergency openings to review."""
