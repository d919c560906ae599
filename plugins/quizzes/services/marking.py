"""Marks that the machine gives."""

from __future__ import annotations

from datetime import datetime

from core.audit import Actor
from plugins.quizzes.models import Attempt


def mark_attempt(attempt: Attempt, *, by: Actor, at: datetime) -> None:
    """Marks what can be marked without a person, inside the running transaction or one of its own."""
