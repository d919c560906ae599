"""Units and people: one file per person across all classes."""
