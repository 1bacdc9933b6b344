"""Wards: beds, stays, summaries, occupancy."""
