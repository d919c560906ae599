"""What leave gives to the whole and hears from it."""

from __future__ import annotations

from core.leave import models as models
