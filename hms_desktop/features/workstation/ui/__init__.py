"""Pages of the workstation itself: settings, journal, backups, and what this program is."""
