"""Tests of the front desk's screens, over a real demo clinic."""
