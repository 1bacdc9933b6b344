"""What the knowledge pack promises."""
