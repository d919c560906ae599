"""Whether an installation is fit to run: what `jixun check` and the system page say."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from core import documents, migrate, plugins
from core.config import Settings
from core.db import db
from core.i18n import gettext as _
from core.jobs import FAILED, WAITING, Job
from core.plugins import PluginFault

WAL_RESET_MENDED = (3, 51, 3)
"""Before this SQLite, two commits that checkpoint at once can lose one; our write lock keeps them apart."""


@dataclass(frozen=True)
class Finding:
    """One line of the check: whether it is fine, and in words."""

    fine: bool
    words: Any


def findings() -> list[Finding]:
    """Looks at database, migrations, files, fonts, libraries, plugins, jobs and disk."""
    return [
        _database(),
        _migrations(),
        *_documents(),
        _files(),
        _disk(),
        _plugins(),
        _jobs(),
    ]


def _database() -> Finding:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError as error:
        return Finding(False, _("数据库连不上：%(error)s", error=str(error)[:200]))
    if db.engine.dialect.name != "sqlite":
        return Finding(True, _("数据库：%(name)s", name=db.engine.dialect.name))
    if sqlite3.sqlite_version_info < WAL_RESET_MENDED:
        words = _(
            "数据库：SQLite %(version)s（写锁避开了 3.51.3 之前的并发检查点问题）",
            version=sqlite3.sqlite_version,
        )
        return Finding(True, words)
    return Finding(True, _("数据库：SQLite %(version)s", version=sqlite3.sqlite_version))


def _migrations() -> Finding:
    late = migrate.behind()
    if late:
        return Finding(
            False, _("数据库表不是最新（%(who)s）：请运行 jixun migrate", who="、".join(late))
        )
    return Finding(True, _("数据库表是最新的"))


def _documents() -> list[Finding]:
    problems = documents.problems_at_start()
    if problems:
        return [Finding(False, problem.message) for problem in problems]
    return [Finding(True, _("印制文件所需的程序库和字体齐全"))]


def _files() -> Finding:
    filesystem, root = current_app.extensions["jixun.files"]
    try:
        filesystem.makedirs(root, exist_ok=True)
        with filesystem.open(f"{root}/.check", "wb") as probe:
            probe.write(b"1")
        filesystem.rm(f"{root}/.check")
    except OSError as error:
        return Finding(False, _("文件目录不能写：%(error)s", error=str(error)))
    return Finding(True, _("文件目录可以读写"))


def _disk() -> Finding:
    known: Settings = current_app.config["JIXUN"]
    free = shutil.disk_usage(known.instance).free // 1024**2
    return Finding(free > 500, _("磁盘剩余 %(free)d MB", free=free))


def _plugins() -> Finding:
    names = "、".join(plugin.name for plugin in plugins.switchable()) or _("无")
    counted = db.session.execute(select(func.count()).select_from(PluginFault)).scalar() or 0
    return Finding(True, _("插件：%(names)s；记录的故障 %(count)d 次", names=names, count=counted))


def _jobs() -> Finding:
    counts = dict(db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all())
    failed, waiting = counts.get(FAILED, 0), counts.get(WAITING, 0)
    return Finding(
        failed == 0,
        _("后台任务：等待 %(waiting)d 个，失败 %(failed)d 个", waiting=waiting, failed=failed),
    )
