"""Tests of the kernel: pure, but for the bus, which stands before a real store."""
