"""What completion gives to the whole and hears from it."""

from __future__ import annotations

from core.completion import models as models
