"""Gives every entry of a key to its question, and says what was left over on either side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.terms import Refusal
from plugins.quizzes.reading.text.blocks import Block, Key, KeyGroup
from plugins.quizzes.reading.text.pieces import Piece


def give_keys(blocks: list[Block], lists: Iterable[Key]) -> list[Refusal]:
    """Puts the entries into the blocks; returns the lines of a key that fit no question."""
    refused: list[Refusal] = []
    for key in lists:
        before = blocks[: key.after]
        runs = _runs(before)
        waiting = [run for run in runs if any(not block.is_answered for block in run)] or runs
        groups = [group for group in key.groups if group.entries]
        meant: list[Block] = []
        strange: dict[int, list[int]] = {}
        for index, group in enumerate(groups):
            asked = _asked(group, before) or _by_place(waiting, index, len(groups))
            meant += asked
            for number, piece in _give(group, asked):
                strange.setdefault(piece.line, []).append(number)
        refused += _without_question(key, strange)
        _tell_missing(meant)
    return refused


def _runs(blocks: list[Block]) -> list[list[Block]]:
    runs: dict[int, list[Block]] = {}
    for block in blocks:
        runs.setdefault(block.run, []).append(block)
    return list(runs.values())


def _by_place(runs: list[list[Block]], index: int, groups: int) -> list[Block]:
    """The last group belongs to the last numbering, the one before to the one before."""
    place = len(runs) - groups + index
    return runs[max(place, 0)] if runs else []


def _asked(group: KeyGroup, before: list[Block]) -> list[Block]:
    """The questions under the heading that the key repeats."""
    heading = group.section
    if heading is None:
        return []
    sections = list(dict.fromkeys(block.section for block in before))
    alike = [
        one
        for one in sections
        if one.titled
        and ((heading.kind, heading.choice) == (one.kind, one.choice) if heading.kind or heading.choice
             else heading.ordinal == one.ordinal)
    ]  # fmt: skip
    found = [[block for block in before if block.section is one] for one in alike]
    waiting = [run for run in found if any(not block.is_answered for block in run)] or found
    return waiting[-1] if waiting else []


def _give(group: KeyGroup, asked: list[Block]) -> Iterator[tuple[int, Piece]]:
    """Gives the entries to the questions; what it yields is left over."""
    by_number = {block.number: block for block in asked}
    for entry, piece in group.entries:
        block = by_number.get(entry.number)
        if block is None:
            yield entry.number, piece
            continue
        block.keyed.append(entry)
        if entry.explanation:
            block.explanation.append(entry.explanation)
        if not entry.sure:
            block.doubts.append(("key_count", {}))


def _without_question(key: Key, strange: dict[int, list[int]]) -> list[Refusal]:
    sources = {
        piece.line: piece.raw.strip() for group in key.groups for _entry, piece in group.entries
    }
    return [
        Refusal(line, sources[line], Problem("key_without_question", _no_question(numbers)))
        for line, numbers in strange.items()
    ]


def _no_question(numbers: list[int]) -> object:
    return _("答案表里第 %(numbers)s 题的答案没有对应的题目。", numbers=listed(numbers))


def listed(numbers: Iterable[int]) -> str:
    """Numbers as people list them; a long list is cut."""
    told = sorted(set(numbers))
    return "、".join(map(str, told[:20])) + (" 等" if len(told) > 20 else "")


def _tell_missing(meant: list[Block]) -> None:
    missing = [block for block in dict.fromkeys(meant) if not block.is_answered]
    numbers = listed(block.number for block in missing)
    for block in missing:
        block.doubts.append(("key_misses", {"numbers": numbers}))
