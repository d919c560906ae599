"""Pictures of questions: kept by their content, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core import files
from core.audit import Actor
from core.errors import Refused
from core.transaction import transaction
from plugins.quizzes.models import QuestionPicture
from plugins.quizzes.rules.drawn_anew import clean_picture
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.pictures import picture_name, picture_type


def keep_picture(content: bytes, *, by: Actor, at: datetime) -> str:
    """Keeps a picture drawn anew, and says by which name items call it; one that is kept is not kept twice."""
    with transaction() as session:
        name = picture_name(content)
        if name and session.get(QuestionPicture, name) is not None:
            return name  # one of ours that came back: drawn anew it would be another
        drawn = clean_picture(content)
        name, media_type = picture_name(drawn), picture_type(drawn)
        if session.get(QuestionPicture, name) is None:
            # The bank is shared: the file belongs to no class.
            file = files.store(drawn, name, media_type, by=by, at=at)
            session.add(QuestionPicture(name=name, file_id=file.id, media_type=media_type))
            session.flush()
    return name


def keep_pictures(
    sent: Mapping[str, bytes], *, by: Actor, at: datetime
) -> tuple[dict[str, str], dict[str, str]]:
    """Keeps the pictures of a file; (name they came by → name they are kept by, name → why it was not kept)."""
    kept, refused = {}, {}
    for name, content in sent.items():
        try:
            kept[name] = keep_picture(content, by=by, at=at)
        except Refused as error:
            refused[name] = str(error)
    return kept, refused


def renamed(item: Item, kept: Mapping[str, str]) -> Item:
    """The item with its pictures under the names by which they are kept; others are taken out of it."""
    pictures = tuple(replace(one, name=kept[one.name]) for one in item.pictures if one.name in kept)
    return replace(item, pictures=pictures)
