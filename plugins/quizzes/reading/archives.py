"""Opens a package that somebody sent, after measuring it."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import refuse

MOST_BYTES = 50 * 1024 * 1024
MOST_PARTS = 12_000
MOST_UNPACKED = 120 * 1024 * 1024
RATIO_FROM, MOST_RATIO = 4 * 1024 * 1024, 100


def unpacked(content: bytes, *, most: int = MOST_UNPACKED) -> dict[str, bytes]:
    """The files of a package by their path inside it; nothing is ever written to a disk.

    Raises `Refused` for a bomb, a path out of the package, a link, a password, or a torn archive.
    """
    if len(content) > MOST_BYTES:
        words = _("文件超过 %(size)d MB，没有读取。", size=MOST_BYTES // 1024**2)
        raise refuse("file_too_large", words)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(infos, len(content), most)
            return {info.filename.replace("\\", "/"): archive.read(info) for info in infos}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise refuse("file_torn", _("压缩包损坏，打不开。")) from error
    except RuntimeError as error:  # zipfile's word for "a password is needed"
        raise refuse("file_encrypted", _("文件有密码。请去掉密码后再传。")) from error


def _check(infos: list[zipfile.ZipInfo], packed: int, most: int) -> None:
    names = [info.filename for info in infos]
    whole = sum(info.file_size for info in infos)
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise refuse("file_bomb", _("文件的内部结构不正常，没有读取。"))
    if whole > most or (whole > RATIO_FROM and whole > MOST_RATIO * packed):
        raise refuse("file_bomb", _("文件解压后大得不正常，没有读取。"))
    if any(info.flag_bits & 1 for info in infos):
        raise refuse("file_encrypted", _("文件有密码。请去掉密码后再传。"))
    for info in infos:
        name = info.filename
        strays = name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[\\/]", name)
        if strays or stat.S_ISLNK(info.external_attr >> 16):
            raise refuse("file_path", _("文件内部含有指向别处的路径，没有读取。"))
