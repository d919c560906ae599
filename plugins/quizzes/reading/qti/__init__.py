"""Questions in QTI 2.x and 3.0: one item, or a package with its manifest and pictures.

The names of QTI 3 (qti-choice-interaction) are read as those of QTI 2 (choiceInteraction); see `reading.xml`.
What each interaction becomes stands in `interactions`; whatever is none of those is refused by name.
"""

from __future__ import annotations

from plugins.quizzes.reading.archives import unpacked
from plugins.quizzes.reading.building import reading_of, refuse_too_many
from plugins.quizzes.reading.gallery import Gallery
from plugins.quizzes.reading.qti.items import item_in
from plugins.quizzes.reading.qti.package import Part, parts_of
from plugins.quizzes.reading.terms import Reading


def read_qti(content: bytes) -> Reading:
    """The questions of an item or a package; in a package `line` is the item's number, else its line.

    Tests and everything else in a package are named among the skipped.
    """
    gallery = Gallery()
    if content.startswith(b"PK"):
        files = unpacked(content)
        parts = list(parts_of(files))
    else:
        files, parts = {}, [Part(0, "", content)]
    refuse_too_many(len(parts))
    read = [one.refused or item_in(one, files, gallery) for one in parts]
    return reading_of("qti", read, gallery)
