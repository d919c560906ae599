"""What the acts of 测验 are called in the journal of a class."""

from __future__ import annotations

from core.contributions import JournalAct
from plugins.quizzes.journal import bank, hall, marking, sittings, taking, writing
from plugins.quizzes.terms import NAME


def journal_acts() -> list[JournalAct]:
    """Every act that services of 测验 note, in words."""
    words = {
        **bank.ACT_WORDS,
        **taking.ACT_WORDS,
        **sittings.ACT_WORDS,
        **writing.ACT_WORDS,
        **marking.ACT_WORDS,
        **hall.ACT_WORDS,
    }
    return [JournalAct(f"{NAME}.{name}", title) for name, title in words.items()]
