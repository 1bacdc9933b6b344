"""Tests of appointments, the queue, and whoever waits."""
