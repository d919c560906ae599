"""The console's pages about attendance."""

from __future__ import annotations

from core.attendance.views import board, lessons, register, screen
from core.attendance.views.blueprint import blueprint

__all__ = ["blueprint", "board", "lessons", "register", "screen"]
