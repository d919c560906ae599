"""The door before what somebody wrote of their health: the leader of the class, and the doctor's phone."""

from __future__ import annotations

from flask import abort, g

from core.access.guard import may, roles_in, this_class
from core.access.terms import Role
from core.i18n import lazy_gettext as _
from core.web import actor

HEALTH = "field_teaching.health"
LEADER_WORD, DOCTOR_WORD = _("领队"), _("医生的手机")


def sees_health() -> bool:
    """Whether who asks may read health notes: nobody may by being host or administrator."""
    who, found = actor(), this_class()
    if who.kind == "staff":
        return who.id is not None and Role.LEADER in roles_in(who.id, found.id)
    return who.kind == "phone" and may(HEALTH, found.id)


def require_health() -> str:
    """Turns away who may not read health notes; else says as whom they read, for the trainee to see."""
    if not sees_health():
        abort(403)
    return str(LEADER_WORD if actor().kind == "staff" else DOCTOR_WORD)


def is_oneself(person_id: int) -> bool:
    """Whether who asks is this very person, on their own phone."""
    who = g.get("actor")
    return who is not None and who.kind == "trainee" and who.id == person_id
