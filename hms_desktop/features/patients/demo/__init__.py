"""The demo clinic's patients, all of them invented."""
