"""What people gives to the whole and hears from it."""

from __future__ import annotations

from core.people import models as models
