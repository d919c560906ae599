"""What access gives to the whole and hears from it."""

from __future__ import annotations

from core.access import models as models
