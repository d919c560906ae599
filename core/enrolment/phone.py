"""The way in for a trainee's phone, once at 报到, and their own QR; pages of `access_phone`.

Access keeps the bindings but stands below enrolment and knows no activation codes, so the pages that
ask for one are added to its blueprint here.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, current_app, flash, g, request, url_for

from core import clock, qr
from core.access import queries as access
from core.access.forms import BindForm, SlipForm
from core.access.guard import (
    PHONE_COOKIE,
    TRAINEE,
    bound_phone,
    phone_cookie,
    phone_trouble,
    this_class,
)
from core.access.phone import blueprint
from core.access.rules import SECOND_PHONE, SHARED_PHONE, safe_next
from core.access.services import Device
from core.enrolment import binding
from core.enrolment.current import this_trainee
from core.enrolment.models import Enrolment
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.limits import allowed
from core.people.rules import masked_name, normalised_phone
from core.training.queries import class_by_id
from core.web import Form, go_to, needs, page, public

DEVICE_COOKIE = "jixun_device"
LASTS = 400 * 24 * 3600
"""Seconds; browsers keep no cookie longer."""


@blueprint.route("/m/bind", methods=["GET", "POST"])
@blueprint.route("/m/<class_code>/bind", methods=["GET", "POST"])
@public
def bind() -> Response:
    """Number, activation code, the notice on personal data; then on to where one wanted to go."""
    if "class_code" not in g:
        return _choose()
    found, form = this_class(), BindForm()
    wanted = safe_next(request.args.get("next"), _today(found.code))
    if form.validate_on_submit():
        try:
            _count_attempt(normalised_phone(form.phone.data)[:20])
            trainee = binding.trainee_by_code(found.id, form.phone.data, form.code.data)
            return _bound(trainee, wanted)
        except Refused as refused:
            form.take(refused)
    bound = None if form.is_submitted() or "again" in request.args else bound_phone()
    values = {"bound": bound, "trouble": phone_trouble(), "wanted": wanted}
    return _asked("phone/access/bind.html", form, **values)


def _choose() -> Response:
    """Where nothing says which class: the one under way, or a choice."""
    classes, wanted = binding.classes_to_bind_for(), request.args.get("next")
    if len(classes) == 1:
        return go_to(url_for("access_phone.bind", class_code=classes[0].code, next=wanted))
    return page("phone/access/choose.html", classes=classes, wanted=wanted)


@blueprint.route("/p/<token>", methods=["GET", "POST"])
@public
def own_slip(token: str) -> Response:
    """The QR of a slip or badge: “您是张*吗？”, one tap, and this phone is theirs."""
    trainee, form = binding.trainee_by_token(token), SlipForm()
    g.training_class = class_by_id(trainee.class_id)
    g.class_code, here = g.training_class.code, bound_phone()
    if here is not None and here[1] == trainee.person_id:
        return go_to(_today(g.class_code))
    ask_last4 = bool(trainee.person.phone and access.phones_of(trainee.person_id))
    if form.validate_on_submit():
        try:
            if ask_last4:
                _check_last4(trainee, form.last4.data or "")
            return _bound(trainee, _today(g.class_code))
        except Refused as refused:
            form.take(refused)
    named = {"masked": masked_name(trainee.name), "unit": trainee.unit_name}
    return _asked("phone/access/slip.html", form, ask_last4=ask_last4, bound=here, **named)


@blueprint.get("/m/<class_code>/me/qr")
@needs(TRAINEE)
def own_qr() -> Response:
    """One's own QR over the whole screen, for a member of staff to scan."""
    return page("phone/access/qr.html", trainee=this_trainee())


@blueprint.get("/m/<class_code>/me/qr.svg")
@needs(TRAINEE)
def own_qr_picture() -> Response:
    """The picture of that QR."""
    root = current_app.config["JIXUN"].public_url or request.url_root.rstrip("/")
    address = root + url_for("access_phone.own_slip", token=this_trainee().token)
    return Response(qr.svg(address, title=_("个人二维码")), mimetype="image/svg+xml")


def _today(code: str) -> str:
    return f"/m/{code}/"


def _device() -> str:
    """The random name of this phone: its own, or a fresh one for this request's answer."""
    known = request.cookies.get(DEVICE_COOKIE, "")
    if len(known) == 32 and known.isalnum() and known.isascii():
        return known
    fresh: str = g.setdefault("fresh_device", secrets.token_hex(16))
    return fresh


def _count_attempt(subject: str) -> None:
    """Guessing is stopped by number and by phone; a hall of trainees shares one address."""
    counted = (
        allowed("8 per 15 minutes", "bind", subject),
        allowed("30 per 15 minutes", "bind-device", _device()),
        allowed("3000 per 15 minutes", "bind-address", request.remote_addr or ""),
    )
    if not all(counted):
        words = _("尝试次数太多，请过 15 分钟再试，或找工作人员帮忙。")
        raise Refused(Problem("too_many", words))


def _check_last4(trainee: Enrolment, typed: str) -> None:
    """A badge can be photographed: who already has a phone shows that they know its number."""
    _count_attempt(trainee.token)
    if normalised_phone(typed) != (trainee.person.phone or "")[-4:]:
        words = _("后四位不对。请填报名时留的手机号的后四位，或找工作人员。")
        raise Refused(Problem("wrong_last4", words, "last4"))


def _bound(trainee: Enrolment, wanted: str) -> Response:
    device = Device(_device(), request.user_agent.string)
    training_class = class_by_id(trainee.class_id)
    made = binding.bind(trainee, training_class, device, at=clock.now())
    if SECOND_PHONE in made.flags:
        flash(_("您先前绑定过另一部手机，两部都能用；组织员会看到并核对。"), "warning")
    if SHARED_PHONE in made.flags:
        flash(_("这部手机先前绑定过另一位学员，现在归您使用；组织员会看到并核对。"), "warning")
    answer = _with_device(go_to(wanted))
    _set_cookie(answer, PHONE_COOKIE, phone_cookie(made))
    return answer


def _asked(template: str, form: Form, **values: Any) -> Response:
    """The page that asks, or says what was wrong with the answer."""
    status = 422 if form.errors else 200
    return _with_device(page(template, status, form=form, **values))


def _with_device(answer: Response) -> Response:
    if request.cookies.get(DEVICE_COOKIE) != _device():
        _set_cookie(answer, DEVICE_COOKIE, _device())
    return answer


def _set_cookie(answer: Response, name: str, value: str) -> None:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(name, value, LASTS, httponly=True, samesite="Lax", secure=secure)
