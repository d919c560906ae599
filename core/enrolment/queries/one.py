"""One row, or the page that says there is none."""

from __future__ import annotations

from typing import TypeVar

from core.errors import NotFound

Row = TypeVar("Row")


def there(found: Row | None) -> Row:
    """The row that an id or a link names; NotFound where there is none."""
    if found is None:
        raise NotFound
    return found
