"""What insight reckons with, without clock, store or screen."""
