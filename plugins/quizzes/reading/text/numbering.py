"""Whether a number opens a question, or only a point of an answer; and whether a line without one does."""

from __future__ import annotations

from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.pieces import FIRM_STYLES, JUDGED_END, Piece, Start
from plugins.quizzes.reading.text.plain import plain
from plugins.quizzes.reading.text.state import Mode, Points, Walk
from plugins.quizzes.terms import Kind

SECOND_STYLES = frozenset({"circled", "roman", "chinese"})
WEAK_STYLES = frozenset({"weak", "alone"})
LONGEST_TITLE = 60
LISTS = (("plain", words.POINT), ("round", words.ROUND_POINT), ("circled", words.CIRCLE_POINT))
NEAR = 6
"""How many pieces a question without a number may take to show itself."""


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
    listed = walk.points.goes_on(piece.start)
    if number == walk.last + 1:
        return not listed or (shows and not _pairs(walk))
    if shows and not (listed and walk.mode is Mode.QUESTION):
        return number in (1, walk.points.reached + 1) or number > walk.last or _is_complete(walk)
    return walk.mode is Mode.QUESTION and number > walk.last and _is_complete(walk)


def _pairs(walk: Walk) -> bool:
    """Whether a question is being read whose own lists are numbered."""
    return walk.section.kind is Kind.MATCH and walk.mode is Mode.QUESTION


def is_chapter(walk: Walk, at: int, piece: Piece) -> bool:
    """Whether 二、党的纪律 is the title of what follows: a question comes next."""
    following = walk.pieces[at + 1] if at + 1 < len(walk.pieces) else None
    return bool(
        piece.start
        and piece.start.style == "chinese"
        and len(piece.plain) <= LONGEST_TITLE
        and following
        and following.start
        and following.start.number in (1, walk.last + 1)
        and walk.ahead.shows_question(at + 1)
    )


def _is_lesser(walk: Walk, style: str) -> bool:
    """(1) below 1. is mostly a part of it."""
    inside = walk.mode is not Mode.NOTHING and walk.block is not None
    return style == "round" and inside and walk.blocks[-1].style != "round"


def _opens_in_other_style(walk: Walk, at: int, start: Start) -> bool:
    """A number that is often none, or in another manner than the last, has to show more."""
    shows, due = walk.ahead.shows_question(at), start.number == walk.last + 1
    if start.style in WEAK_STYLES:
        return due and shows
    opens = shows and _is_complete(walk) and not walk.points.goes_on(start)
    return opens and (due or start.number == 1)


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
        return _shows_soon(walk, at)
    if walk.mode is Mode.QUESTION:
        return _follows_unlabelled(walk, at, piece)
    return _follows_answer(walk, at, piece)


def _shows_soon(walk: Walk, at: int) -> bool:
    """A title stands apart from what follows; a question shows itself before the next empty line."""
    for piece in walk.pieces[at : at + NEAR]:
        if piece.gap and piece is not walk.pieces[at]:
            return False
        if piece.shows_question():
            return True
    return False


def _follows_answer(walk: Walk, at: int, piece: Piece) -> bool:
    """After an answer or an explanation, each of which may go on over several lines."""
    answered, optioned = walk.ahead.has_answer(at), walk.ahead.has_options(at)
    if walk.mode is Mode.ANSWER and words.STRONG.match(plain(walk.blocks[-1].answers[0])):
        return answered or optioned or bool(JUDGED_END.search(piece.plain))
    if walk.mode is Mode.ANSWER:
        return piece.gap and answered
    if walk.mode is Mode.EXPLANATION and answered and optioned:
        return True
    return piece.gap and (answered or optioned or bool(JUDGED_END.search(piece.plain)))


def _follows_unlabelled(walk: Walk, at: int, piece: Piece) -> bool:
    """After a question whose answer stands in its bracket: does another such question follow?"""
    block = walk.block
    if block is None or not block.has_inline:
        return False
    if JUDGED_END.search(piece.plain) and not block.has_options:
        return bool(JUDGED_END.search(plain(block.text[-1])))
    chosen = piece.gap or bool(words.CHOSEN.search(piece.plain))
    return block.has_options and chosen and walk.ahead.has_options(at)


def points_in(plain_text: str) -> Points:
    """How far a list inside an answer goes: 1、2、3、 or ①②③."""
    for style, pattern in LISTS:
        reached = 0
        for match in pattern.finditer(plain_text):
            reached += words.number_in(match["number"]) == reached + 1
        if reached:
            return Points(reached, style)
    return Points()
