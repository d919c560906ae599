"""Phones on the road: the desk's list of them, and the page on which a phone is paired."""

from __future__ import annotations

from flask import Response, current_app, flash, request, session, url_for

from core import clock, qr
from core.access import queries, services
from core.access.cookies import PAIRED_COOKIE, paired_cookie
from core.access.forms import PairForm, RenameForm
from core.access.guard import may, this_class
from core.access.models import PairedPhone
from core.access.phone import blueprint as on_phone
from core.access.views import blueprint
from core.contributions import Permission
from core.errors import Refused
from core.i18n import gettext as _
from core.limits import allowed
from core.web import actor, go_to, html, needs, page, public

LASTS = 400 * 24 * 3600
"""Seconds; browsers keep no cookie longer."""
CODES = "pairing_codes"
"""The codes that this desk has just made, in its own signed cookie: the database has only their marks."""
AT_DESK = "/console/classes/<class_code>/phones"


@blueprint.route(AT_DESK, methods=["GET", "POST"])
@needs("access.pair")
def paired_phones() -> Response:
    """The paired phones of the class; offers one more."""
    class_id, form = this_class().id, PairForm()
    form.offer(_rights_to_give(class_id))
    if form.validate_on_submit():
        try:
            made = services.offer_pairing(class_id, *form.typed(), by=actor(), at=clock.now())
            return _shown(*made)
        except Refused as refused:
            form.take(refused)
    return page(
        "console/access/paired_phones.html",
        422 if form.errors else 200,
        form=form,
        phones=queries.paired_phones(class_id),
        rights=queries.pairable_rights(),
        now=clock.now(),
    )


@blueprint.get(f"{AT_DESK}/<int:phone_id>")
@needs("access.pair")
def paired_phone_page(phone_id: int) -> Response:
    """One phone: its QR while it waits, its name, and the way to cut it off."""
    phone = queries.paired_phone_by_id(this_class().id, phone_id)
    code = session.get(CODES, {}).get(str(phone_id), "")
    address = ""
    if code and queries.phone_offered(code) is phone and not _is_old(phone):
        root = current_app.config["JIXUN"].public_url or request.url_root.rstrip("/")
        address = root + url_for("access_phone.pair", code=code)
    return page(
        "console/access/paired_phone.html",
        phone=phone,
        address=address,
        picture=html(qr.svg(address, title=_("配对二维码"))) if address else "",
        form=RenameForm(obj=phone),
        rights=queries.pairable_rights(),
    )


@blueprint.get(f"{AT_DESK}/<int:phone_id>/state")
@needs("access.pair")
def paired_phone_state(phone_id: int) -> Response:
    """Whether the phone has been paired meanwhile, for the page with its QR."""
    phone = queries.paired_phone_by_id(this_class().id, phone_id)
    return page("console/access/_paired_state.html", phone=phone, old=_is_old(phone))


@blueprint.post(f"{AT_DESK}/<int:phone_id>/rename")
@needs("access.pair")
def rename_paired(phone_id: int) -> Response:
    """Another name, when the phone changes hands."""
    phone = queries.paired_phone_by_id(this_class().id, phone_id)
    try:
        services.rename_paired(phone, request.form.get("name", ""), by=actor(), at=clock.now())
        flash(_("已改名。"), "success")
    except Refused as refused:
        flash(str(refused.problems[0]), "danger")
    return _to_desk(phone)


@blueprint.post(f"{AT_DESK}/<int:phone_id>/renew")
@needs("access.pair")
def renew_pairing(phone_id: int) -> Response:
    """A fresh QR for a phone that was never paired."""
    phone = queries.paired_phone_by_id(this_class().id, phone_id)
    try:
        return _shown(phone, services.renew_pairing(phone, by=actor(), at=clock.now()))
    except Refused as refused:
        flash(str(refused.problems[0]), "danger")
    return _to_desk(phone)


@blueprint.post(f"{AT_DESK}/<int:phone_id>/cut-off")
@needs("access.pair")
def cut_off(phone_id: int) -> Response:
    """Ends what a lost phone may do."""
    phone = queries.paired_phone_by_id(this_class().id, phone_id)
    services.cut_off(phone, by=actor(), at=clock.now())
    flash(_("已停用“%(name)s”。它下次有信号时会清除自己的内容。", name=phone.name), "success")
    return go_to(url_for("access.paired_phones"))


def _rights_to_give(class_id: int) -> list[Permission]:
    return [one for name, one in queries.pairable_rights().items() if may(name, class_id)]


def _is_old(phone: PairedPhone) -> bool:
    return phone.code_expires_at is None or clock.now() > phone.code_expires_at


def _shown(phone: PairedPhone, code: str) -> Response:
    session[CODES] = {**dict(list(session.get(CODES, {}).items())[-4:]), str(phone.id): code}
    return _to_desk(phone)


def _to_desk(phone: PairedPhone) -> Response:
    return go_to(url_for("access.paired_phone_page", phone_id=phone.id))


@on_phone.route("/d/<code>", methods=["GET", "POST"])
@public
def pair(code: str) -> Response:
    """What this phone will be and may do, one button, and it is."""
    try:
        if not allowed("60 per 15 minutes", "pair-address", request.remote_addr or ""):
            return _dead(429, _("尝试次数太多，请过 15 分钟再试，或找工作人员帮忙。"))
        phone = services.open_offer(code[:100], clock.now())
        if request.method == "POST":
            return _paired(code[:100])
    except Refused as refused:
        return _dead(410, str(refused.problems[0]))
    known = queries.pairable_rights()
    return page(
        "phone/access/pair.html",
        phone=phone,
        rights=[known[one].title for one in phone.rights if one in known],
        training_class=phone.training_class,
        in_wechat="MicroMessenger" in request.user_agent.string,
    )


def _paired(code: str) -> Response:
    phone = services.pair_phone(code, request.user_agent.string, at=clock.now())
    answer = go_to(url_for("outbox_phone.road", class_code=phone.training_class.code))
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    cookie = paired_cookie(phone)
    answer.set_cookie(PAIRED_COOKIE, cookie, LASTS, httponly=True, samesite="Lax", secure=secure)
    return answer


def _dead(status: int, words: str) -> Response:
    return page("phone/access/pair_dead.html", status, words=words)
