"""Why one question of a file is not taken, raised where that is found."""

from __future__ import annotations

from typing import Any


class NotRead(Exception):
    """A question that cannot be read; the reader of the file makes a refusal of it."""

    def __init__(self, code: str, message: Any) -> None:
        super().__init__(code)
        self.code, self.message = code, message
