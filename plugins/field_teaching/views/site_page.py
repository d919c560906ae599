"""The page of a site, as several acts answer with it."""

from __future__ import annotations

from typing import Any

from flask import Response

from core import clock
from core.access.guard import this_class
from core.web import page
from plugins.field_teaching.forms.sites import NoteForm, PhotoForm
from plugins.field_teaching.models import Site
from plugins.field_teaching.queries import sites as queries
from plugins.field_teaching.rules.hours import next_closed_day, opening_words, today_words
from plugins.field_teaching.terms import ASPECT_WORDS, SYSTEM_WORDS, Aspect, CoordinateSystem
from plugins.field_teaching.views.blueprint import subnav


def site_page(found: Site, note: NoteForm, photo: PhotoForm | None = None) -> Response:
    """The page of a site, with what was wrong with a note or a picture beside it."""
    wrong = note.errors or (photo and photo.errors)
    return page(
        "field_teaching/sites/site.html",
        422 if wrong else 200,
        site=found,
        place=queries.place_of(found),
        system=_system(found),
        opening=opening_of(found),
        ratings=queries.ratings_of(found.id, tuple(Aspect)),
        aspects=ASPECT_WORDS,
        visits=queries.visits_of(found.id, clock.today(this_class().zone)),
        notes=queries.notes_of(found.id),
        photos=queries.photos_of(found.id),
        used=queries.is_used(found.id),
        note_form=note,
        photo_form=photo or PhotoForm(formdata=None),
        pages=subnav("sites"),
    )


def opening_of(found: Site) -> dict[str, Any]:
    """When a site is open, in words: always, today, and the next day when it is not."""
    today = clock.today(this_class().zone)
    return {
        "words": opening_words(found.hours, found.hours_note),
        "today": today_words(found.hours, found.closed_on, today),
        "closed": next_closed_day(found.hours, found.closed_on, today),
    }


def _system(found: Site) -> Any:
    known = found.coordinate_system
    return SYSTEM_WORDS[CoordinateSystem(known)] if known else ""
