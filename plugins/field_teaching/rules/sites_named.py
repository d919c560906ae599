"""Which site of the library a text names."""

from __future__ import annotations

from collections.abc import Sequence

SHORTEST = 3


def site_named(sites: Sequence[tuple[int, str]], *texts: str) -> int | None:
    """The site whose name stands in the first of these texts that names any; the longest name wins."""
    for text in texts:
        there = _plain(text)
        exact = [key for key, name in sites if _plain(name) == there]
        if there and exact:
            return exact[0]
        within = [
            (len(_plain(name)), key)
            for key, name in sites
            if len(_plain(name)) >= SHORTEST and _plain(name) in there
        ]
        if within:
            return max(within)[1]
    return None


def _plain(text: str) -> str:
    return "".join(text.split())
