"""What the queue and an operator's terminal run."""

from __future__ import annotations

import sys
from typing import Any

import click

from core import clock, jobs
from core.audit import SYSTEM, Actor
from core.i18n import gettext as _
from core.training.queries import class_by_code, class_by_id
from plugins.certificates import queries, services
from plugins.certificates.views import links


@jobs.job(queries.JOB)
def issue_job(
    class_id: int, progress: jobs.Progress, base: str, who: list[Any] | None = None
) -> dict[str, Any]:
    """Issues what is due in a class; may be run any number of times."""
    issued = services.issue(
        class_by_id(class_id),
        links=services.Links(base, links().secret),
        by=Actor(*who) if who else SYSTEM,
        at=clock.now(),
        progress=progress,
    )
    return {"issued": issued.count, "left_out": [str(one) for one in issued.left_out]}


@click.group("certificates")
def group() -> None:
    """Certificates of a class."""


@group.command("issue")
@click.argument("code")
@click.option("--url", default="", help="Where QR codes lead; public_url where none is given.")
def issue(code: str, url: str) -> None:
    """Issue a certificate to each who completed class CODE and has none."""
    # A server reads this file too, and draws no bars.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    complaints = Console(stderr=True)
    ways = services.Links(url.rstrip("/") or links().base, links().secret)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=complaints, transient=True) as bar:
        task = bar.add_task(_("发证"), total=None)
        issued = services.issue(
            class_by_code(code),
            links=ways,
            by=SYSTEM,
            at=clock.now(),
            progress=lambda done, whole: bar.update(task, completed=done, total=whole),
        )
    Console().print(_("新发 %(count)d 张证书。", count=issued.count))
    for problem in issued.left_out:
        complaints.print(f"✗ {problem}", style="red")
    sys.exit(1 if issued.left_out else 0)
