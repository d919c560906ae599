"""What questions are filed under, set for several at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import Level


@dataclass(frozen=True)
class Labels:
    """What is set for several questions at once; None leaves it as it is, tags are added or taken away."""

    topic: str | None = None
    level: Level | None = None
    tags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def on(self, item: Item) -> Item:
        """The item with these labels."""
        tags = tuple(dict.fromkeys((*item.tags, *self.tags)))
        return replace(
            item,
            topic=item.topic if self.topic is None else self.topic,
            level=item.level if self.level is None else self.level,
            tags=tuple(tag for tag in tags if tag not in self.without),
        )
