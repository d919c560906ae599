"""What every command of the terminal shares: the app around it, and refusals in one line each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

import click
from flask import Flask
from rich.console import Console

from core.app import create_app
from core.errors import NotFound, Refused

console = Console()
complaints = Console(stderr=True)


def with_app(work: Callable[..., Any]) -> Callable[..., Any]:
    """Opens the app's context around a command, and says refusals in one line each."""

    @click.pass_context
    def run(context: click.Context, *args: Any, **kwargs: Any) -> Any:
        app: Flask = context.find_object(Flask) or create_app()
        with app.app_context():
            try:
                return work(*args, **kwargs)
            except Refused as refused:
                for problem in refused.problems:
                    complaints.print(f"[red]✗[/] {problem.message}")
                sys.exit(1)
            except NotFound as missing:
                complaints.print(f"[red]✗[/] {str(missing) or '没有找到'}")
                sys.exit(1)

    return update_wrapper(run, work)
