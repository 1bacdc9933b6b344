"""Models on this machine: found, checked, run, calibrated and explained. Neither Qt nor SQLAlchemy is known here."""
