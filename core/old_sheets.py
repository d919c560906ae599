"""Reads the old .xls format in a process of its own, with bounds on memory and time.

Nothing measures such a file beforehand, and one forged cell makes the reading library ask for more
memory than there is, which ends its process. That process must not be the server.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

MAX_MEMORY = 1024**3
MAX_SECONDS = 30
MAX_CELLS = 1_000_000


class Unreadable(Exception):
    """Says why the other process gave no sheets: `encrypted`, `large` or `torn`."""


def read_apart(content: bytes) -> list[dict[str, Any]]:
    """The sheets of an .xls: name, hidden, rows of cells, spans (top, left, bottom, right from 0)."""
    command = [sys.executable, "-I", str(Path(__file__))]
    try:
        done = subprocess.run(  # noqa: S603 - this very file, and the content only by its input
            command, input=content, capture_output=True, timeout=MAX_SECONDS, check=False
        )
        answer: Any = json.loads(done.stdout) if done.returncode == 0 else {"error": "torn"}
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Unreadable("torn") from error
    if "error" in answer:
        raise Unreadable(answer["error"])
    sheets: list[dict[str, Any]] = answer["sheets"]
    for sheet in sheets:
        sheet["rows"] = [tuple(_value(cell) for cell in row) for row in sheet["rows"]]
    return sheets


def _value(cell: Any) -> object:
    if not isinstance(cell, list):
        return cell
    kind, text = cell
    if kind == "timedelta":
        return dt.timedelta(seconds=float(text))
    readers: dict[str, Any] = {"date": dt.date, "datetime": dt.datetime, "time": dt.time}
    return readers[kind].fromisoformat(text)


def _told(value: object) -> object:
    if isinstance(value, dt.timedelta):
        return ["timedelta", value.total_seconds()]
    if isinstance(value, (dt.date, dt.time)):
        return [type(value).__name__, value.isoformat()]
    return value


def _sheets_of(content: bytes) -> dict[str, Any]:
    from python_calamine import (
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    sheets = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                return {"error": "large"}
            rows = sheet.to_python(skip_empty_area=False)
            sheets.append(
                {
                    "name": meta.name,
                    "hidden": meta.visible != SheetVisibleEnum.Visible,
                    "rows": [[_told(cell) for cell in row] for row in rows],
                    "spans": [(*a, *b) for a, b in sheet.merged_cell_ranges or ()],
                }
            )
    return {"sheets": sheets}


def main() -> None:
    """The child: reads the file from its input, writes what it found as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = _sheets_of(sys.stdin.buffer.read())
    except Exception as error:  # noqa: BLE001 - whatever it is, the file cannot be read
        encrypted = "password" in str(error).lower() or "encrypt" in str(error).lower()
        answer = {"error": "encrypted" if encrypted else "torn"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
