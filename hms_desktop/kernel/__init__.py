"""Pure Python that every room may use: bus, messages, errors, access, clock, ids, money. No Qt, no SQLAlchemy."""
