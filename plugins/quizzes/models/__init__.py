"""The tables of 测验."""

from __future__ import annotations

from plugins.quizzes.models.attempts import Attempt, SavedAnswer
from plugins.quizzes.models.bank import Question, QuestionImport, QuestionPicture, QuestionVersion
from plugins.quizzes.models.hall import Exchange, ExchangeQuestion, Poll, PollVote
from plugins.quizzes.models.marks import Appeal, Mark, Marking, Regrade
from plugins.quizzes.models.papers import (
    IssuedPaper,
    Paper,
    PaperQuestion,
    PaperSection,
    Sitting,
    SittingExtra,
    SittingGuest,
)

__all__ = [
    "Appeal",
    "Attempt",
    "Exchange",
    "ExchangeQuestion",
    "IssuedPaper",
    "Mark",
    "Marking",
    "Paper",
    "PaperQuestion",
    "PaperSection",
    "Poll",
    "PollVote",
    "Question",
    "QuestionImport",
    "QuestionPicture",
    "QuestionVersion",
    "Regrade",
    "SavedAnswer",
    "Sitting",
    "SittingExtra",
    "SittingGuest",
]
