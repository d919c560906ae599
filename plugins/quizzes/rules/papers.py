"""How a paper becomes what is given out: its draws, what it still lacks, and what its parts are called."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.sheets import (
    Candidate,
    Drawn,
    Fixed,
    Section,
    Sheet,
    level_quota,
)
from plugins.quizzes.terms import Draw, Level, MultipleRule

MOST_QUESTIONS = 300
MOST_POINTS = Decimal(100)
LONGEST_TEXTS = {"title": 120, "instructions": 2000, "intro": 400}
NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Rule:
    """What a section draws: `count` questions of a kind, a topic and a level, any where empty."""

    count: int
    kind: str = ""
    topic: str = ""
    level: str = ""

    def fits(self, one: Offered) -> bool:
        """Whether it may draw this question."""
        asked = ((self.kind, one.kind), (self.topic, one.topic), (self.level, one.level))
        return all(not wanted or wanted == had for wanted, had in asked)


@dataclass(frozen=True)
class Offered:
    """A question that may be put on a paper, in its wording of now; `text` is the mark of what it says."""

    version: int
    question: int
    text: str
    kind: str
    topic: str = ""
    level: str = ""
    group: int | None = None


@dataclass(frozen=True)
class Placed:
    """A question on a paper; `usable` False: it was put back to a draft, or out of use, since."""

    version: int
    question: int
    text: str
    points: Decimal | None = None
    usable: bool = True


@dataclass(frozen=True)
class Part:
    """A 大题 as it was laid down: `points` for each question that has none of its own."""

    title: str
    points: Decimal
    intro: str = ""
    placed: tuple[Placed, ...] = ()
    rule: Rule | None = None


@dataclass(frozen=True)
class Outline:
    """A paper as it was laid down."""

    title: str
    draw: Draw
    parts: tuple[Part, ...]
    instructions: str = ""
    multiple_rule: MultipleRule = MultipleRule.ALL_OR_NOTHING
    shuffle_questions: bool = False
    shuffle_options: bool = False


def numbered(place: int, title: str) -> str:
    """A part's title as papers write it: 一、单选题; one that has its numeral keeps it."""
    head = title.split("、", 1)[0]
    if "、" in title and head and all(one in "零一二三四五六七八九十" for one in head):
        return title
    return f"{numeral(place)}、{title}"


def numeral(place: int) -> str:
    """一 for 1, 十二 for 12, up to 99."""
    tens, ones = divmod(place, 10)
    first = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return first + (NUMERALS[ones] if ones or not tens else "")


def shared_out(
    rules: Sequence[Rule | None], offered: Iterable[Offered], taken: Collection[str] = ()
) -> list[list[Offered]]:
    """For each rule its own questions, no text in two of them and none of `taken`.

    What fits several goes where the most is still lacking for each one that is due.
    """
    pools: list[list[Offered]] = [[] for _rule in rules]
    seen = set(taken)
    fitting = []
    for one in sorted(offered, key=lambda one: one.version):
        places = [n for n, rule in enumerate(rules) if rule is not None and rule.fits(one)]
        if places and one.text not in seen:
            seen.add(one.text)
            fitting.append((len(places), one, places))
    for _count, one, places in sorted(fitting, key=lambda found: found[0]):
        pools[min(places, key=lambda n: len(pools[n]) / max(1, _count_of(rules[n])))].append(one)
    return pools


def _count_of(rule: Rule | None) -> int:
    return rule.count if rule is not None else 0


def as_drawn(pool: Iterable[Offered], count: int, points: Decimal = Decimal(0)) -> Drawn:
    """A draw as it stands on a paper that is given out."""
    made = tuple(Candidate(one.version, Level(one.level), one.group) for one in pool)
    return Drawn(count, points, made)


def drawn_once(pool: Sequence[Offered], count: int, seed: str) -> list[Offered]:
    """Draws for everybody at once, each level in its proportion; the same seed draws the same."""
    chance = random.Random(seed)  # noqa: S311  (which questions are asked is no secret of the server)
    quota = level_quota(as_drawn([_of_nobody(one) for one in pool], count))
    mixed = list(pool)
    chance.shuffle(mixed)
    chosen: list[Offered] = []
    for level, wanted in quota.items():
        chosen += [one for one in mixed if one.level == level][:wanted]
    return sorted(chosen, key=mixed.index)


def _of_nobody(one: Offered) -> Offered:
    return Offered(one.version, one.question, one.text, one.kind, one.topic, one.level)


def sheet_of_outline(outline: Outline, offered: Iterable[Offered] = ()) -> Sheet:
    """The paper as it is given out."""
    pools = pools_of(outline, offered)
    sections = []
    for place, (part, pool) in enumerate(zip(outline.parts, pools, strict=True), 1):
        drawn = None
        if _draws(outline, part) and part.rule is not None:
            drawn = as_drawn(pool, part.rule.count, part.points)
        fixed = () if drawn else tuple(_fixed(one, part) for one in part.placed)
        sections.append(Section(numbered(place, part.title), part.intro, fixed, drawn))
    return Sheet(
        outline.title,
        outline.instructions,
        tuple(sections),
        outline.multiple_rule,
        outline.shuffle_questions,
        outline.shuffle_options,
    )


def _fixed(one: Placed, part: Part) -> Fixed:
    return Fixed(one.version, part.points if one.points is None else one.points)


def _draws(outline: Outline, part: Part) -> bool:
    return outline.draw is Draw.DIFFERENT and part.rule is not None and part.rule.count > 0


def pools_of(outline: Outline, offered: Iterable[Offered]) -> list[list[Offered]]:
    """For each part what it may draw from; nothing where its questions stand."""
    rules = [part.rule if _draws(outline, part) else None for part in outline.parts]
    taken = {one.text for part in outline.parts if not _draws(outline, part) for one in part.placed}
    return shared_out(rules, offered, taken)


def outline_problems(outline: Outline, offered: Iterable[Offered] = ()) -> list[Problem]:
    """Everything that keeps a paper from being given out, each in a sentence."""
    pools = pools_of(outline, offered)
    found: list[Problem] = []
    for place, (part, pool) in enumerate(zip(outline.parts, pools, strict=True), 1):
        found += _part_problems(outline, part, pool, numbered(place, part.title))
    found += _text_problems(outline)
    due = sum(questions_of(outline, part) for part in outline.parts)
    if not due:
        return [Problem("empty_paper", _("试卷还没有题目。"), "paper_id")]
    if due > MOST_QUESTIONS:
        words = _("一份试卷最多 %(most)d 题，现在有 %(due)d 题。", most=MOST_QUESTIONS, due=due)
        found.append(Problem("many_questions", words, "paper_id"))
    return found


def questions_of(outline: Outline, part: Part) -> int:
    """How many questions a trainee meets in a part."""
    if _draws(outline, part) and part.rule is not None:
        return part.rule.count
    return len(part.placed)


def _part_problems(
    outline: Outline, part: Part, pool: Sequence[Offered], title: str
) -> list[Problem]:
    if _draws(outline, part) and part.rule is not None:
        return _pool_problems(part.rule, pool, title)
    due = part.rule.count if part.rule is not None and outline.draw is Draw.SAME else 0
    if due > len(part.placed):
        words = _(
            "“%(title)s”要 %(due)d 题，现在有 %(there)d 题，请先抽题。",
            title=title, due=due, there=len(part.placed),
        )  # fmt: skip
        return [Problem("not_drawn", words, "paper_id")]
    if not part.placed:
        return [Problem("empty_part", _("“%(title)s”还没有题目。", title=title), "paper_id")]
    poor = [str(n) for n, one in enumerate(part.placed, 1) if not one.usable]
    if poor:
        words = _(
            "“%(title)s”第 %(numbers)s 题现在是草稿或已停用，请改好或换掉。",
            title=title, numbers="、".join(poor),
        )  # fmt: skip
        return [Problem("draft_question", words, "paper_id")]
    return []


def _pool_problems(rule: Rule, pool: Sequence[Offered], title: str) -> list[Problem]:
    there = sum(level_quota(as_drawn(pool, rule.count)).values())
    if there >= rule.count:
        return []
    if there < len(pool) and there < rule.count <= len(pool):
        words = _(
            "“%(title)s”除去各组自己出的题，只有 %(there)d 题可用，要 %(due)d 题。",
            title=title, there=there, due=rule.count,
        )  # fmt: skip
        return [Problem("few_for_groups", words, "paper_id")]
    return [Problem("few_questions", few_words(title, len(pool), rule.count), "paper_id")]


def few_words(title: str, there: int, due: int) -> Any:
    """Says that a rule cannot be met."""
    return _("“%(title)s”只有 %(there)d 题可用，要 %(due)d 题。", title=title, there=there, due=due)


def _text_problems(outline: Outline) -> list[Problem]:
    """The same words twice on one paper."""
    seen: set[str] = set()
    for place, part in enumerate(outline.parts, 1):
        for number, one in enumerate(part.placed, 1):
            if one.text in seen:
                words = _(
                    "“%(title)s”第 %(n)d 题和前面的题相同。",
                    title=numbered(place, part.title), n=number,
                )  # fmt: skip
                return [Problem("same_question", words, "paper_id")]
            seen.add(one.text)
    return []


def points_problem(points: Decimal | None, field: str = "points") -> Problem | None:
    """What is wrong with the points of a question; at most two places after the point."""
    if points is not None and points.is_finite() and 0 < points <= MOST_POINTS:
        exponent = points.normalize().as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -2:
            return None
    words = _("分值请填大于 0、不超过 100 的数，最多两位小数。")
    return Problem("points_wrong", words, field)
