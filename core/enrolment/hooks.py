"""What enrolment gives to the whole and hears from it."""

from __future__ import annotations

from flask import Blueprint

from core.enrolment import models as models
from core.enrolment import phone as phone  # adds the way in to the pages of access_phone
from core.enrolment import phone_care
from core.hookspecs import hookimpl


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """Help with trainees' phones at the desk."""
    return [phone_care.blueprint]
