"""What attendance gives to the whole and hears from it."""

from __future__ import annotations

from core.attendance import models as models
