"""How much may be read at once; what is more is refused with a sentence before any work is done."""

from __future__ import annotations

MOST_BYTES = 5 * 1024 * 1024
"""Of a text, or of any one part of a package that is read as text."""
MOST_QUESTIONS = 5_000
MOST_LINES = 400_000
"""Of a text: what has more is no list of questions, and every line costs time."""
