"""The `jixun` command: what an operator says in a terminal."""

from __future__ import annotations

import sys
from copy import copy
from datetime import datetime
from pathlib import Path

import click

from core import clock, migrate, plugins
from core.access.services import create_account
from core.app import create_app
from core.audit import SYSTEM
from core.command_context import complaints, console, with_app
from core.errors import WrongStart
from core.list_commands import export, import_group


class House(click.Group):
    """The command group; plugins' commands come in when the app is made."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Our own commands and those that plugins brought."""
        return sorted(self._whole(context))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Ours first; a plugin cannot take a name of ours, but it may add to a group."""
        own = super().get_command(context, name)
        if own is not None and not isinstance(own, click.Group):
            return own
        return self._whole(context).get(name)

    def _whole(self, context: click.Context) -> dict[str, click.Command]:
        found = dict(self.commands)
        for owner, command in _brought(context):
            if command.name:
                found[command.name] = _joined(found.get(command.name), _inside(command), owner)
        return found


def _brought(context: click.Context) -> list[tuple[str, click.Command]]:
    if context.obj is None:
        context.obj = create_app(testing=False)
    with context.obj.app_context():
        return plugins.gather("register_commands")


def _joined(known: click.Command | None, brought: click.Command, owner: str) -> click.Command:
    """A group that is there already takes in the subcommands of a plugin's group of the same name."""
    if not (isinstance(known, click.Group) and isinstance(brought, click.Group)):
        return known or brought
    taken = sorted(set(known.commands) & set(brought.commands))
    if taken:
        raise WrongStart(f"plugin {owner}: the command `{known.name} {taken[0]}` is there already")
    whole = copy(known)
    whole.commands = {**known.commands, **brought.commands}
    return whole


def _inside(command: click.Command) -> click.Command:
    """Runs a plugin's command with the app's context open."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _inside(inner)
    elif command.callback is not None and not hasattr(command.callback, "jixun_inside"):
        command.callback = with_app(command.callback)
        command.callback.jixun_inside = True  # type: ignore[attr-defined]
    return command


@click.group(cls=House)
def cli() -> None:
    """Jixun 集训: run a training class from the notice to the archive."""


@cli.command("migrate")
@click.option("--check", is_flag=True, help="Only say whether models and migrations agree.")
def migrate_command(check: bool) -> None:
    """Bring the database up to date with the code."""
    if check:
        _check_migrations()
        return
    app = create_app()
    with app.app_context():
        moved = migrate.upgrade()
    console.print(f"migrated: {', '.join(moved)}" if moved else "the database is up to date")


def _check_migrations() -> None:
    """In a database of its own, so that it says the same on every machine."""
    import tempfile

    from core import config

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings=config.load(Path(folder), environ={}))
        with app.app_context():
            migrate.upgrade()
            found = migrate.differences()
    for line in found:
        complaints.print(line)
    console.print("models and migrations agree" if not found else "models and migrations differ")
    sys.exit(1 if found else 0)


@cli.command()
@click.argument("owner")
@click.argument("message")
@with_app
def migration(owner: str, message: str) -> None:
    """Write a migration for OWNER (core, or a plugin) from what its models have become."""
    migrate.write_revision(owner, message)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve Jixun, with its job worker, until it is stopped."""
    from core import serve as serving

    serving.serve(serving.Where(host, port, workers))


@cli.command()
def jobs() -> None:
    """Run background jobs alone, beside servers on other machines."""
    from core import serve as serving

    serving.run_jobs()


@cli.group()
def admin() -> None:
    """Accounts of administrators."""


@admin.command("create")
@click.argument("username")
@click.option("--name", default="", help="The person's name; the sign-in name where none is given.")
@click.password_option()
@with_app
def create_admin(username: str, name: str, password: str) -> None:
    """Make the first administrator, or one more."""
    create_account(
        username, name or username, password, administrator=True, by=SYSTEM, at=clock.now()
    )
    console.print(f"administrator {username} may sign in")


@cli.command()
def check() -> None:
    """Say whether this installation is fit to run, a line for each finding."""
    from core.operations import findings

    app = create_app()
    with app.app_context():
        found = findings()
    for finding in found:
        console.print(
            f"[{'green' if finding.fine else 'red'}]{'✓' if finding.fine else '✗'}[/] {finding.words}"
        )
    sys.exit(0 if all(finding.fine for finding in found) else 1)


@cli.command()
@click.option("--markdown", is_flag=True, help="As docs/hooks.md is written.")
def hooks(markdown: bool) -> None:
    """List every hook and who answers it."""
    from core.hook_book import book, table

    if markdown:
        click.echo(book(), nl=False)
        return
    app = create_app()
    with app.app_context():
        click.echo(table())


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def demo(host: str, port: int) -> None:
    """Make the demonstration class, once, and print how to get in."""
    from core import welcome

    app = create_app()
    with app.app_context():
        migrate.require_current()
        welcome.show(welcome.address_of(host, port), at=_now())


def _now() -> datetime:
    return clock.now()


cli.add_command(import_group)
cli.add_command(export)


def main() -> None:
    """The entry point; a wrong start is one clear line and exit code 2."""
    try:
        cli()
    except WrongStart as error:
        complaints.print(f"[red]✗[/] {error}")
        sys.exit(2)


if __name__ == "__main__":
    main()
