"""What enrolment gives to the whole and hears from it."""

from __future__ import annotations

from core.enrolment import models as models
