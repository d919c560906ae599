"""What somebody of a certain skill answers to a question."""

from __future__ import annotations

from random import Random

from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.terms import LETTERS, Kind, Level

HARDER = {Level.EASY: 0.15, Level.MIDDLE: 0.0, Level.HARD: -0.2, Level.UNKNOWN: 0.0}
GUESSES = ("不清楚", "1948", "艰苦朴素", "3", "人民群众")
ESSAYS = (
    "经常到车间班组走一走，把职工的困难记在本子上，一件一件办。该向单位提的意见敢提，办完了再回访。",
    "首先要熟悉职工情况，做到家庭困难、思想波动心里有数；其次依法维权，遇到欠薪、加班费问题主动出面；"
    "最后把服务做到具体的事上，请职工打分。",
    "当好娘家人，就是职工有话愿意跟你说。我们单位设了意见箱，每月答复一次。",
    "多学工会法，多跑基层，少开会。",
    "建立走访台账，困难职工一人一档；重大节日慰问；劳动争议先调解，调解不成帮助申请仲裁；年底向职代会报告，接受评议。",
)


def answer_of(item: Item, skill: float, chance: Random) -> Given:
    """An answer in the author's letters; sometimes none at all."""
    if item.kind is Kind.ESSAY:
        return chance.choice(ESSAYS)
    sure = chance.random() < skill + HARDER[item.level]
    if not sure and chance.random() < 0.05:
        return None
    if isinstance(item.answer, tuple):
        return [_written(one, sure or chance.random() < 0.4, chance) for one in item.answer]
    if isinstance(item.answer, bool):
        return item.answer if sure else not item.answer
    return (item.answer if sure else _missed(item, chance)) or None


def _written(blank: Blank, sure: bool, chance: Random) -> str:
    return chance.choice(blank.accepted) if sure else chance.choice(GUESSES)


def _missed(item: Item, chance: Random) -> str:
    """What is chosen by who does not know: another option, one too few or too many, another order."""
    key = item.answer if isinstance(item.answer, str) else ""
    letters = LETTERS[: len(item.options)]
    if item.kind is Kind.SINGLE:
        return chance.choice([one for one in letters if one != key] or [key])
    if item.kind is Kind.MULTIPLE:
        few = sorted(chance.sample(key, len(key) - 1)) if len(key) > 1 else [key]
        return "".join(few) if chance.random() < 0.6 else "".join(sorted({*few, letters[-1]}))
    if item.kind is Kind.MATCH:
        return "".join(chance.choice(LETTERS[: len(item.targets)]) for _left in item.options)
    return "".join(chance.sample(key, len(key)))
