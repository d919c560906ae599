"""What staff do about a trainee's phones: take one away, give a new activation code."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from core import clock
from core.access import queries as access
from core.access import services
from core.access.guard import this_class
from core.access.rules import safe_next
from core.enrolment import binding
from core.enrolment.queries import trainee_by_id
from core.i18n import gettext as _
from core.web import actor, go_to, needs

blueprint = Blueprint(
    "enrolment_phones",
    __name__,
    url_prefix="/console/classes/<class_code>/trainees/<int:enrolment_id>",
)


@blueprint.post("/phones/<int:binding_id>/revoke")
@needs("access.phones")
def revoke(enrolment_id: int, binding_id: int) -> Response:
    """Takes a lost or wrongly bound phone away from a trainee of this class."""
    trainee = trainee_by_id(this_class().id, enrolment_id)
    phone = access.phone_by_id(trainee.person_id, binding_id)
    services.revoke_phone(phone, by=actor(), at=clock.now(), class_id=trainee.class_id)
    flash(_("已解绑，%(name)s 可以用激活码绑定新手机。", name=trainee.name), "success")
    return go_to(_back())


@blueprint.post("/activation-code")
@needs("access.phones")
def renew_code(enrolment_id: int) -> Response:
    """Gives a trainee a new activation code."""
    trainee = trainee_by_id(this_class().id, enrolment_id)
    code = binding.renew_code(trainee, by=actor(), at=clock.now())
    flash(_("%(name)s 的新激活码：%(code)s", name=trainee.name, code=code), "success")
    return go_to(_back())


def _back() -> str:
    """The page on which the button stood."""
    here = request.referrer or ""
    path = here.removeprefix(request.host_url.rstrip("/"))
    return safe_next(path, url_for("desk.overview"))
