"""Completion: what is proposed, and what a person decides, at the end of a class."""
