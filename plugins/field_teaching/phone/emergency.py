"""A trainee's own emergency card: whom to call, what the doctor should know, who has looked."""

from __future__ import annotations

from flask import Response, flash, url_for

from core import clock
from core.access.guard import TRAINEE, this_class
from core.enrolment.current import this_trainee
from core.errors import Refused
from core.i18n import gettext as _
from core.web import actor, go_to, needs, page
from plugins.field_teaching.forms.safety import CardForm
from plugins.field_teaching.phone.blueprint import blueprint
from plugins.field_teaching.queries.safety import looks_at, own_card
from plugins.field_teaching.services import safety


@blueprint.get("/emergency")
@needs(TRAINEE)
def emergency() -> Response:
    """The card as it is, with who has looked at the health note."""
    form = CardForm()
    form.show(own_card(this_trainee().id))
    return _emergency_page(form)


@blueprint.post("/emergency")
@needs(TRAINEE)
def save_emergency() -> Response:
    """Keeps what was typed."""
    form = CardForm()
    try:
        if form.validate():
            safety.write_card(this_trainee(), form.details(), by=actor(), at=clock.now())
            flash(_("已保存。"), "success")
            return go_to(url_for("field_teaching_phone.emergency"))
    except Refused as refused:
        form.take(refused)
    return _emergency_page(form, 422)


def _emergency_page(form: CardForm, status: int = 200) -> Response:
    trainee = this_trainee()
    return page(
        "field_teaching/phone/emergency.html",
        status,
        form=form,
        card=own_card(trainee.id),
        looks=looks_at(trainee),
        frozen=this_class().is_frozen,
    )


@blueprint.post("/emergency/withdraw-health")
@needs(TRAINEE)
def withdraw_health() -> Response:
    """Takes the health note back with one press."""
    safety.withdraw_health(this_trainee(), by=actor(), at=clock.now())
    flash(_("健康备注和同意已撤回，内容已删除。"), "success")
    return go_to(url_for("field_teaching_phone.emergency"))


@blueprint.post("/emergency/delete")
@needs(TRAINEE)
def delete_emergency() -> Response:
    """Takes everything back with one press."""
    safety.delete_card(this_trainee(), by=actor(), at=clock.now())
    flash(_("应急信息已全部删除。"), "success")
    return go_to(url_for("field_teaching_phone.emergency"))
