"""A sheet of sites into the library: first what would be done with each, then all of it at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import audit
from core.audit import Actor
from core.tabular import Item, Report
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Site
from plugins.field_teaching.queries.sites import all_sites, details_of
from plugins.field_teaching.rules.sites import (
    WORDS,
    SiteDetails,
    changed_names,
    key_of,
    over,
)
from plugins.field_teaching.services.sites import new_site, rewrite

ACT = "field_teaching.site_import"


@dataclass(frozen=True)
class Planned:
    """What would be done with a row: `add`, `update` with the names of what changes, or `same`."""

    item: Item
    details: SiteDetails
    act: str
    site: Site | None = None
    changed: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Imported:
    """How many sites were added, changed, and found as they were."""

    added: int
    updated: int
    same: int


def plan_import(report: Report) -> list[Planned]:
    """What would be done with each site that was taken; a site is known again by its name; writes nothing."""
    known = {key_of(site.name): site for site in all_sites()}
    return [_planned(item, known.get(key_of(item["details"].name))) for item in report.items]


def import_sites(
    training_class: TrainingClass, report: Report, *, by: Actor, at: datetime, source: str = ""
) -> Imported:
    """Writes every site that was taken, or nothing at all.

    `source` names the file once: what was written from it is not written again.
    """
    with transaction():
        require_open(training_class)
        before = written_before(training_class.id, source)
        if before is not None:
            return before
        plan = plan_import(report)
        for row in plan:
            _do(row, by=by, at=at)
        acts = Counter(row.act for row in plan)
        done = Imported(acts["add"], acts["update"], acts["same"])
        counts = {"added": done.added, "updated": done.updated, "same": done.same}
        subject = source or f"class:{training_class.id}"
        audit.note(ACT, subject, by=by, at=at, class_id=training_class.id, **counts)
    return done


def written_before(class_id: int, source: str) -> Imported | None:
    """What an earlier press wrote from this very file, or None."""
    detail = audit.noted(ACT, source, class_id) if source else None
    return None if detail is None else Imported(**detail)


def _planned(item: Item, site: Site | None) -> Planned:
    read: SiteDetails = item["details"]
    retired = item.extra["retired"]
    if site is None:
        return Planned(item, read, "add")
    there = details_of(site)
    details = over(there, read)
    changed = [WORDS[name] for name in changed_names(there, details)]
    if retired is not None and retired != (site.retired_at is not None):
        changed.append(WORDS["state"])
    return Planned(item, details, "update" if changed else "same", site, tuple(changed))


def _do(row: Planned, *, by: Actor, at: datetime) -> None:
    if row.act == "same":
        return
    site = row.site
    if site is None:
        site = new_site(row.details, by=by, at=at)
    else:
        rewrite(site, row.details, by=by, at=at)
    retired = row.item.extra["retired"]
    if retired is not None:
        site.retired_at = (site.retired_at or at) if retired else None
