"""Pure Python that every room may use: the bus, its messages, errors, access, clock, ids and money. It knows neither Qt nor SQLAlchemy."""
