"""A trainee's own certificate on their phone."""

from __future__ import annotations

from flask import Blueprint, Response

from core.enrolment.current import this_trainee
from core.errors import NotFound
from core.i18n import gettext as _
from core.web import download, needs
from plugins.certificates import queries
from plugins.certificates.rules import file_name

blueprint = Blueprint("certificates_phone", __name__, url_prefix="/m/<class_code>")


@blueprint.get("/certificate")
@needs("trainee.self")
def own() -> Response:
    """The PDF, opened by the phone itself; NotFound with a sentence while there is none."""
    found = queries.standing_of(this_trainee().id)
    if found is None:
        raise NotFound(_("您在本班还没有有效的证书，有疑问请联系班主任。"))
    name = file_name(found.number, found.name)
    return download(queries.pdf_of(found), name, "application/pdf", inline=True)
