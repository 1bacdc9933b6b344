"""From a presenting problem to department, urgency, stay and doctor; a person accepts it or nothing happens."""
