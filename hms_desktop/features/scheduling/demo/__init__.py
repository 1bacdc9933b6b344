"""The front desk of the demo clinic: two weeks that were, a morning that is under way, and three weeks to come."""
