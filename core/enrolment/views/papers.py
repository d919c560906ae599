"""学员名册, 分组名单 and 报到单 as PDF."""

from __future__ import annotations

from flask import Response, request

from core.access.guard import this_class
from core.enrolment import printing, queries
from core.enrolment.models import Enrolment
from core.enrolment.views.blueprint import blueprint, public_address
from core.i18n import gettext as _
from core.intake import whole
from core.web import download, needs

PDF = "application/pdf"


@blueprint.get("/print/roster.pdf")
@needs("enrolment.view")
def print_roster() -> Response:
    """学员名册 in the order asked for, by 姓氏笔画 unless said otherwise."""
    found, order = this_class(), request.args.get("order", "strokes")
    name = _("%(name)s学员名册.pdf", name=found.name)
    return download(printing.roster(found, order), name, PDF, inline=True)


@blueprint.get("/print/groups.pdf")
@needs("enrolment.view")
def print_groups() -> Response:
    """分组名单."""
    found = this_class()
    name = _("%(name)s分组名单.pdf", name=found.name)
    return download(printing.groups(found), name, PDF, inline=True)


@blueprint.get("/print/slips.pdf")
@needs("enrolment.report")
def print_slips() -> Response:
    """报到单 with activation codes: of one trainee, or of the whole class by unit."""
    found, one = this_class(), request.args.get("trainee", type=whole)
    chosen = queries.trainees(found.id, "unit")
    if one is not None:
        chosen = [queries.trainee_by_id(found.id, one)]
    name = _("%(name)s报到单.pdf", name=found.name)
    return download(printing.slips(found, chosen, _personal_link), name, PDF, inline=True)


def _personal_link(enrolment: Enrolment) -> str:
    return public_address("access_phone.own_slip", token=enrolment.token)
