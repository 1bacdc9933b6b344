"""A clinic as a whole: founding, opening, its people's keys, backups, restoring, proving. Vault, store and bus meet."""
