"""Walks the pieces of a paste from first to last and tells questions from points, keys and remarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.limits import MOST_QUESTIONS
from plugins.quizzes.reading.terms import Refusal, Skipped
from plugins.quizzes.reading.text import numbering
from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.blocks import Block, Key, KeyGroup, Section, section_of
from plugins.quizzes.reading.text.keys import Entry
from plugins.quizzes.reading.text.pieces import Piece
from plugins.quizzes.reading.text.state import Ahead, Mode, Points, Walk
from plugins.quizzes.reading.text.vocabulary import Sort

FAR = 500
"""Among how many questions it is looked for one that waits for the key."""
HEADING = _("标题")
REMARK = _("标题或说明")
NOISE = _("平台导出的作答记录")
KEY = _("答案表，已对到各题")


def walked(pieces: Sequence[Piece]) -> Walk:
    """The whole walk. Raises `Refused` where there are more questions than may be read at once."""
    walk = Walk(pieces, Ahead(pieces))
    for at, piece in enumerate(pieces):
        STEPS[piece.sort](walk, at, piece)
        if len(walk.blocks) + len(walk.refused) > MOST_QUESTIONS:
            words_ = _("题目超过 %(most)d 道，没有读取。请分成几份再传。", most=MOST_QUESTIONS)
            raise Refused(Problem("too_many_questions", words_, "file"))
    return walk


def _skip(walk: Walk, piece: Piece, why: str) -> None:
    walk.skipped.append(Skipped(piece.line, piece.raw.strip(), why))


def _heading(walk: Walk, at: int, piece: Piece) -> None:
    section = section_of(piece)
    if walk.mode is Mode.KEY and _is_key_next(walk, at + 1):
        walk.lists[-1].groups.append(KeyGroup(section))
    else:
        walk.section, walk.mode = section, Mode.NOTHING
    _skip(walk, piece, HEADING)


def _is_key_next(walk: Walk, at: int) -> bool:
    """Whether the next thing said is an entry of a key."""
    while at < len(walk.pieces) and walk.pieces[at].sort in (Sort.NOISE, Sort.HEADING):
        at += 1
    if at == len(walk.pieces):
        return False
    piece = walk.pieces[at]
    if piece.sort is Sort.KEY_LINE:
        return True
    if piece.sort is not Sort.START:
        return False
    if words.STRONG.match(piece.said_plain):
        return True
    return not walk.ahead.shows_question(at) and _waits(walk, piece)


def _waits(walk: Walk, piece: Piece) -> bool:
    """Whether earlier questions wait for a key, and the first that does has this number."""
    waiting = [block for block in walk.blocks[-FAR:] if not block.is_answered]
    number = piece.start.number if piece.start else 0
    return len(waiting) > 1 and number in (waiting[0].number, 1)


def _start(walk: Walk, at: int, piece: Piece) -> None:
    if piece.start is None:
        return
    if walk.mode is Mode.KEY and _key_entry(walk, at, piece):
        return
    if words.STRONG.match(piece.said_plain) and not walk.ahead.shows_question(at):
        _open_key(walk)
        _key_entry(walk, at, piece)
    elif numbering.is_question(walk, at, piece):
        _open(walk, piece)
    elif numbering.is_chapter(walk, at, piece):
        walk.section, walk.mode = Section(titled=True), Mode.NOTHING
        _skip(walk, piece, HEADING)
    else:
        _text(walk, at, piece)


def _open(walk: Walk, piece: Piece) -> None:
    """Begins a question; where the numbers start again without a heading, the heading's word ends."""
    style = piece.start.style if piece.start else "none"
    number = piece.start.number if piece.start else 0
    doubts: list[tuple[str, dict[str, object]]] = []
    if style == "broken":
        number = walk.last + 1
        doubts.append(("broken_counter", {"number": number}))
    elif style in ("none", "label"):
        number = 0
    elif number <= walk.last:
        if walk.mode is not Mode.NOTHING:
            walk.section = Section()
            if number != 1:
                doubts.append(("number_repeated", {"number": number}))
        walk.run += 1
    elif walk.last and number > walk.last + 1 and walk.mode is not Mode.NOTHING:
        doubts.append(("number_jump", {"last": walk.last, "number": number}))
    walk.last = number or walk.last
    block = Block(walk.section, number, walk.run, style, piece.line, doubts=doubts)
    block.pieces.append(piece)
    block.add_text(piece.said, piece.said_plain, piece.line)
    walk.blocks.append(block)
    walk.mode, walk.points = Mode.QUESTION, Points()


def _open_key(walk: Walk) -> None:
    if walk.mode is not Mode.KEY:
        walk.lists.append(Key(len(walk.blocks)))
        walk.mode = Mode.KEY


def _key_entry(walk: Walk, at: int, piece: Piece) -> bool:
    """Takes the piece as an entry of the key, unless it is a question after all."""
    value = words.STRONG.match(piece.said_plain)
    said = value["value"] if value else piece.said.strip()
    if said and not value and walk.ahead.shows_question(at):
        return False
    number = piece.start.number if piece.start else 0
    walk.lists[-1].add(Entry(number, said), piece)
    _skip(walk, piece, KEY)
    return True


def _key_line(walk: Walk, _at: int, piece: Piece) -> None:
    _open_key(walk)
    for entry in piece.entries:
        walk.lists[-1].add(entry, piece)
    _skip(walk, piece, KEY)


def _key_title(walk: Walk, at: int, piece: Piece) -> None:
    if _is_key_next(walk, at + 1):
        walk.mode = Mode.NOTHING if walk.mode is Mode.KEY else walk.mode
        _open_key(walk)
        _skip(walk, piece, HEADING)
    elif walk.block is None or walk.mode in (Mode.NOTHING, Mode.KEY):
        _skip(walk, piece, HEADING)
    else:
        _answer(walk, at, piece)


def _answer(walk: Walk, _at: int, piece: Piece) -> None:
    if walk.mode is Mode.KEY and walk.lists[-1].last:
        walk.lists[-1].replace_last(piece.said.strip())
        _skip(walk, piece, KEY)
    elif walk.block is None or walk.mode in (Mode.NOTHING, Mode.KEY):
        problem = Problem("answer_without_question", _("有答案，却没有题目。"))
        walk.refused.append(Refusal(piece.line, piece.raw.strip(), problem))
    else:
        walk.block.pieces.append(piece)
        walk.block.add_answer(piece.said)
        walk.mode, walk.points = Mode.ANSWER, numbering.points_in(piece.said_plain)


def _explanation(walk: Walk, _at: int, piece: Piece) -> None:
    if walk.block is None or walk.mode is Mode.NOTHING:
        _skip(walk, piece, REMARK)
    elif walk.mode is Mode.KEY:
        if walk.lists[-1].last:
            value = walk.lists[-1].groups[-1].entries[-1][0].value
            walk.lists[-1].replace_last(value, explanation=piece.said.strip())
        _skip(walk, piece, KEY)
    else:
        walk.block.pieces.append(piece)
        walk.block.explanation.append(piece.said)
        walk.mode, walk.points = Mode.EXPLANATION, numbering.points_in(piece.said_plain)


def _meta(walk: Walk, _at: int, piece: Piece) -> None:
    if walk.block is None or walk.mode in (Mode.NOTHING, Mode.KEY):
        _skip(walk, piece, REMARK)
    else:
        walk.block.pieces.append(piece)
        walk.block.meta.append((piece.name, piece.said))


def _noise(walk: Walk, _at: int, piece: Piece) -> None:
    _skip(walk, piece, NOISE)


def _text(walk: Walk, at: int, piece: Piece) -> None:
    block = walk.block
    if numbering.begins_unnumbered(walk, at, piece):
        _open(walk, Piece(piece.line, piece.raw, piece.plain, Sort.TEXT))
    elif block is None or walk.mode is Mode.NOTHING:
        _skip(walk, piece, REMARK)
    elif walk.mode is Mode.KEY:
        _continue_key(walk, piece)
    else:
        block.pieces.append(piece)
        _continue(walk, block, piece)


def _continue_key(walk: Walk, piece: Piece) -> None:
    group = walk.lists[-1].groups[-1] if walk.lists[-1].groups else None
    if group and group.entries and not words.STRONG.match(group.entries[-1][0].value):
        walk.lists[-1].replace_last(f"{group.entries[-1][0].value}\n{piece.raw.strip()}")
    _skip(walk, piece, KEY)


def _continue(walk: Walk, block: Block, piece: Piece) -> None:
    """A further line of what the question is in the middle of; options may follow the answer."""
    walk.points = walk.points.after(piece.start)
    options = words.OPTION_START.match(piece.plain)
    if walk.mode is Mode.QUESTION or (options and not block.has_options):
        walk.mode = Mode.QUESTION
        block.add_text(piece.raw, piece.plain, piece.line)
    elif walk.mode is Mode.ANSWER:
        block.add_answer(piece.raw)
    else:
        block.explanation.append(piece.raw)


STEPS: dict[Sort, Callable[[Walk, int, Piece], None]] = {
    Sort.HEADING: _heading,
    Sort.START: _start,
    Sort.ANSWER: _answer,
    Sort.EXPLANATION: _explanation,
    Sort.META: _meta,
    Sort.KEY_TITLE: _key_title,
    Sort.KEY_LINE: _key_line,
    Sort.NOISE: _noise,
    Sort.TEXT: _text,
}
