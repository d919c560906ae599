"""Where a Chinese name divides, and the readings that surnames keep for themselves."""

from __future__ import annotations

COMPOUND = (
    "欧阳 司马 上官 诸葛 司徒 夏侯 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 闻人 东方 赫连 澹台 公冶 宗政 "
    "濮阳 淳于 单于 太叔 申屠 仲孙 轩辕 钟离 鲜于 闾丘 司空 亓官 司寇 子车 颛孙 端木 巫马 公西 漆雕 "
    "乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 百里 东郭 南门 呼延 归海 羊舌 微生 梁丘 左丘 东门 西门 南宫 "
    "第五 独孤 完颜 纳兰 叶赫 那拉 万俟 达奚 贺兰 哥舒 相里 即墨 褚师 段干 欧侯 第二 斛律"
)
COMPOUND_SURNAMES = frozenset(COMPOUND.split())

# As surnames these are read otherwise than in words; tone3 style as pypinyin writes it.
SURNAME_READINGS = {
    "单": ("shan4",),
    "仇": ("qiu2",),
    "解": ("xie4",),
    "查": ("zha1",),
    "曾": ("zeng1",),
    "区": ("ou1",),
    "盖": ("ge3",),
    "朴": ("piao2",),
    "任": ("ren2",),
    "华": ("hua4",),
    "翟": ("zhai2",),
    "覃": ("qin2",),
    "缪": ("miao4",),
    "员": ("yun4",),
    "种": ("chong2",),
    "黑": ("he4",),
    "召": ("shao4",),
    "折": ("she2",),
    "乐": ("yue4",),
    "尉迟": ("yu4", "chi2"),
    "万俟": ("mo4", "qi2"),
    "长孙": ("zhang3", "sun1"),
    "单于": ("chan2", "yu2"),
    "澹台": ("tan2", "tai2"),
    "令狐": ("ling2", "hu2"),
}


def surname_of(name: str) -> str:
    """The surname a name begins with: two characters where they are a 复姓 and a given name follows."""
    plain = name.strip()
    if len(plain) > 2 and plain[:2] in COMPOUND_SURNAMES:
        return plain[:2]
    return plain[:1]
