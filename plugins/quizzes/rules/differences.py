"""What changed from one wording of a question to the next, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.keys import key_text
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.terms import KIND_WORDS, LETTERS, LEVEL_WORDS


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed (`same`), went (`out`) or came (`new`)."""

    how: str
    text: str


@dataclass(frozen=True)
class Difference:
    """What changed in one part of a question."""

    part: Any
    pieces: tuple[Piece, ...]


def differences(before: Item, after: Item) -> list[Difference]:
    """Every part that reads differently, in the order of the page."""
    old, new = dict(_parts(before)), dict(_parts(after))
    found = []
    for part in [*new, *(one for one in old if one not in new)]:
        was, now = old.get(part, ""), new.get(part, "")
        if was != now:
            found.append(Difference(part, tuple(_pieces(was, now))))
    return found


def _parts(item: Item) -> Iterator[tuple[str, str]]:
    yield str(_("题型")), str(KIND_WORDS[item.kind])
    yield str(_("题干")), item.stem
    for letter, text in zip(LETTERS, item.options, strict=False):
        yield str(_("选项 %(letter)s", letter=letter)), text
    for letter, text in zip(LETTERS, item.targets, strict=False):
        yield str(_("右边 %(letter)s", letter=letter)), text
    yield str(_("答案")), key_text(item)
    yield str(_("要点")), "\n".join(f"{one.text} {plain(one.score)}" for one in item.points)
    yield str(_("填空规则")), _blank_rules(item)
    yield str(_("解析")), item.explanation
    yield str(_("分值")), "" if item.score is None else plain(item.score)
    yield str(_("来源")), item.source
    yield str(_("专题")), item.topic
    yield str(_("难度")), str(LEVEL_WORDS[item.level]) if item.level else ""
    yield str(_("标签")), "、".join(item.tags)
    yield (
        str(_("图片")),
        "、".join(f"{one.place} {one.alt or one.name[:8]}" for one in item.pictures),
    )


def _blank_rules(item: Item) -> str:
    rules = [] if item.in_order else [str(_("各空顺序不限"))]
    if item.numerals:
        rules.append(str(_("一和 1 算相同")))
    return "、".join(rules)


def _pieces(was: str, now: str) -> Iterator[Piece]:
    if not was or not now:
        yield from (Piece("out", was),) if was else ()
        yield from (Piece("new", now),) if now else ()
        return
    for how, start, end, fresh, until in SequenceMatcher(None, was, now, False).get_opcodes():
        if how == "equal":
            yield Piece("same", was[start:end])
            continue
        if end > start:
            yield Piece("out", was[start:end])
        if until > fresh:
            yield Piece("new", now[fresh:until])
