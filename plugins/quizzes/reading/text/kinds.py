"""Infers what a question asks for: by its heading, by the label in front, by its options and answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.quizzes.reading.text import answers, stems
from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.blocks import Block
from plugins.quizzes.reading.text.options import Options
from plugins.quizzes.reading.text.plain import plain
from plugins.quizzes.terms import KIND_WORDS, Kind

LONGEST_BLANK = 40
ORDERING = re.compile(r"排序|排列|先后顺序|正确的?顺序|顺序正确")
ASKS_ESSAY = re.compile(
    r"简述|论述|试述|阐述|概述|简答|简要|谈谈|结合|请|如何|怎样|为什么|什么是|含义|意义|说明|分析|你"
)


@dataclass(frozen=True)
class Clues:
    """All by which the kind of a question can be told. `letters` is the answer by letters, where it is one."""

    heading: Kind | None
    label: Kind | None
    choice: bool
    options: int
    judges: bool
    letters: str
    judged: bool
    blanks: int
    holes: int
    answer: str
    stem: str
    pairs: bool = False

    @classmethod
    def of(cls, block: Block, stem: stems.Stem, options: Options) -> Clues:
        """The clues that a block gives."""
        text = plain(stem.text)
        written = "\n".join(block.answers).strip() or next((one.value for one in block.keyed), "")
        told = answers.letters_in(written, options) if written else None
        bracket = stems.chosen_in(stem.text, options.letters)
        letters = told.letters if told else stems.letters_of(bracket) if bracket else ""
        label = stem.kind or _told_kind(block)
        return cls(
            heading=block.section.kind,
            label=label,
            choice=block.section.choice,
            options=len(options.texts),
            judges=_are_judgements(options),
            letters=letters,
            judged=bool(stems.judged_in(stem.text)) or _is_judgement(written),
            blanks=len(words.LINE_BLANK.findall(text)),
            holes=len(words.HOLE.findall(text)),
            answer=written,
            stem=text,
            pairs=bool(words.PAIRS.match(plain(written))),
        )

    @property
    def named(self) -> Kind | None:
        """What the heading says, else the label."""
        return self.heading or self.label

    @property
    def without_choice(self) -> bool:
        """Whether there is nothing to choose from, and a blank or a judgement instead."""
        return not self.options and (self.judged or (bool(self.blanks) and not self.letters))

    @property
    def unclear(self) -> bool:
        """Whether nothing at all says what is asked for."""
        return not (self.named or self.answer or ASKS_ESSAY.search(self.stem))


def _told_kind(block: Block) -> Kind | None:
    for name, said in block.meta:
        match = re.search(words.KIND_WORD, said) if name in ("题型", "题目类型") else None
        if match:
            return words.kind_named(match[0])
    return None


def _are_judgements(options: Options) -> bool:
    said = [words.judgement(plain(text)) for text in options.texts]
    return sorted(map(str, said)) == ["False", "True"]


def _is_judgement(written: str) -> bool:
    head = re.split(r"[。.,;\n]", plain(written).strip())[0]
    return words.judgement(head) is not None


def kind_of(clues: Clues) -> Kind:
    """The kind: what is named, unless options make that impossible; else what options and answer show."""
    named = clues.named
    if named is None or _cannot_be(named, clues):
        return _seen(clues)
    return named


def _cannot_be(named: Kind, clues: Clues) -> bool:
    """Options to choose from are no 填空题, 简答题, or 判断题 of its own; without any there is nothing to choose."""
    if clues.options > 1:
        return named in (Kind.BLANK, Kind.ESSAY, Kind.JUDGE) and not clues.judges
    return named in (Kind.SINGLE, Kind.MULTIPLE) and clues.without_choice


def _seen(clues: Clues) -> Kind:
    if clues.pairs:
        return Kind.MATCH
    if (clues.judges and not clues.choice) or (clues.judged and not clues.options):
        return Kind.JUDGE
    if clues.options > 1 or (clues.choice and not clues.without_choice):
        return _chosen(clues)
    short = len(clues.answer) <= LONGEST_BLANK * max(clues.holes, 1)
    if clues.blanks or (clues.holes and clues.answer and short):
        return Kind.BLANK
    return Kind.ESSAY


def _chosen(clues: Clues) -> Kind:
    every = len(clues.letters) == clues.options and len(set(clues.letters)) == clues.options
    if ORDERING.search(clues.stem) and every and clues.options > 1:
        return Kind.ORDER
    return Kind.MULTIPLE if len(set(clues.letters)) > 1 else Kind.SINGLE


def contradiction(clues: Clues, kind: Kind) -> tuple[object, Kind] | None:
    """What was said of the kind, and what the question looks like instead, where the two cannot agree."""
    if clues.heading and clues.label and clues.heading is not clues.label:
        return KIND_WORDS[clues.heading], clues.label
    if clues.named and clues.named is not kind:
        return KIND_WORDS[clues.named], kind
    if clues.named is Kind.SINGLE and len(set(clues.letters)) > 1:
        return KIND_WORDS[Kind.SINGLE], Kind.MULTIPLE
    return None
