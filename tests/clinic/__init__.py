"""A clinic as a whole: founding, opening, people, backups, restoring, proving."""
