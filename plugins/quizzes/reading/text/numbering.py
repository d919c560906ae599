"""Whether a number opens a question, or only a point of an answer; and whether a line without one does."""

from __future__ import annotations

from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.pieces import FIRM_STYLES, JUDGED_END, Piece, Start
from plugins.quizzes.reading.text.plain import plain
from plugins.quizzes.reading.text.state import Mode, Walk

SECOND_STYLES = frozenset({"circled", "roman", "chinese"})
WEAK_STYLES = frozenset({"weak", "alone"})
LONGEST_LIST = 99


def is_question(walk: Walk, at: int, piece: Piece) -> bool:
    """Whether this number opens a question here.

    A number says little by itself: what counts is whether it is the next, whether it goes on with a list
    inside the answer, and whether what follows gives itself away as a question.
    """
    if piece.start is None or piece.start.style in FIRM_STYLES:
        return piece.start is not None
    if piece.start.style in SECOND_STYLES | WEAK_STYLES or _is_lesser(walk, piece.start.style):
        return _opens_in_other_style(walk, at, piece.start)
    if walk.mode is Mode.NOTHING:
        return True
    number, shows = piece.start.number, walk.ahead.shows_question(at)
    if number == walk.last + 1:
        return shows or walk.points == 0 or number != walk.points + 1
    if shows:
        return number in (1, walk.points + 1) or number > walk.last or _is_complete(walk)
    return walk.mode is Mode.QUESTION and number > walk.last and _is_complete(walk)


def _is_lesser(walk: Walk, style: str) -> bool:
    """(1) below 1. is mostly a part of it."""
    inside = walk.mode is not Mode.NOTHING and walk.block is not None
    return style == "round" and inside and walk.blocks[-1].style != "round"


def _opens_in_other_style(walk: Walk, at: int, start: Start) -> bool:
    """A number that is often none, or in another manner than the last, has to show more."""
    shows, due = walk.ahead.shows_question(at), start.number == walk.last + 1
    if start.style in WEAK_STYLES:
        return due and shows
    return shows and _is_complete(walk) and (due or start.number == 1)


def _is_complete(walk: Walk) -> bool:
    """Whether the question that was begun last lacks nothing, so that another may follow."""
    block = walk.block
    if block is None or walk.mode in (Mode.NOTHING, Mode.KEY):
        return True
    return block.has_options or block.is_answered


def begins_unnumbered(walk: Walk, at: int, piece: Piece) -> bool:
    """Whether a plain line opens a question that bears no number."""
    if piece.start or words.OPTION_START.match(piece.plain) or not walk.ahead.shows_question(at):
        return False
    if walk.block is None or walk.mode is Mode.NOTHING:
        return True
    if walk.mode is Mode.QUESTION:
        return _follows_unlabelled(walk, at, piece)
    return _follows_answer(walk, at, piece)


def _follows_answer(walk: Walk, at: int, piece: Piece) -> bool:
    """After an answer or an explanation, each of which may go on over several lines."""
    answered, optioned = walk.ahead.has_answer(at), walk.ahead.has_options(at)
    if walk.mode is Mode.ANSWER and words.STRONG.match(plain(walk.blocks[-1].answers[0])):
        return answered or optioned or bool(JUDGED_END.search(piece.plain))
    if walk.mode is Mode.ANSWER:
        return piece.gap and answered
    if walk.mode is Mode.EXPLANATION and answered and optioned:
        return True
    return piece.gap and (answered or optioned)


def _follows_unlabelled(walk: Walk, at: int, piece: Piece) -> bool:
    """After a question whose answer stands in its bracket: does another such question follow?"""
    block = walk.block
    if block is None or not block.has_inline:
        return False
    if JUDGED_END.search(piece.plain) and not block.has_options:
        return bool(JUDGED_END.search(plain(block.text[-1])))
    return (
        block.has_options and bool(words.CHOSEN.search(piece.plain)) and walk.ahead.has_options(at)
    )


def last_point(plain_text: str) -> int:
    """How far a list 1、2、3、 inside an answer goes, 0 where there is none."""
    reached = 0
    for match in words.POINT.finditer(plain_text):
        if int(match["number"]) == reached + 1 and reached < LONGEST_LIST:
            reached += 1
    return reached


def next_point(reached: int, piece: Piece) -> int:
    """How far the list goes after this line."""
    if piece.start and piece.start.number == reached + 1:
        return reached + 1
    return reached
