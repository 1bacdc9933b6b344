"""Appointments, the queue of a day, and who waits for a time: the receptionist's whole day."""
