"""What the log says: one line for each finding, with the number that stands on the person's page."""

from __future__ import annotations

import logging

from flask import g, has_app_context

FORMAT = "%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s"


class Numbered(logging.Formatter):
    """Puts the number of the request beside every line that is written while it is answered."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; outside a request the number is a dash."""
        record.request_id = (g.get("request_id") if has_app_context() else None) or "-"
        return super().format(record)


def start(level: str) -> None:
    """Sends all lines to stderr, once for each process, unless somebody set logging up already."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("huey").setLevel(logging.WARNING)
    logging.getLogger("pikepdf").setLevel(logging.WARNING)
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(Numbered(FORMAT))
    root.addHandler(handler)
    root.setLevel(level)
