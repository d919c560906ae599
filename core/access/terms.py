"""The words of access: roles in a class, and what happens when phones and people do not go one to one."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import lazy_gettext as _


class Role(StrEnum):
    """What a member of staff is in one class; nobody holds a role in all classes."""

    HOST = "host"
    ORGANISER = "organiser"
    HEAD_TEACHER = "head_teacher"
    COUNSELLOR = "counsellor"
    LIAISON = "liaison"
    LEADER = "leader"


ROLE_WORDS: dict[Role, Any] = {
    Role.HOST: _("主办"),
    Role.ORGANISER: _("承办"),
    Role.HEAD_TEACHER: _("班主任"),
    Role.COUNSELLOR: _("组织员"),
    Role.LIAISON: _("联络员"),
    Role.LEADER: _("领队"),
}


class PhoneRule(StrEnum):
    """What happens when a phone and a person do not go one to one."""

    ALLOW = "allow"
    FLAG = "flag"
    REFUSE = "refuse"
