"""The encrypted store and all that keeps it whole: engine, journal, rules, vault, witness, migrations, backups."""
