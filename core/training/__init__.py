"""Training classes: their states, roles and policies."""
