"""Settings: where each comes from, which one wins, and how a wrong one is told."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from core import config
from core.errors import WrongStart


def written(folder: Path, text: str) -> Path:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return folder


def test_fresh_installation_needs_no_settings(tmp_path: Path) -> None:
    known = config.load(tmp_path, environ={})
    assert (known.database_url, known.files_url, known.zone, known.on_sqlite) == (
        f"sqlite:///{tmp_path / 'jixun.db'}",
        str(tmp_path / "files"),
        "Asia/Shanghai",
        True,
    )


def test_file_goes_before_defaults_and_variables_before_the_file(tmp_path: Path) -> None:
    written(tmp_path, 'zone = "Asia/Urumqi"\nupload_limit_mb = 5\n')
    known = config.load(tmp_path, environ={"JIXUN_UPLOAD_LIMIT_MB": "7"})
    assert (known.zone, known.upload_limit_mb, known.trusted_proxies) == ("Asia/Urumqi", 7, 0)


def test_empty_variable_says_nothing(tmp_path: Path) -> None:
    written(tmp_path, "upload_limit_mb = 5\n")
    assert config.load(tmp_path, environ={"JIXUN_UPLOAD_LIMIT_MB": ""}).upload_limit_mb == 5


def test_instance_folder_is_named_by_a_variable(tmp_path: Path) -> None:
    assert config.instance_folder({"JIXUN_INSTANCE": str(tmp_path)}) == tmp_path
    assert config.instance_folder({}) == config.ROOT / "instance"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1", True), ("yes", True), (" TRUE ", True), ("off", False), ("0", False), ("no", False)],
)
def test_yes_and_no_are_read_as_people_write_them(tmp_path: Path, typed: str, meant: bool) -> None:
    assert config.load(tmp_path, environ={"JIXUN_SAFE_MODE": typed}).safe_mode is meant


def test_plugins_are_listed_with_commas_or_as_a_list(tmp_path: Path) -> None:
    by_word = config.load(tmp_path, environ={"JIXUN_PLUGINS_DISABLED": "quizzes, certificates,"})
    by_file = config.load(written(tmp_path, 'plugins_disabled = ["quizzes", "certificates"]'), {})
    assert by_word.plugins_disabled == by_file.plugins_disabled == ("quizzes", "certificates")


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_the_driver_that_we_bring(tmp_path: Path, name: str) -> None:
    known = config.load(tmp_path, environ={"JIXUN_DATABASE_URL": f"{name}://u:p@db/jixun"})
    assert (known.database_url, known.on_sqlite) == ("postgresql+psycopg://u:p@db/jixun", False)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("UPLOAD_LIMIT_MB", "many", "setting upload_limit_mb cannot be 'many'"),
        ("UPLOAD_LIMIT_MB", "-1", "setting upload_limit_mb cannot be '-1'"),
        ("TRUSTED_PROXIES", "1.5", "setting trusted_proxies cannot be '1.5'"),
        ("SAFE_MODE", "maybe", "setting safe_mode cannot be 'maybe'"),
        ("ZONE", "Asia/Atlantis", "setting zone cannot be 'Asia/Atlantis'"),
        ("ZONE", "../../etc/passwd", "setting zone cannot be '../../etc/passwd'"),
        (
            "DATABASE_URL",
            "mysql://u@db/x",
            "setting database_url must name sqlite or postgresql, not 'mysql'",
        ),
        ("SECRET_KEY", "short", "setting secret_key is too short: 32 characters at least"),
    ],
)
def test_wrong_value_is_told_in_one_line(
    tmp_path: Path, variable: str, value: str, said: str
) -> None:
    with pytest.raises(WrongStart) as raised:
        config.load(tmp_path, environ={f"JIXUN_{variable}": value})
    assert str(raised.value) == said


def test_unknown_setting_in_the_file_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(WrongStart, match="unknown setting 'zones'; known: database_url, files_url"):
        config.load(written(tmp_path, 'zones = "x"\n'), environ={})


def test_torn_file_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(WrongStart, match=r"config\.toml.*line 1"):
        config.load(written(tmp_path, "zone = \n"), environ={})


def test_secret_key_is_made_once_kept_and_hidden(tmp_path: Path) -> None:
    first = config.load(tmp_path, environ={}).secret_key
    assert config.load(tmp_path, environ={}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_one_secret_key(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(config.load(tmp_path, {}).secret_key))
        for _number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(found), len(set(found))) == (8, 1)
