"""A plugin as small as it can be: who sits in the bus, counted without a signal, the last count wins."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy import Column, Integer, MetaData, String, Table, select

from core.access.guard import this_class
from core.contributions import MenuItem, OutboxAct, Permission
from core.db import db
from core.errors import Problem, Refused
from core.hookspecs import hookimpl
from core.outbox.services import clear_conflict, raise_conflict
from core.outbox.terms import ArrivedAct
from core.web import needs, page

ROSTER = ("张伟", "阿依古丽·买买提", "王䶮", "欧阳静怡")
# Of no metadata of ours: the tests make the table where they need it, and no migration shall miss it.
metadata = MetaData()
register = Table(
    "bus_register",
    metadata,
    Column("class_id", Integer, primary_key=True),
    Column("seat", String(20), primary_key=True),
    Column("value", String(20)),
    Column("happened_at", String(40)),
    Column("act_id", String(36)),
    Column("paired_id", Integer),
)
blueprint = Blueprint(
    "bus",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/bus/static",
)


def make_table() -> None:
    """The table of this plugin, in the database of a test."""
    metadata.create_all(db.engine)


def seats(class_id: int) -> dict[str, str]:
    """Who sits where, as far as anybody said."""
    rows = select(register.c.seat, register.c.value).where(register.c.class_id == class_id)
    found = db.session.execute(rows.order_by(register.c.seat)).all()
    return {seat: value for seat, value in found}  # noqa: C416 - a row is no pair to mypy


@blueprint.get("/m/<class_code>/bus")
@needs("bus.count")
def bus() -> Response:
    """The page of the bus leader."""
    return page("bus/bus.html", roster=ROSTER)


@blueprint.get("/m/<class_code>/bus.json")
@needs("bus.count")
def bus_data() -> Response:
    """Who should sit in the bus."""
    return jsonify(roster=ROSTER, seats=seats(this_class().id))


def count(act: ArrivedAct) -> None:
    """The later count of a seat wins; two phones that differ are a conflict."""
    seat, value = act.payload.get("seat"), act.payload.get("value")
    if value == "fault":
        raise ZeroDivisionError("the bus broke down")
    if not (isinstance(seat, str) and isinstance(value, str) and 0 < len(seat) <= 20):
        raise Refused(Problem("no_seat", "没有这个座位。", "seat"))
    key = (register.c.class_id == act.class_id, register.c.seat == seat)
    held = db.session.execute(select(register).where(*key)).first()
    stamp = (act.happened_at.isoformat(timespec="microseconds"), act.id)
    values = {"value": value[:20], "happened_at": stamp[0], "act_id": act.id}
    values["paired_id"] = act.paired_id
    if held is None:
        db.session.execute(register.insert().values(class_id=act.class_id, seat=seat, **values))
        return
    if stamp > (held.happened_at, held.act_id):
        db.session.execute(register.update().where(*key).values(**values))
    _compare(act, seat, value, held)


def _compare(act: ArrivedAct, seat: str, value: str, held: Any) -> None:
    subject = f"bus.count:{seat}"
    if held.value == value:
        clear_conflict(act.class_id, subject, at=act.arrived_at)
    elif held.paired_id != act.paired_id:
        words = f"{seat}：一部手机记的是“{held.value}”，另一部是“{value}”。"
        raise_conflict(act.class_id, subject, f"{seat} 上车了吗", words, "/m/", at=act.arrived_at)


class Bus:
    """The plugin's hooks."""

    @hookimpl
    def register_blueprints(self) -> list[Blueprint]:
        return [blueprint]

    @hookimpl
    def register_permissions(self) -> list[Permission]:
        return [
            Permission("bus.count", "清点车上的人", ("counsellor", "head_teacher"), paired=True)
        ]

    @hookimpl
    def register_menu(self) -> list[MenuItem]:
        return [MenuItem("bus.bus", "清点", "class", "bus.count", 60, "bus")]

    @hookimpl
    def register_outbox_acts(self) -> list[OutboxAct]:
        return [
            OutboxAct("bus.count", "清点", count, "bus.count"),
            OutboxAct("bus.own", "本人上车", count),
        ]
