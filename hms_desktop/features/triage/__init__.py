"""From a presenting problem to a department, an urgency, a stay and a doctor; a person accepts it or nothing happens."""
