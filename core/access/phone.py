"""What a trainee sees of their own phones and data; enrolment adds the way in (core/enrolment/phone.py)."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, flash, url_for

from core import clock, plugins
from core.access import queries, services
from core.access.guard import PHONE_COOKIE, TRAINEE, bound_phone, this_class
from core.contributions import HeldData
from core.i18n import gettext as _
from core.web import actor, download, go_to, needs, page

blueprint = Blueprint("access_phone", __name__)


@blueprint.get("/m/<class_code>/me/phones")
@needs(TRAINEE)
def phones() -> Response:
    """The phones that speak for this trainee."""
    here = bound_phone()
    held = queries.phones_of(actor().id or 0)
    return page("phone/access/phones.html", phones=held, here=here[0] if here else None)


@blueprint.post("/m/<class_code>/me/phones/<int:binding_id>/revoke")
@needs(TRAINEE)
def revoke(binding_id: int) -> Response:
    """Makes one of one's own phones forget for whom it speaks."""
    here, binding = bound_phone(), queries.phone_by_id(actor().id or 0, binding_id)
    services.revoke_phone(binding, by=actor(), at=clock.now(), class_id=this_class().id)
    flash(_("已解绑。"), "success")
    if here is None or here[0] != binding.id:
        return go_to(url_for("access_phone.phones"))
    answer = go_to(url_for("access_phone.bind"))
    answer.delete_cookie(PHONE_COOKIE)
    return answer


@blueprint.get("/m/<class_code>/me/data")
@needs(TRAINEE)
def data() -> Response:
    """Everything that Jixun holds about this trainee."""
    held, missing = _held()
    return page("phone/access/data.html", held=held, missing=missing)


@blueprint.get("/m/<class_code>/me/data.json")
@needs(TRAINEE)
def data_file() -> Response:
    """The same as a file to keep."""
    held, missing = _held()
    content = {
        "name": actor().name,
        "made_at": clock.now().isoformat(),
        "held": [
            {
                "title": str(part.title),
                "rows": [{"label": str(label), "value": str(value)} for label, value in part.rows],
            }
            for part in held
        ],
        "missing": missing,
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return download(text.encode(), _("我的个人信息.json"), "application/json")


def _held() -> tuple[list[HeldData], list[str]]:
    """What everyone holds about the person who asks, and who could not answer."""
    person: Any = queries.person_by_id(actor().id)
    answers = plugins.each("personal_data", person=person)
    held = [part for _owner, parts, _error in answers for part in parts or [] if part.rows]
    return held, [owner for owner, _parts, error in answers if error is not None]
