"""Settings: defaults, then instance/config.toml, then JIXUN_* variables; a wrong one stops the start."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo

from core.errors import WrongStart

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What one installation is told from outside; everything a class may decide lives in its policy."""

    instance: Path
    secret_key: str = ""
    database_url: str = ""
    redis_url: str = ""
    files_url: str = ""
    public_url: str = ""
    zone: str = "Asia/Shanghai"
    plugins_disabled: tuple[str, ...] = ()
    safe_mode: bool = False
    upload_limit_mb: int = 10
    trusted_proxies: int = 0
    secure_cookies: bool = False
    log_level: str = "INFO"

    @property
    def on_sqlite(self) -> bool:
        """True where the whole installation is one file on one machine."""
        return self.database_url.startswith("sqlite")


def instance_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The folder that holds config.toml, the database and the files; JIXUN_INSTANCE names another."""
    named = (os.environ if environ is None else environ).get("JIXUN_INSTANCE")
    return Path(named).expanduser().resolve() if named else ROOT / "instance"


def load(instance: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the three sources in order, for create_app; raises WrongStart with one clear line."""
    environ = os.environ if environ is None else environ
    folder = instance or instance_folder(environ)
    folder.mkdir(parents=True, exist_ok=True)
    values: dict[str, object] = {**_from_toml(folder / "config.toml"), **_from_environ(environ)}
    settings = Settings(
        instance=folder,
        **{name: _typed(name, value) for name, value in values.items()},  # type: ignore[arg-type]
    )
    return _completed(settings)


def _from_toml(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongStart(f"{path}: {error}") from error
    if unknown := sorted(set(values) - _NAMES):
        raise WrongStart(
            f"{path}: unknown setting {unknown[0]!r}; known: {', '.join(sorted(_NAMES))}"
        )
    return values


def _from_environ(environ: Mapping[str, str]) -> dict[str, object]:
    return {
        name: environ[f"JIXUN_{name.upper()}"]
        for name in _NAMES
        if environ.get(f"JIXUN_{name.upper()}")
    }


def _typed(name: str, value: object) -> object:
    try:
        if name in {"upload_limit_mb", "trusted_proxies"}:
            number = int(str(value))
            if number < 0:
                raise ValueError
            return number
        if name in {"safe_mode", "secure_cookies"}:
            return _yes_or_no(value)
        if name == "plugins_disabled":
            parts = value.split(",") if isinstance(value, str) else list(value)  # type: ignore[call-overload]
            return tuple(str(part).strip() for part in parts if str(part).strip())
        if not isinstance(value, str):
            raise ValueError
        if name == "zone":
            ZoneInfo(value)
        return value
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise WrongStart(f"setting {name} cannot be {value!r}") from error


def _yes_or_no(value: object) -> bool:
    word = str(value).strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError(word)


def _completed(settings: Settings) -> Settings:
    known = {field.name: getattr(settings, field.name) for field in fields(settings)}
    known["secret_key"] = settings.secret_key or _kept_secret(settings.instance / "secret_key")
    known["database_url"] = _driver_named(
        settings.database_url or f"sqlite:///{settings.instance / 'jixun.db'}"
    )
    known["files_url"] = settings.files_url or str(settings.instance / "files")
    known["public_url"] = settings.public_url.rstrip("/")
    if len(known["secret_key"]) < 32:
        raise WrongStart("setting secret_key is too short: 32 characters at least")
    return Settings(**known)


def _driver_named(url: str) -> str:
    """`postgres://` and `postgresql://` mean the driver that Jixun brings."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise WrongStart(
            f"setting database_url must name sqlite or postgresql, not {url.split(':', maxsplit=1)[0]!r}"
        )
    return url


def _kept_secret(path: Path) -> str:
    """Made at the first start and kept: phones stay bound over a restart."""
    if not path.exists():
        made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(made, path)  # two processes starting at once agree on the first
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="ascii").strip()


_NAMES = {field.name for field in fields(Settings)} - {"instance"}
