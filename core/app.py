"""create_app(): the only file that knows all features."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask

from core import compression, config, db, error_pages, files, i18n, jobs, limits, logs, plugins, web
from core.access import guard, menus
from core.access import hooks as access
from core.attendance import hooks as attendance
from core.completion import hooks as completion
from core.desk import hooks as desk
from core.enrolment import hooks as enrolment
from core.enrolment.current import this_trainee
from core.leave import hooks as leave
from core.notices import hooks as notices
from core.outbox import hooks as outbox
from core.outbox import kinds
from core.people import hooks as people
from core.routes import Route
from core.timetable import hooks as timetable
from core.training import hooks as training
from core.training.queries import class_by_code

FEATURES = (
    training,
    enrolment,
    timetable,
    attendance,
    leave,
    completion,
    outbox,
    notices,
    people,
    access,
    desk,
)


def create_app(
    instance: Path | None = None,
    *,
    extra_plugins: Sequence[tuple[str, Any]] = (),
    settings: config.Settings | None = None,
    testing: bool = False,
) -> Flask:
    """Makes one Jixun: its settings, its database, its plugins, its pages; raises WrongStart."""
    known = settings or config.load(instance)
    app = Flask(
        "jixun",
        root_path=str(config.ROOT),
        instance_path=str(known.instance),
        template_folder="templates",
        static_folder="static",
    )
    app.url_rule_class = Route
    _configure(app, known, testing)
    db.init_app(app, known.database_url)
    files.init_app(app, known.files_url)
    jobs.init_app(app, folder=known.instance, redis_url=known.redis_url, immediate=testing)
    with app.app_context():
        plugins.load(
            app,
            FEATURES,
            extra=extra_plugins,
            disabled=known.plugins_disabled,
            safe_mode=known.safe_mode,
        )
        i18n.init_app(app, _catalogues())
        guard.init_app(app, class_by_code, this_trainee)
        web.init_app(app, authorise=guard.authorise, trusted_proxies=known.trusted_proxies)
        error_pages.init_app(app)
        limits.init_app(app)
        compression.init_app(app)
        owners = {}
        for owner, blueprint in plugins.gather("register_blueprints"):
            app.register_blueprint(blueprint)
            owners[blueprint.name] = owner
        guard.take_contributions(app, owners)
        menus.init_app(app)
        kinds.init_app(app)
    return app


def _configure(app: Flask, known: config.Settings, testing: bool) -> None:
    app.config.update(
        SECRET_KEY=known.secret_key,
        JIXUN=known,
        TESTING=testing,
        MAX_CONTENT_LENGTH=known.upload_limit_mb * 1024 * 1024 + 64 * 1024,
        SESSION_COOKIE_NAME="jixun",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=known.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_STORAGE_URI=known.redis_url or "memory://",
        LIMITS_ON=not testing,
    )
    logs.start(known.log_level)


def _catalogues() -> list[str]:
    """The folders with translations: the core's, then each plugin's."""
    folders = [config.ROOT / "core" / "translations"]
    for plugin in plugins.switchable():
        file = getattr(plugin.hooks, "__file__", None)
        if file and (Path(file).parent / "translations").is_dir():
            folders.append(Path(file).parent / "translations")
    return [str(folder) for folder in folders]
