"""What training gives to the whole and hears from it."""

from __future__ import annotations

from core.training import models as models
