"""The encrypted store and everything that keeps it whole: engine, journal, rules, vault, witness, migrations and backups."""
