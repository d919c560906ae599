"""Reads the questions of a Word file: its paragraphs and tables become lines of text, then it is read as such.

Word numbers by rules that are not in the text; `numbering` restores what the reader of the page sees. Two
private signs travel with the text: MARK after what the author marked by colour, shade, bold or underline, and
one sign for each picture. `findings` makes options, answers and pictures of them.
"""

from __future__ import annotations

from dataclasses import replace

from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.reading.text import read_text
from plugins.quizzes.reading.word.findings import found_in, unsigned
from plugins.quizzes.reading.word.lines import lines_of
from plugins.quizzes.reading.word.package import opened

__all__ = ["DOCX", "read_docx"]

DOCX = "docx"


def read_docx(content: bytes) -> Reading:
    """Every question of a .docx with its pictures; `line` counts the lines as the page shows them.

    Raises `Refused` for what is no .docx, for a password, macros, a bomb, and what leads out of the file.
    """
    package = opened(content)
    written = lines_of(package)
    reading = read_text("\n".join(written.lines))
    return Reading(
        DOCX,
        tuple(found_in(read, written.pictures) for read in reading.found),
        tuple(replace(one, source=unsigned(one.source)) for one in reading.refused),
        tuple(replace(one, source=unsigned(one.source)) for one in reading.skipped),
        files=written.files,
    )
