"""People and units as the console lists them; the number of statements never grows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from core.db import db
from core.errors import NotFound
from core.paging import Page, nearest_page, page_of
from core.people.models import Person, Unit
from core.people.rules import pinyin_key, strokes_key

ORDERS = ("strokes", "pinyin", "unit", "newest")


def people_page(search: str, order: str, page: int = 1, per_page: int = 100) -> Page:
    """People found by a piece of name, unit or phone, in an order: two statements."""
    rows = select(Person.id, Person.name, Unit.name.label("unit_name")).outerjoin(
        Unit, Unit.id == Person.unit_id
    )
    if search:
        ways = [
            Person.name.contains(search, autoescape=True),
            Unit.name.contains(search, autoescape=True),
        ]
        if search.isascii() and search.isdigit():
            ways.append(Person.phone.contains(search, autoescape=True))
        rows = rows.where(or_(*ways))
    found = _in_order(list(db.session.execute(rows)), order)
    return page_of(Person, [row.id for row in found], page, per_page)


def _in_order(rows: list[Any], order: str) -> list[Any]:
    if order == "newest":
        return sorted(rows, key=lambda row: -row.id)
    if order == "unit":
        return sorted(rows, key=lambda row: (row.unit_name or "\uffff", strokes_key(row.name)))
    key = pinyin_key if order == "pinyin" else strokes_key
    return sorted(rows, key=lambda row: (key(row.name), row.id))


def person_by_id(person_id: int) -> Person:
    """A person's file; NotFound where there is none."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def unit_by_id(unit_id: int) -> Unit:
    """A unit; NotFound where there is none."""
    found = db.session.get(Unit, unit_id)
    if found is None:
        raise NotFound
    return found


def units_page(search: str, page: int = 1, per_page: int = 100) -> Page:
    """Units by name, each with how many people belong to it: two statements."""
    rows = select(Unit, func.count(Person.id)).outerjoin(Person, Person.unit_id == Unit.id)
    counted = select(func.count()).select_from(Unit)
    if search:
        named = Unit.name.contains(search, autoescape=True)
        rows, counted = rows.where(named), counted.where(named)
    total = int(db.session.execute(counted).scalar() or 0)
    page, pages = nearest_page(total, page, per_page)
    shown = rows.group_by(Unit.id).order_by(Unit.name).limit(per_page).offset((page - 1) * per_page)
    return Page([(row[0], row[1]) for row in db.session.execute(shown)], page, pages, total)
