"""What notices gives to the whole and hears from it."""

from __future__ import annotations

from core.notices import models as models
