"""Placeholder."""

from __future__ import annotations

from plugins.quizzes.reading.terms import Reading


def read_moodle(content: bytes) -> Reading:
    """To come."""
    raise NotImplementedError
