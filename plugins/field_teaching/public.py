"""What anyone who holds a link opens: the calendar feeds, and the QR inside a bus."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("field_teaching_public", __name__, url_prefix="/f")
