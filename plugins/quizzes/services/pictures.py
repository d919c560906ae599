"""Pictures of questions: kept by their content, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core import files
from core.audit import Actor
from core.db import db
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.transaction import transaction
from plugins.quizzes.models import QuestionPicture
from plugins.quizzes.reading.terms import Read, Reading
from plugins.quizzes.rules.drawn_anew import clean_picture
from plugins.quizzes.rules.pictures import picture_name, picture_type
from plugins.quizzes.rules.quality import problems_of


def keep_picture(content: bytes, *, by: Actor, at: datetime) -> str:
    """Keeps a picture drawn anew, and says by which name items call it; one that is kept is not kept twice."""
    name = picture_name(content)
    if name and db.session.get(QuestionPicture, name) is not None:
        return name  # one of ours that came back: drawn anew it would be another
    # Before the act: what cannot be drawn must not break an import around it.
    drawn = clean_picture(content)
    name, media_type = picture_name(drawn), picture_type(drawn)
    with transaction() as session:
        if session.get(QuestionPicture, name) is None:
            # The bank is shared: the file belongs to no class.
            file = files.store(drawn, name, media_type, by=by, at=at)
            session.add(QuestionPicture(name=name, file_id=file.id, media_type=media_type))
            session.flush()
    return name


def with_pictures(reading: Reading, *, by: Actor, at: datetime) -> list[Read]:
    """What was read as the bank can hold it: pictures kept, every doubt told, drafts where something is lacking."""
    shown = {one.name for read in reading.found for one in read.item.pictures}
    sent = {name: content for name, content in reading.files.items() if name in shown}
    kept, lost = _kept(sent, by=by, at=at)
    return [_as_kept(read, kept, lost) for read in reading.found]


def _kept(
    sent: Mapping[str, bytes], *, by: Actor, at: datetime
) -> tuple[dict[str, str], dict[str, str]]:
    """(name they came by → name they are kept by, name → why it was not kept)."""
    kept, refused = {}, {}
    for name, content in sent.items():
        try:
            kept[name] = keep_picture(content, by=by, at=at)
        except Refused as error:
            refused[name] = str(error)
    return kept, refused


def _as_kept(read: Read, kept: Mapping[str, str], lost: Mapping[str, str]) -> Read:
    shown = read.item.pictures
    pictures = tuple(replace(one, name=kept[one.name]) for one in shown if one.name in kept)
    missing = [one.name for one in shown if one.name not in kept]
    item = replace(read.item, pictures=pictures)
    told = list(read.warnings)
    told += [
        Problem("picture_lost", lost.get(name) or _("题里的图片没有一起来。")) for name in missing
    ]
    known, lacking = {one.code for one in told}, problems_of(item)
    told += [one for one in lacking if one.code not in known]
    draft = read.draft or bool(lacking or missing)
    return replace(read, item=item, draft=draft, warnings=tuple(told))
