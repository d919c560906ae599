"""人员 and 单位 in the console: lists over all classes, and one person's file."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from core import clock, plugins
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import lazy_gettext
from core.intake import whole
from core.people import queries, services
from core.people.forms import PersonForm, UnitForm
from core.people.rules import masked_phone
from core.web import actor, go_to, needs, page

blueprint = Blueprint("people", __name__, url_prefix="/console")
units_blueprint = Blueprint("units", __name__, url_prefix="/console/units")
blueprint.add_app_template_filter(masked_phone, "masked_phone")
ORDERS = [
    ("strokes", lazy_gettext("姓氏笔画")),
    ("pinyin", lazy_gettext("拼音")),
    ("unit", lazy_gettext("单位")),
    ("newest", lazy_gettext("最近加入")),
]


@blueprint.get("/people")
@needs("people.view")
def people() -> Response:
    """Everybody who was ever in a class."""
    search = request.args.get("q", "").strip()[:40]
    order = request.args.get("order", "strokes")
    shown = queries.people_page(search, order, request.args.get("page", 1, whole))
    asked = {"q": search, "order": order}
    return page("console/people/people.html", shown=shown, asked=asked, orders=ORDERS)


@blueprint.get("/people/<int:person_id>")
@needs("people.view")
def person(person_id: int) -> Response:
    """A person's file: what every feature and plugin holds."""
    found = queries.person_by_id(person_id)
    held = plugins.each("personal_data", person=found)
    return page("console/people/person.html", person=found, held=held)


@blueprint.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@needs("people.view")
def edit(person_id: int) -> Response:
    """Puts right what is known of a person."""
    found, form = queries.person_by_id(person_id), PersonForm()
    if form.validate_on_submit():
        try:
            services.change_person(found, form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已保存。"), "success")
            return go_to(url_for(".person", person_id=found.id))
    elif not form.is_submitted():
        form.show(found)
    return page("console/people/edit.html", form=form, person=found)


@units_blueprint.get("/")
@needs("people.view")
def units() -> Response:
    """Every unit that ever sent somebody."""
    search = request.args.get("q", "").strip()[:40]
    shown = queries.units_page(search, request.args.get("page", 1, whole))
    return page("console/people/units.html", shown=shown, asked={"q": search})


@units_blueprint.route("/<int:unit_id>", methods=["GET", "POST"])
@needs("people.view")
def unit(unit_id: int) -> Response:
    """Gives a unit its right name."""
    found, form = queries.unit_by_id(unit_id), UnitForm()
    if form.validate_on_submit():
        try:
            services.rename_unit(found, form.name.data or "", by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已保存。"), "success")
            return go_to(url_for(".units"))
    elif not form.is_submitted():
        form.name.data = found.name
    return page("console/people/unit.html", form=form, unit=found)
