"""What the certificates plugin gives to the whole and hears from it."""

from __future__ import annotations

from plugins.certificates import models as models
