"""Our own file of questions: all that an item says, and its pictures."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from plugins.quizzes.reading.own import FORMAT, VERSION
from plugins.quizzes.rules.items import Item, as_json
from plugins.quizzes.writing.pictures import with_pictures


def write_json(items: Sequence[Item], files: Mapping[str, bytes]) -> bytes:
    """The file that `reading.own` reads back whole; pictures that no item shows stay out."""
    items = [with_pictures(item, files) for item in items]
    names = dict.fromkeys(shown.name for item in items for shown in item.pictures)
    told = {
        "format": FORMAT,
        "version": VERSION,
        "items": [as_json(item) for item in items],
        "files": {n: base64.b64encode(files[n]).decode() for n in names},
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def lost_in_json(_item: Item) -> list[Any]:
    """Nothing."""
    return []
