"""失物招领：组织员登记捡到的东西，学员在手机上看到。"""

from flask import Blueprint, render_template, request
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from core.access.guard import this_class
from core.contributions import MenuItem, Panel, Permission
from core.db import Model, db
from core.errors import Problem
from core.hookspecs import hookimpl
from core.transaction import transaction
from core.web import go_to, html, needs, page

TITLE = "失物招领"
blueprint = Blueprint("lost_property", __name__, template_folder="templates")


class Item(Model):
    __tablename__ = "lost_property_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))


def items(class_id):
    return db.session.scalars(select(Item).where(Item.class_id == class_id)).all()


@blueprint.route("/console/classes/<class_code>/lost-property", methods=["GET", "POST"])
@needs("lost_property.keep")
def shelf():
    if request.method == "POST" and (name := request.form.get("name", "").strip()):
        with transaction() as session:
            session.add(Item(class_id=this_class().id, name=name[:80]))
        return go_to(request.path)
    return page("lost_property/shelf.html", items=items(this_class().id))


@hookimpl
def register_blueprints():
    return [blueprint]


@hookimpl
def register_permissions():
    return [Permission("lost_property.keep", TITLE, ("counsellor", "head_teacher"))]


@hookimpl
def register_menu():
    return [MenuItem("lost_property.shelf", TITLE, "class", "lost_property.keep", order=65)]


@hookimpl
def phone_cards(enrolment):
    card = render_template("lost_property/_card.html", items=items(enrolment.class_id))
    return [Panel(TITLE, html(card))]


@hookimpl
def closing_problems(training_class):
    left = len(items(training_class.id))
    return [Problem("lost_property_left", f"还有 {left} 件失物没有领走")] if left else []
