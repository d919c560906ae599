"""The bare thing that check-in is measured against: one Flask view, one row, SQLAlchemy Core."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from flask import Flask, Response, request
from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
)

from core.db import WRITE, make_durable
from core.serve import LISTENERS, Turnstile

METADATA = MetaData()
ROW = Table(
    "bench_row",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("lesson", Integer, index=True),
    Column("name", String(80)),
    Column("at", DateTime),
)


def _engine() -> Engine:
    engine = create_engine(os.environ["BENCH_DATABASE"])
    make_durable(engine)
    return engine


def application() -> Flask:
    """On the same database with the same pragmas, and nothing else around it."""
    app = Flask("bare")
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    engine = _engine()

    @app.post("/bare")
    def bare() -> Response:
        values = {"lesson": 1, "name": request.form["name"], "at": datetime.now(UTC)}
        with (
            engine.connect().execution_options(**{WRITE: True}) as connection,
            connection.begin(),
        ):
            connection.execute(insert(ROW), values)
        return Response("ok", mimetype="text/plain")

    return app


def main() -> None:
    """Serves it as Jixun is served."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    engine = _engine()
    METADATA.create_all(engine)
    engine.dispose()
    app = application()
    Granian(
        "bench.reference:application",
        address="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=LISTENERS,
        backlog=2048,
        log_level=LogLevels.warning,
    ).serve(target_loader=lambda: Turnstile(app), wrap_loader=False)


if __name__ == "__main__":
    main()
