"""The patients' screens over a real demo clinic."""
