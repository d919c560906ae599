"""The eighteen layouts in which people send questions, and what each must become."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from plugins.quizzes.rules.items import Blank, Item, Point
from plugins.quizzes.terms import Kind


class Seen(NamedTuple):
    """A question as it must be read: the item, the line of its stem, the codes of its warnings, if it is a draft."""

    item: Item
    line: int
    codes: tuple[str, ...] = ()
    draft: bool = False


class Layout(NamedTuple):
    """One paste, what must come of it, and which of its lines are no question."""

    text: str
    seen: tuple[Seen, ...]
    skipped: tuple[int, ...] = ()


def single(stem: str, options: str, answer: str | None, **more: object) -> Item:
    return Item(Kind.SINGLE, stem, tuple(options.split()), answer, **more)  # type: ignore[arg-type]


def multiple(stem: str, options: str, answer: str) -> Item:
    return Item(Kind.MULTIPLE, stem, tuple(options.split()), answer)


EVERY = "每月 每季度 每半年 每年"
OFTEN = "A.每月 B.每季度 C.每半年 D.每年"
HUMBLE = "务必使同志们继续地保持谦虚、谨慎、不骄、不躁的作风"
HARDY = "务必使同志们继续地保持艰苦奋斗的作风"

LAYOUTS: dict[int, Layout] = {
    1: Layout(
        "1.中国共产党的根本宗旨是(A)。\nA.全心全意为人民服务B.发展经济C.改善民生D.对外开放",
        (
            Seen(
                single(
                    "中国共产党的根本宗旨是( )。",
                    "全心全意为人民服务 发展经济 改善民生 对外开放",
                    "A",
                ),
                1,
            ),
        ),
    ),
    2: Layout(
        '2、下列属于"四个意识"的有（A、B、D）。\nA、政治意识B、大局意识C、竞争意识D、看齐意识',
        (
            Seen(
                multiple(
                    '下列属于"四个意识"的有（　）。', "政治意识 大局意识 竞争意识 看齐意识", "ABD"
                ),
                1,
            ),
        ),
    ),
    3: Layout(
        "3.西柏坡位于河北省平山县。(√)\n4.七届二中全会在延安召开。(×)",
        (
            Seen(Item(Kind.JUDGE, "西柏坡位于河北省平山县。( )", answer=True), 1),
            Seen(Item(Kind.JUDGE, "七届二中全会在延安召开。( )", answer=False), 2),
        ),
    ),
    4: Layout(
        "一、单选题(每题2分,共20分)\n1. 党的七届二中全会召开于哪一年？\n"
        "A. 1945\nB. 1947\nC. 1949\nD. 1950\n答案：C\n解析：1949年3月5日至13日，选项A是七大。\n"
        '二、判断题\n2. "两个务必"是在七届二中全会上提出的。\n答案：对\n'
        "三、填空题\n3. 三大战役历时____天。\n答案：142",
        (
            Seen(
                single(
                    "党的七届二中全会召开于哪一年？",
                    "1945 1947 1949 1950",
                    "C",
                    score=Decimal(2),
                    explanation="1949年3月5日至13日，选项A是七大。",
                ),
                2,
            ),
            Seen(Item(Kind.JUDGE, '"两个务必"是在七届二中全会上提出的。', answer=True), 10),
            Seen(Item(Kind.BLANK, "三大战役历时____天。", answer=(Blank(("142",)),)), 13),
        ),
        (1, 9, 12),
    ),
    5: Layout(
        "5.下列属于三大战役的是？\nA.辽沈战役\nB.淮海战役\nC.平津战役\nD.渡江战役\n"
        "【答案】 A B C\n【解析】渡江战役在三大战役之后。",
        (
            Seen(
                Item(
                    Kind.MULTIPLE,
                    "下列属于三大战役的是？",
                    ("辽沈战役", "淮海战役", "平津战役", "渡江战役"),
                    "ABC",
                    explanation="渡江战役在三大战役之后。",
                ),
                1,
            ),
        ),
    ),
    6: Layout(
        "6、支部委员会由党员大会选举产生，每届任期一般为()年。\nA.1 B.2 C.3 D.5\n【答案】:C",
        (Seen(single("支部委员会由党员大会选举产生，每届任期一般为( )年。", "1 2 3 5", "C"), 1),),
    ),
    7: Layout(
        "1.每届任期(  )A.一年B.二年C.三年D.五年答案:C2.党费按(  )交纳A.日B.月C.季D.年答案:B",
        (
            Seen(single("每届任期( )", "一年 二年 三年 五年", "C"), 1),
            Seen(single("党费按( )交纳", "日 月 季 年", "B"), 1),
        ),
    ),
    8: Layout(
        "一、选择题1、党小组组长由(b)产生。a、指定b、推选c、抽签"
        "2、党员大会由(c)召集:a:组长b:委员c:支部委员会",
        (
            Seen(single("党小组组长由( )产生。", "指定 推选 抽签", "B"), 1),
            Seen(single("党员大会由( )召集:", "组长 委员 支部委员会", "C"), 1),
        ),
        (1,),
    ),
    9: Layout(
        f"1.党支部党员大会一般多久召开一次(  )\n{OFTEN}\n2.支部委员会一般多久召开一次(  )\n{OFTEN}\n"
        "参考答案\n1.B\n2.A",
        (
            Seen(single("党支部党员大会一般多久召开一次( )", EVERY, "B"), 1),
            Seen(single("支部委员会一般多久召开一次( )", EVERY, "A"), 3),
        ),
        (5, 6, 7),
    ),
    10: Layout(
        "".join(f"{at}. 第{at}问？\nA.一\nB.二\nC.三\nD.四\n" for at in range(1, 9))
        + "一、单选题 1-5 BACDA 6-8 BBC",
        tuple(
            Seen(single(f"第{at}问？", "一 二 三 四", letter), at * 5 - 4)
            for at, letter in enumerate("BACDABBC", 1)
        ),
        (41, 41),
    ),
    11: Layout(
        '1、(多选)"三会一课"包括(  )\nA.支部党员大会B.支部委员会C.党小组会D.党课\n答案:ABCD',
        (Seen(multiple('"三会一课"包括( )', "支部党员大会 支部委员会 党小组会 党课", "ABCD"), 1),),
    ),
    12: Layout(
        "1/3[单选题]\n党员的预备期为（\nA.半年\nB.一年\nC.两年\n参考答案：B,\n"
        "2/3[判断题]\n预备期从支部大会通过之日算起。\nA.正确\nB.错误\n参考答案：A,\n"
        f'31 3[简答题]\n简述"两个务必"。\n参考答案：1、{HUMBLE}；2、{HARDY}。',
        (
            Seen(single("党员的预备期为（　）", "半年 一年 两年", "B"), 2),
            Seen(Item(Kind.JUDGE, "预备期从支部大会通过之日算起。", answer=True), 8),
            Seen(
                Item(
                    Kind.ESSAY,
                    '简述"两个务必"。',
                    answer=f"1、{HUMBLE}；2、{HARDY}。",
                    points=(Point(HUMBLE), Point(HARDY)),
                ),
                13,
                ("broken_counter",),
            ),
        ),
    ),
    13: Layout(
        "7.关于 A.B.C.D.四个小组的分工，正确的是(B)。\nA.各自为政B.分工协作C.互不往来D.轮流休息",
        (
            Seen(
                single(
                    "关于 A.B.C.D.四个小组的分工，正确的是( )。",
                    "各自为政 分工协作 互不往来 轮流休息",
                    "B",
                ),
                1,
            ),
        ),
    ),
    14: Layout(
        "8.下列属于党的作风的是(  )\nA.理论联系实际B.密切联系群众C.批评和自我批评D.以上都是\n答案是D。",
        (
            Seen(
                single(
                    "下列属于党的作风的是( )",
                    "理论联系实际 密切联系群众 批评和自我批评 以上都是",
                    "D",
                ),
                1,
            ),
        ),
    ),
    15: Layout(
        "题目1：下列哪些属于现场教学的准备工作？\nA. 踏勘\nB. 预案\nC. 保险\nD. 车辆\n\n正确答案：ABCD",
        (Seen(multiple("下列哪些属于现场教学的准备工作？", "踏勘 预案 保险 车辆", "ABCD"), 1),),
    ),
    16: Layout(
        "9.下列正确的是(F)。\nA.甲B.乙C.丙D.丁\n10.下列正确的是(  )。\nA.甲B.甲C.丙D.丁",
        (
            Seen(
                single("下列正确的是( )。", "甲 乙 丙 丁", "F"), 1, ("answer_not_an_option",), True
            ),
            Seen(
                single("下列正确的是( )。", "甲 甲 丙 丁", None),
                3,
                ("same_options", "no_answer"),
                True,
            ),
        ),
    ),
    17: Layout(
        "11.党的纪律处分有____种。\n第 3 页 共 12 页\n答案：5",
        (Seen(Item(Kind.BLANK, "党的纪律处分有____种。", answer=(Blank(("5",)),)), 1),),
        (2,),
    ),
    18: Layout(
        '12.坚持"____、____"两个务必。\n答案：谦虚谨慎不骄不躁；艰苦奋斗',
        (
            Seen(
                Item(
                    Kind.BLANK,
                    '坚持"____、____"两个务必。',
                    answer=(Blank(("谦虚谨慎不骄不躁",)), Blank(("艰苦奋斗",))),
                ),
                1,
            ),
        ),
    ),
}
