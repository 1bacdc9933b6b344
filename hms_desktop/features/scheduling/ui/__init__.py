"""What people see of the day: the board, the calendar, the dialogs beside them, and the board of tokens."""
