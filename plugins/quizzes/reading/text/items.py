"""Makes the item of a block, and says how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plugins.quizzes.reading.terms import Read
from plugins.quizzes.reading.text import answers, doubts, pairs, stems
from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.blocks import Block
from plugins.quizzes.reading.text.kinds import Clues, contradiction, kind_of
from plugins.quizzes.reading.text.options import Options, options_of
from plugins.quizzes.reading.text.plain import MARK, plain, tidy
from plugins.quizzes.rules.items import Answer, Item, Point
from plugins.quizzes.rules.quality import problems_of
from plugins.quizzes.terms import BLANK, KIND_WORDS, Kind, Level

CHOICES = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.ORDER})


@dataclass
class Draft:
    """An item on its way: what is known of it, and every guess that was made."""

    block: Block
    stem: str
    options: Options
    kind: Kind = Kind.ESSAY
    answer: Answer = None
    targets: tuple[str, ...] = ()
    in_order: bool = True
    points: tuple[Point, ...] = ()
    explanation: list[str] = field(default_factory=list)
    guesses: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def doubt(self, code: str, **told: Any) -> None:
        """Remembers a guess."""
        if code not in [known for known, _told in self.guesses]:
            self.guesses.append((code, told))


def read_of(block: Block) -> Read:
    """The question of a block beside its source; a draft where a rule or a guess asks for a person."""
    raw = "\n".join(block.text)
    options = options_of(raw, plain(raw))
    stem = stems.stem_of(raw[: options.begins])
    draft = Draft(block, stem.text, options, guesses=list(block.doubts))
    draft.explanation += [line for line in map(tidy, block.explanation) if line]
    clues = Clues.of(block, stem, options)
    draft.kind = kind_of(clues)
    _tell_contradiction(draft, clues)
    ANSWERERS.get(draft.kind, _choose)(draft)
    if block.style == "none":
        draft.doubt("no_number")
    item = _item(draft, stem)
    problems = problems_of(item)
    codes = [code for code, _told in draft.guesses]
    is_draft = bool(problems) or doubts.needs_person(codes)
    return Read(
        item,
        block.line,
        block.source,
        doubts.confidence(codes, draft=is_draft),
        is_draft,
        (*problems, *(doubts.problem(code, told) for code, told in draft.guesses)),
    )


def _tell_contradiction(draft: Draft, clues: Clues) -> None:
    told = contradiction(clues, draft.kind)
    if told:
        draft.doubt("type_contradicts", told=told[0], seems=KIND_WORDS[told[1]])
    elif clues.unclear and draft.kind is Kind.ESSAY:
        draft.doubt("no_kind")


def _written(block: Block) -> list[str]:
    """The answers below the question and in keys, each once."""
    below = "\n".join(filter(None, (line.strip() for line in block.answers))).replace(MARK, "")
    found = [below] if below else []
    return found + [entry.value for entry in block.keyed if entry.value.strip()]


def _choose(draft: Draft) -> None:
    """Letters: below, in a key, or in the stem's bracket; where they differ a person must look."""
    found = [*_letters_written(draft), *_letters_in_bracket(draft)]
    _agree(draft, found)
    draft.stem = stems.with_holes(draft.stem)
    draft.answer = found[0] if found else None
    if draft.kind is Kind.MULTIPLE and found and len(found[0]) == 1:
        draft.doubt("one_of_several")
    if draft.options.texts and not draft.options.in_sequence:
        draft.doubt("option_letters")


def _letters_written(draft: Draft) -> Iterator[str]:
    for written in _written(draft.block):
        told = answers.letters_in(written, draft.options)
        if told is None:
            draft.doubt("answer_unreadable", said=tidy(written)[:20])
            continue
        if told.by_number:
            draft.doubt("answer_by_number")
        if told.rest:
            draft.explanation.insert(0, tidy(told.rest))
            draft.doubt("answer_tail")
        yield _sorted(told.letters, draft.kind)


def _letters_in_bracket(draft: Draft) -> Iterator[str]:
    """Letters in a bracket are no answer where the answer stands below and another bracket is empty."""
    bracket = stems.chosen_in(draft.stem, draft.options.letters)
    empty = words.HOLE.search(plain(draft.stem))
    if bracket and not (empty and _written(draft.block)):
        draft.stem = stems.emptied(draft.stem, bracket)
        yield _sorted(draft.options.canonical(stems.letters_of(bracket)), draft.kind)


def _agree(draft: Draft, found: list[str]) -> None:
    if len(set(found)) > 1:
        draft.doubt("two_answers", answers="、".join(dict.fromkeys(found)))


def _sorted(letters: str, kind: Kind) -> str:
    return letters if kind is Kind.ORDER else "".join(sorted(set(letters)))


def _judge(draft: Draft) -> None:
    """Right or wrong: a sign in a bracket, a word below, or the letter of 正确 and 错误."""
    found: list[bool] = []
    for written in _written(draft.block):
        said = _judgement(written, draft.options)
        if said is None:
            draft.doubt("answer_unreadable", said=tidy(written)[:20])
        else:
            found.append(said)
    bracket = stems.judged_in(draft.stem) or _lettered_bracket(draft)
    if bracket:
        said = _judgement(bracket[1], draft.options)
        if said is not None:
            found.append(said)
            draft.stem = stems.emptied(draft.stem, bracket)
    draft.stem = stems.with_holes(draft.stem)
    _agree(draft, ["对" if one else "错" for one in found])
    draft.answer = found[0] if found else None
    draft.options = Options("", (), 0)


def _lettered_bracket(draft: Draft) -> re.Match[str] | None:
    return stems.chosen_in(draft.stem, draft.options.letters) if draft.options.texts else None


def _judgement(written: str, options: Options) -> bool | None:
    text = plain(written).strip()
    head = re.split(r"[。.,;\n]", text)[0]
    if not options.texts:
        said = words.judgement(text)
        return words.judgement(head) if said is None else said
    told = answers.letters_in(written, options)
    if told and len(told.letters) == 1 and told.letters in "AB":
        place = "AB".index(told.letters)
        return words.judgement(plain(options.texts[place]))
    return words.judgement(head)


def _fill(draft: Draft) -> None:
    """The blanks, each with all that is accepted in it."""
    written = _written(draft.block)
    draft.stem = stems.with_blanks(draft.stem)
    count = draft.stem.count(BLANK)
    if written:
        told = answers.blanks_in(written[0], count)
        draft.answer, draft.in_order = told.blanks, told.in_order
        if any("/" in text for blank in told.blanks for text in blank.accepted):
            draft.doubt("slash")
    elif not count:
        draft.stem, said = stems.filled_in(draft.stem)
        if said:
            told = answers.blanks_in("\n".join(said), len(said))
            draft.answer = told.blanks
            draft.doubt("filled_in")


def _write(draft: Draft) -> None:
    written = "\n".join(
        line for part in _written(draft.block) for line in map(tidy, part.split("\n")) if line
    )
    draft.stem = stems.with_holes(draft.stem)
    draft.answer = written or None
    draft.points = answers.points_in(written)


def _pair(draft: Draft) -> None:
    made = pairs.pairs_of("\n".join(draft.block.text), _written(draft.block))
    if made is None:
        _choose(draft)
        return
    draft.stem = stems.with_holes(stems.stem_of(made.stem).text)
    draft.options = Options("", made.left, 0)
    draft.targets, draft.answer = made.right, made.letters or None


ANSWERERS = {
    Kind.JUDGE: _judge,
    Kind.BLANK: _fill,
    Kind.ESSAY: _write,
    Kind.MATCH: _pair,
}


def _item(draft: Draft, stem: stems.Stem) -> Item:
    told = _told(draft.block)
    points = stem.points or _number(told.get("score", "")) or draft.block.section.points
    return Item(
        draft.kind,
        draft.stem,
        () if draft.kind in (Kind.BLANK, Kind.ESSAY) else draft.options.texts,
        draft.answer,
        targets=draft.targets,
        score=points,
        explanation="\n".join(draft.explanation),
        in_order=draft.in_order,
        points=draft.points,
        source=told.get("source", ""),
        topic=told.get("topic", ""),
        level=_level(told.get("level", "")),
        tags=tuple(re.findall(r"[^\s,，、;；]+", told.get("tags", ""))),
    )


META = {
    "难易程度": "level", "难易度": "level", "难度": "level", "难度系数": "level",
    "知识点": "topic", "考查点": "topic", "考点": "topic", "章节": "topic", "所属章节": "topic",
    "分值": "score", "分数": "score", "出处": "source", "来源": "source", "标签": "tags",
}  # fmt: skip


def _told(block: Block) -> dict[str, str]:
    told: dict[str, str] = {}
    for name, said in block.meta:
        if name in META and tidy(said):
            told.setdefault(META[name], tidy(said).strip("[]【】"))
    return told


def _number(said: str) -> Decimal | None:
    match = re.search(r"\d{1,3}(?:\.\d{1,2})?", plain(said))
    return Decimal(match[0]) if match else None


def _level(said: str) -> Level:
    text = said.lower()
    if re.fullmatch(r"[01]?\.\d+|[01]", text):
        return (
            Level.EASY if float(text) >= 0.7 else Level.MIDDLE if float(text) >= 0.4 else Level.HARD
        )
    return next(
        (level for names, level in words.LEVELS if any(name in text for name in names)),
        Level.UNKNOWN,
    )
