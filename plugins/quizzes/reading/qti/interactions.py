"""What each interaction of QTI becomes: choice 单选, 多选 or 判断; text entry 填空; one inline choice 单选 with
a gap, several of them 填空 with their choices named in the stem; extended text 简答; match 匹配; order 排序."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.gallery import Contents, Gallery
from plugins.quizzes.reading.qti.bodies import Body, said_in
from plugins.quizzes.reading.qti.responses import Response
from plugins.quizzes.reading.refusing import NotRead
from plugins.quizzes.reading.words import judgement
from plugins.quizzes.rules.items import Blank, Item, Picture
from plugins.quizzes.terms import BLANK, LETTERS, Kind

INLINE_KINDS = {"textEntryInteraction", "inlineChoiceInteraction"}


@dataclass
class Asked:
    """An item while it is understood."""

    body: Body
    responses: dict[str, Response]
    gallery: Gallery
    contents: Contents
    doubts: list[Problem] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def doubt(self, code: str, message: Any) -> None:
        """Notes something that a person should look at."""
        self.doubts.append(Problem(code, message))

    def response(self, interaction: Element) -> Response:
        """The response that an interaction fills."""
        return self.responses.get(interaction.get("responseIdentifier", ""), Response())

    def texts(self, choices: list[Element], *, lettered: bool = True) -> tuple[str, ...]:
        """The texts of choices; their pictures hang at their letters."""
        if len(choices) > len(LETTERS):
            raise NotRead("many_options", _("选项多于 26 个。"))
        texts = []
        for letter, choice in zip(LETTERS, choices, strict=False):
            said = said_in(choice)
            place = letter if lettered else ""
            self.pictures += self.gallery.hang(said, place, self.contents, self.doubts)
            texts.append(said.text)
        return tuple(texts)


def letters(choices: list[Element], values: tuple[str, ...]) -> str | None:
    """The letters of choices by their identifiers; None where there is no value, or one that nobody has."""
    known = {one.get("identifier"): LETTERS[i] for i, one in enumerate(choices[: len(LETTERS)])}
    found = [known.get(value, "") for value in values]
    return "".join(found) if found and all(found) else None


def understood(asked: Asked) -> Item:
    """The item without what all kinds share; NotRead for what we have no kind for."""
    names = [one.tag for one in asked.body.interactions]
    if not names:
        raise NotRead("no_interaction", _("这一项里没有可以作答的部分。"))
    strange = next((name for name in names if name not in KINDS), "")
    if strange:
        words = _("QTI 的“%(kind)s”不能读取。", kind=strange[:60])
        raise NotRead("kind_unsupported", words)
    if (len(names) > 1 and len(set(names)) > 1) or (
        len(names) > 1 and names[0] not in INLINE_KINDS
    ):
        raise NotRead("several_interactions", _("一道题里有几个作答部分，不能作为一道题读取。"))
    return KINDS[names[0]](asked)


def _choice(asked: Asked) -> Item:
    interaction = asked.body.interactions[0]
    choices = interaction.findall("simpleChoice")
    response = asked.response(interaction)
    options = asked.texts(choices)
    several = response.cardinality != "single"
    found = letters(choices, response.right)
    if response.is_uneven:
        asked.doubt("weights", _("各选项的得分比例没有保留，按试卷的多选规则计分。"))
    words = [judgement(text) for text in options]
    if not several and len(options) == 2 and {True, False} == set(words):
        answer = words[LETTERS.index(found)] if found and len(found) == 1 else None
        return Item(Kind.JUDGE, "", answer=answer)
    kind = Kind.MULTIPLE if several else Kind.SINGLE
    return Item(kind, "", options, "".join(sorted(found)) if found else None)


def _blanks(asked: Asked) -> Item:
    responses = [asked.response(one) for one in asked.body.interactions]
    blanks = tuple(Blank(one.right, one.tolerance) for one in responses)
    if any(one.is_uneven for one in responses):
        asked.doubt("weights", _("只得部分分的答案没有保留。"))
    return Item(Kind.BLANK, "", answer=blanks if any(one.accepted for one in blanks) else None)


def _inline(asked: Asked) -> Item:
    interactions = asked.body.interactions
    if len(interactions) == 1:
        choices = interactions[0].findall("inlineChoice")
        right = asked.response(interactions[0]).right[:1]
        return Item(Kind.SINGLE, "", asked.texts(choices), letters(choices, right))
    asked.doubt("choices_as_blanks", _("题里有几处下拉选择，当作填空，可选的写在空后面。"))
    stem, blanks = asked.body.stem.text, []
    pieces = stem.split(BLANK)
    for place, interaction in enumerate(interactions):
        choices = interaction.findall("inlineChoice")
        texts = asked.texts(choices, lettered=False)
        found = letters(choices, asked.response(interaction).right[:1])
        blanks.append(Blank((texts[LETTERS.index(found)],) if found else ()))
        if place + 1 < len(pieces):
            pieces[place + 1] = f"（{'／'.join(texts)}）{pieces[place + 1]}"
    return Item(Kind.BLANK, BLANK.join(pieces), answer=tuple(blanks))


def _essay(asked: Asked) -> Item:
    correct = asked.response(asked.body.interactions[0]).correct
    return Item(Kind.ESSAY, "", answer="\n".join(correct) or None)


def _order(asked: Asked) -> Item:
    interaction = asked.body.interactions[0]
    choices = interaction.findall("simpleChoice")
    answer = letters(choices, asked.response(interaction).correct)
    return Item(Kind.ORDER, "", asked.texts(choices), answer)


def _match(asked: Asked) -> Item:
    """Each on the left to one on the right; several for one is no 匹配 of ours."""
    interaction = asked.body.interactions[0]
    sides = [one.findall("simpleAssociableChoice") for one in interaction.findall("simpleMatchSet")]
    if len(sides) != 2:
        raise NotRead("match_shape", _("匹配题应有左右两组。"))
    lefts, rights = sides
    pairs = [value.split() for value in asked.response(interaction).right]
    known = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    if len(known) != len(pairs):
        raise NotRead("match_shape", _("匹配题的一个左项对着几个右项，不能读取。"))
    values = tuple(known.get(one.get("identifier", ""), "") for one in lefts)
    options, targets = asked.texts(lefts), asked.texts(rights, lettered=False)
    return Item(Kind.MATCH, "", options, letters(rights, values), targets)


KINDS: dict[str, Callable[[Asked], Item]] = {
    "choiceInteraction": _choice,
    "textEntryInteraction": _blanks,
    "inlineChoiceInteraction": _inline,
    "extendedTextInteraction": _essay,
    "orderInteraction": _order,
    "matchInteraction": _match,
}
