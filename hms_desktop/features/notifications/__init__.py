"""What people here are told, and what goes to people outside: an inbox, and messages by e-mail and SMS."""
