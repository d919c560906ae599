"""How Alembic runs for one owner; core/migrate.py hands in the owner and the connection."""

from typing import Any

from alembic import context

from core.db import db

owner = context.config.attributes["owner"]
plugin_names = context.config.attributes["plugin_names"]
connection = context.config.attributes["connection"]


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Sees only the tables of this owner, so that nobody's tables are dropped by another."""
    return kind != "table" or (name is not None and owner.owns(name, plugin_names))


def include_object(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """The same for the models' side."""
    return kind != "table" or (name is not None and owner.owns(name, plugin_names))


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Writes our own types by what they are in the database."""
    if kind == "type" and type(item).__module__ == "core.db":
        return "sa.DateTime()"
    return False


context.configure(
    connection=connection,
    target_metadata=db.metadata,
    version_table=owner.version_table,
    render_as_batch=True,
    include_name=include_name,
    include_object=include_object,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
