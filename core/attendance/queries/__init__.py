"""What the pages of attendance ask the database."""

from __future__ import annotations

from core.attendance.queries.scan import Phone, Scan, scan_of, step_of, typed_lessons

__all__ = ["Phone", "Scan", "scan_of", "step_of", "typed_lessons"]
