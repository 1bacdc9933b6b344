"""The people who may sign in: accounts, roles, second factor, PIN, and breaking the glass."""
