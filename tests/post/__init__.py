"""Tests of the room that sends, against real servers on loopback that misbehave on purpose."""
