"""What the knowledge has to know, and what it has to refuse."""
