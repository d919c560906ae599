"""The pictures of questions on their way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugins.quizzes.rules.items import Item


def with_pictures(item: Item, files: Mapping[str, bytes]) -> Item:
    """An item that shows only what is there."""
    kept = tuple(one for one in item.pictures if one.name in files)
    return item if kept == item.pictures else replace(item, pictures=kept)
