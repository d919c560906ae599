"""Numbered certificates for those who completed: printed, frozen, and open to verification."""
