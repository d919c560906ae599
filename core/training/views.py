"""The console's pages about a class itself: opening it, its outline, its rules, its plugins."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for

from core import clock, plugins
from core.access.guard import SYSTEM, this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.training import queries, services
from core.training.forms import ClassForm, PolicyForm
from core.training.rules import STATE_WORDS, TRANSITIONS, State
from core.web import actor, go_to, needs, page

blueprint = Blueprint("training", __name__, url_prefix="/console/classes")


@blueprint.route("/new", methods=["GET", "POST"])
@needs(SYSTEM)
def create() -> Response:
    """Opens a new class."""
    form = ClassForm()
    if form.validate_on_submit():
        try:
            made = services.create_class(form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("班级已建立。下一步：导入学员名单和课表。"), "success")
            return go_to(url_for("desk.overview", class_code=made.code))
    return page("console/training/create.html", form=form)


@blueprint.route("/<class_code>/copy", methods=["GET", "POST"])
@needs("training.copy")
def copy() -> Response:
    """Opens a new class after the pattern of this one."""
    source, form = this_class(), ClassForm()
    if form.validate_on_submit():
        try:
            made = services.copy_class(source, form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已按“%(name)s”建立新班，请核对日期和课表。", name=source.name), "success")
            return go_to(url_for("desk.overview", class_code=made.code))
    elif request.method == "GET":
        form.show(source)
        form.code.data = ""
    return page("console/training/copy.html", form=form, source=source)


@blueprint.route("/<class_code>/settings", methods=["GET", "POST"])
@needs("training.edit")
def settings() -> Response:
    """The outline of the class."""
    found, form = this_class(), ClassForm()
    if form.validate_on_submit():
        try:
            services.change_class(found, form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("班级信息已保存。"), "success")
            return go_to(url_for("training.settings", class_code=found.code))
    elif request.method == "GET":
        form.show(found)
    return page("console/training/settings.html", form=form, moves=_moves())


@blueprint.route("/<class_code>/settings/policy", methods=["GET", "POST"])
@needs("training.edit")
def policy() -> Response:
    """The rules of the class, as sentences with numbers."""
    found, form = this_class(), PolicyForm()
    if form.validate_on_submit():
        try:
            services.set_policy(found, form.policy(found.policy), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("规则已保存。以前记下的考勤不会改变。"), "success")
            return go_to(url_for("training.policy"))
    elif request.method == "GET":
        form.show(found.policy)
    return page("console/training/policy.html", form=form)


@blueprint.get("/<class_code>/settings/plugins")
@needs("training.edit")
def plugin_settings() -> Response:
    """Which plugins the class uses, and what they ask it for."""
    return page("console/training/plugins.html", rows=_plugin_rows(this_class().id), problems=[])


@blueprint.post("/<class_code>/settings/plugins/<name>")
@needs("training.edit")
def switch_plugin(name: str) -> Response:
    """Turns a plugin on or off for this class."""
    on = request.form.get("on") == "1"
    services.switch_plugin(this_class(), name, on, by=actor(), at=clock.now())
    flash(_("已启用。") if on else _("已停用，数据仍然保留。"), "success")
    return go_to(url_for("training.plugin_settings"))


@blueprint.post("/<class_code>/settings/values")
@needs("training.edit")
def set_values() -> Response:
    """Keeps what the class sets for a plugin."""
    found, known = this_class(), {item.name for _o, item in plugins.gather("register_settings")}
    given = {name: value for name, value in request.form.items() if name in known}
    try:
        services.set_settings(found, given, by=actor(), at=clock.now())
    except Refused as refused:
        rows = _plugin_rows(found.id, given)
        return page("console/training/plugins.html", 422, rows=rows, problems=refused.problems)
    flash(_("设置已保存。"), "success")
    return go_to(url_for("training.plugin_settings"))


@blueprint.post("/<class_code>/state")
@needs("training.edit")
def move() -> Response:
    """Moves the class on, or one step back."""
    try:
        state = State(request.form.get("state", ""))
    except ValueError:
        abort(400)
    try:
        services.move_to(this_class(), state, by=actor(), at=clock.now())
    except Refused as refused:
        flash(str(refused.problems[0]), "danger")
    else:
        flash(_("班级现在是“%(state)s”。", state=STATE_WORDS[state]), "success")
    return go_to(url_for("desk.overview" if request.form.get("from") else "training.settings"))


def _moves() -> list[dict[str, Any]]:
    now = State(this_class().state)
    order = list(State)
    return [
        {
            "value": state.value,
            "word": STATE_WORDS[state],
            "back": order.index(state) < order.index(now),
        }
        for state in order
        if state in TRANSITIONS[now] and state is not State.CLOSED
    ]


def _plugin_rows(class_id: int, typed: dict[str, str] | None = None) -> list[dict[str, Any]]:
    values, off = queries.settings_of(class_id), queries.switches_of(class_id)
    values.update(typed or {})
    wanted = plugins.gather("register_settings")
    return [
        {
            "name": plugin.name,
            "title": getattr(plugin.hooks, "TITLE", plugin.name),
            "about": (plugin.hooks.__doc__ or "").strip().splitlines()[0]
            if plugin.hooks.__doc__
            else "",
            "on": off.get(plugin.name, True),
            "settings": [
                {"item": item, "value": values.get(item.name, item.default)}
                for owner, item in wanted
                if owner == plugin.name
            ],
        }
        for plugin in plugins.switchable()
    ]
