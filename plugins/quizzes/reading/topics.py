"""Topics out of the paths by which Moodle keeps its questions."""

from __future__ import annotations

import re

from plugins.quizzes.reading.building import tidy

NOWHERE = re.compile(r"\$(?:course|system|module|cat\d*|category)\$|top", re.IGNORECASE)


def topic_in(path: str) -> str:
    """`$course$/top/党史/二大` is 党史/二大."""
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", tidy(path))]
    return "/".join(part for part in parts if part and not NOWHERE.fullmatch(part))
