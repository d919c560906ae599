"""The typefaces of printed matter: found on the system, cut small, asked for rare characters."""

from __future__ import annotations

import hashlib
import os
import tempfile
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.config import instance_folder


@dataclass(frozen=True)
class Cut:
    """One typeface and weight: our name for it in style sheets, and the files that may be it."""

    family: str
    weight: str
    source: str
    files: tuple[str, ...]
    package: str

    @property
    def name(self) -> str:
        """How people speak of it, as in `Jixun Kai Regular`."""
        return f"{self.family} {self.weight}"


SONG = Cut(
    "Jixun Song",
    "Regular",
    "Noto Serif CJK SC",
    ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"),
    "fonts-noto-cjk",
)
SONG_BOLD = Cut(
    "Jixun Song",
    "Bold",
    "Noto Serif CJK SC",
    ("NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold.otf"),
    "fonts-noto-cjk",
)
HEI = Cut(
    "Jixun Hei",
    "Regular",
    "Noto Sans CJK SC",
    ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf"),
    "fonts-noto-cjk",
)
HEI_BOLD = Cut(
    "Jixun Hei",
    "Bold",
    "Noto Sans CJK SC",
    ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf"),
    "fonts-noto-cjk",
)
KAI = Cut("Jixun Kai", "Regular", "LXGW WenKai", ("LXGWWenKai-Regular.ttf",), "fonts-lxgw-wenkai")
CUTS = (SONG, SONG_BOLD, HEI, HEI_BOLD, KAI)

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)

# Characters of names and forms that GB 2312 lacks; what is in neither comes from the whole font.
_BEYOND_GB2312 = (
    "〇堃喆翀玥祎昇珺璟堉旸甯晞淏颋翃婳嫚垚犇骉焱垲赟赪镕曌頔禛禕韡暐暘昉炘烜煊燚琍珅珮琎璠瑨璘璿嫄"
    "妤彧晟昊旻昱旼晗暻曦枏栩桄楠榕槿沄沚洺浠涢湉滢潆濛瀚灏烨煜熳玘玙玚珏珣珩珽琀琇琤琬瑀瑄瑢瑷"
    "瓅皞皓矞禩稚竑筠篪绤缦翊聿芃芮苡苒茜荀莀菀萱葳蒇蓁蔺薷虓衎裎诒谞赆轶迩逄邰郄郗鄞钘钰铄铖锴镔"
    "閎闫阚隽雱霁霂靓頲飏飖馹骁骐鹓麒黉龑〔〕〈〉《》「」·•—…√△▽×○⚑℃№①②③④⑤⑥⑦⑧⑨⑩"
)

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@cache
def file_of(cut: Cut) -> Path | None:
    """Where the system keeps this typeface; None when it is not installed."""
    for folder in (Path(name).expanduser() for name in _FOLDERS):
        for file in cut.files:
            if found := next(iter(sorted(folder.rglob(file))), None):
                return found
    return None


def absent() -> list[Cut]:
    """The typefaces this machine lacks, for `jixun check`."""
    return [cut for cut in CUTS if file_of(cut) is None]


@cache
def face(cut: Cut) -> Any:
    """The whole typeface for measuring and drawing (a uharfbuzz Face); None when absent."""
    import uharfbuzz

    if (path := file_of(cut)) is None:
        return None
    blob = uharfbuzz.Blob.from_file_path(path)
    faces = [uharfbuzz.Face(blob, index) for index in range(uharfbuzz.Face(blob).count or 1)]
    family = uharfbuzz.OTNameIdPredefined.FONT_FAMILY
    return next((one for one in faces if one.get_name(family) == cut.source), faces[0])


def holds(cut: Cut, text: str) -> bool:
    """Whether this typeface alone draws every character of a text."""
    one = face(cut)
    return one is not None and all(ord(character) in one.unicodes for character in text)


def missing_characters(text: str) -> list[str]:
    """The characters none of our typefaces draws, each once: to be reported before issuing.

    Private-use characters (stand-ins of old systems for rare names) always count as missing: what
    they show depends on the font.
    """
    known = [one.unicodes for cut in CUTS if (one := face(cut)) is not None]
    return [
        character
        for character in dict.fromkeys(text)
        if not _is_invisible(character) and not _is_in(known, character)
    ]


def _is_in(known: list[Any], character: str) -> bool:
    if unicodedata.category(character) in {"Co", "Cs"}:
        return False
    return any(ord(character) in unicodes for unicodes in known)


def _is_invisible(character: str) -> bool:
    selector = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return selector or character.isspace() or unicodedata.category(character) in {"Cc", "Cf"}


@cache
def configuration() -> Path | None:
    """A private fontconfig file that knows our typefaces only; None where none is installed.

    The first call cuts each typeface down to GB 2312 and the characters of names (a second in all)
    and keeps the result in the instance folder; the whole typefaces stand behind as the fallback.
    """
    found = [(cut, path) for cut in CUTS if (path := file_of(cut)) is not None]
    if not found:
        return None
    folder = _folder()
    fonts = folder / "in-use"
    for cut, path in found:
        _link(path, fonts / path.name)
        small = fonts / f"{cut.name.replace(' ', '-')}-{_mark(path)}.otf"
        if not small.exists():
            _replace(small, _cut_small(cut))
    file = folder / "fonts.conf"
    text = _CONFIGURATION.format(fonts=fonts, cache=folder / "cache")
    _replace(file, text.encode())
    return file


def _folder() -> Path:
    folder = instance_folder() / "fonts"
    try:
        (folder / "in-use").mkdir(parents=True, exist_ok=True)
    except OSError:  # an instance that may not be written to: kept for this process only
        folder = Path(tempfile.mkdtemp(prefix="jixun-fonts-"))
        (folder / "in-use").mkdir()
    return folder


def _mark(path: Path) -> str:
    """Changes when the system's font or our list of characters does."""
    stat = path.stat()
    told = f"{path}{stat.st_size}{stat.st_mtime_ns}{_BEYOND_GB2312}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _link(target: Path, link: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    made = link.with_name(f".{link.name}.{os.getpid()}")
    made.symlink_to(target)
    made.replace(link)


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever else makes the same file at this moment."""
    made = path.with_name(f".{path.name}.{os.getpid()}")
    made.write_bytes(content)
    made.replace(path)


def _cut_small(cut: Cut) -> bytes:
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(ord(character) for character in _common_characters())
    return _renamed(bytes(uharfbuzz.subset(face(cut), wanted).blob.data), cut)


def _common_characters() -> set[str]:
    rows = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    plain = {chr(code) for code in range(0x20, 0x7F)}
    return plain.union(_BEYOND_GB2312, *(pair.decode("gb2312", "ignore") for pair in rows))


def _renamed(font: bytes, cut: Cut) -> bytes:
    """Under our own name, so that fontconfig never takes the small cut for the whole typeface."""
    from io import BytesIO

    from fontTools.ttLib import TTFont

    opened = TTFont(BytesIO(font), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    names = {1: cut.family, 2: cut.weight, 4: cut.name, 6: cut.name.replace(" ", "-")}
    opened["name"].names = []
    for number, text in names.items():
        opened["name"].setName(text, number, 3, 1, 0x409)
    out = BytesIO()
    opened.save(out)
    return out.getvalue()
