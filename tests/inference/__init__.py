"""The room of models: catalogue, sessions, calibration, shares."""
