"""Runs every measurement, prints a table and writes instance/bench.json."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import certificates, check_in, pages, quiz
from core import config

MEASUREMENTS = {"check_in": check_in, "pages": pages, "certificates": certificates, "quiz": quiz}


def main(names: list[str]) -> None:
    """All of them, or those that are named."""
    screen, figures = Console(), dict[str, dict[str, Any]]()
    for name in names or MEASUREMENTS:
        with screen.status(f"measuring {name} …"):
            figures |= MEASUREMENTS[name].measure()
    table = Table("what", "value", "unit", "against", "ratio")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, line in figures.items():
        table.add_row(name, *(str(line[key]) for key in ("value", "unit", "reference", "ratio")))
    screen.print(table)
    folder = config.instance_folder()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "bench.json"
    target.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    screen.print(f"written to {target}")


if __name__ == "__main__":
    main(sys.argv[1:])
