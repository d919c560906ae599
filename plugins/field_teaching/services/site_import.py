"""A sheet of sites into the library: first what would be done with each, then all of it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from core import audit
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.tabular import Item, Report
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Site
from plugins.field_teaching.queries.sites import all_sites, details_of
from plugins.field_teaching.rules.sites import (
    SiteDetails,
    changed_names,
    key_of,
    over,
)
from plugins.field_teaching.services.sites import new_site, note_site, rewrite, version_of

ACT = "field_teaching.site_import"


@dataclass(frozen=True)
class Planned:
    """What would be done with a row: `add`, `update` with the names of what changes, or `same`."""

    item: Item
    details: SiteDetails
    act: str
    site: Site | None = None
    changed: tuple[str, ...] = ()


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


def seen_of(plan: Iterable[Planned]) -> str:
    """What a page of the plan remembers of the versions that would be written over."""
    versions = [version_of(row.site) for row in plan if row.site and row.act == "update"]
    return sha256(" ".join(versions).encode()).hexdigest()[:16]


def import_sites(
    training_class: TrainingClass,
    report: Report,
    *,
    seen: str,
    by: Actor,
    at: datetime,
    source: str = "",
) -> Imported:
    """Writes every site that was taken, or nothing at all.

    `seen` is of the plan that somebody looked at: Refused with `sites_met` where a site was changed
    since. `source` names the file once: what was written from it is not written again.
    """
    with transaction():
        require_open(training_class)
        before = written_before(training_class.id, source)
        if before is not None:
            return before
        plan = plan_import(report)
        _refuse_stale(plan, seen)
        for row in plan:
            _do(training_class, row, by=by, at=at)
        acts = Counter(row.act for row in plan)
        done = Imported(acts["add"], acts["update"], acts["same"])
        counts = {"added": done.added, "updated": done.updated, "same": done.same}
        subject = source or f"class:{training_class.id}"
        audit.note(ACT, subject, by=by, at=at, class_id=training_class.id, **counts)
    return done


def _refuse_stale(plan: Iterable[Planned], seen: str) -> None:
    if seen_of(plan) != seen:
        words = _("核对以后有人改过这些教学点，还没有写入。请再核对一遍。")
        raise Refused(Problem("sites_met", words))


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
    changed = changed_names(there, details)
    if retired is not None and retired != (site.retired_at is not None):
        changed.append("state")
    return Planned(item, details, "update" if changed else "same", site, tuple(changed))


def _do(training_class: TrainingClass, row: Planned, *, by: Actor, at: datetime) -> None:
    if row.act == "same":
        return
    site = row.site
    if site is None:
        site = new_site(row.details, by=by, at=at)
        note_site("added", training_class, site, by=by, at=at)
    else:
        rewrite(site, row.details, by=by, at=at)
        fields = list(row.changed)
        note_site("changed", training_class, site, by=by, at=at, fields=fields)
    retired = row.item.extra["retired"]
    if retired is not None:
        site.retired_at = (site.retired_at or at) if retired else None
