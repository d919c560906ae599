#!/usr/bin/env python3
"""Writes the two spreadsheets of the demonstration class. Every person, unit and number is invented.

They are untidy the way real ones are: a merged title, stars and notes in the header, a merged day,
instructions below. Run `python samples/make.py` from the project's folder after a change.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
CLASS_TITLE = "全市工会干部能力提升培训班（第3期）"
THIN = Side(style="thin", color="FF999999")

UNITS = (
    "市总工会机关",
    "市总工会职工服务中心",
    "市工人文化宫",
    "青石区总工会",
    "云桥区总工会",
    "临河区总工会",
    "松山区总工会",
    "东塔县总工会",
    "西渡县总工会",
    "南屏县总工会",
    "北原县总工会",
    "柳泉市总工会",
    "高新区工会工作委员会",
    "循环化工园区工会工作委员会",
    "市直机关工会工作委员会",
    "市教育工会",
    "市卫生健康工会",
    "市交通运输工会",
    "市建设建材工会",
    "市财贸金融工会",
    "市农林水利工会",
    "市邮政电信工会",
    "华岭钢铁集团有限公司工会",
    "恒远纺织有限责任公司工会",
)
POSITIONS = (
    "副主席",
    "办公室主任",
    "组织部部长",
    "权益保障部副部长",
    "女职工委员会主任",
    "经费审查委员会委员",
    "四级调研员",
    "一级科员",
)
# Names people's systems stumble over; the place in the list is kept.
SPECIAL = {
    4: ("阿依古丽·买买提", "女", "维吾尔族"),
    9: ("张伟", "男", "汉族"),
    17: ("欧阳静怡", "女", "汉族"),
    26: ("𠮷小满", "男", "汉族"),
    33: ("司马文远", "男", "汉族"),
    41: ("张伟", "男", "汉族"),
    48: ("李㛃", "女", "汉族"),
    57: ("巴特尔·苏和", "男", "蒙古族"),
    66: ("王䶮", "男", "汉族"),
    74: ("扎西顿珠", "男", "藏族"),
    83: ("迪丽娜尔·吐尔逊", "女", "维吾尔族"),
    92: ("高富", "男", "汉族"),
    101: ("高大富", "男", "汉族"),
    110: ("金善姬", "女", "朝鲜族"),
    116: ("诸葛明", "男", "汉族"),
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN_MEN = ("建国", "志强", "海涛", "文博", "立新", "鹏飞", "宏宇", "俊杰", "振华", "晓东", "永刚")
GIVEN_WOMEN = ("秀兰", "丽娜", "雅琴", "晓梅", "慧敏", "玉洁", "春燕", "思雨", "红霞", "静", "海燕")
HEADERS = (
    "序号",
    "姓名*",
    "性别",
    "民族",
    "工作单位*\n（请填全称）",
    "职务*",
    "手机号码*\n（红色字体为必填项）",
    "组别",
    "备注",
)
NOTES = (
    "填表说明：",
    "1、带*号的栏目必须填写，单位请填写全称，与公章一致。",
    "2、手机号码用于报到时绑定手机和会务联系，请填写本人手机号码。",
    "3、本表中的人员、单位和号码均为虚构，仅供演示。",
)
LESSON_HEADERS = ("日期", "时间", "内容", "类型", "地点", "授课教师", "学时")
HALL, ROOMS = "培训中心报告厅", "各组研讨室"
Lesson = tuple[str, str, str, str, str, float]
ROLL_CALL: Lesson = ("22:00-22:30", "晚点名", "晚点名", "公寓楼各楼层", "", 0)
DAYS: tuple[tuple[str, tuple[Lesson, ...]], ...] = (
    (
        "第0天（报到日）",
        (
            ("14:00-18:00", "学员报到", "报到", "公寓楼一层大厅", "", 0),
            ("19:30-20:30", "班务会：推选组长，宣布纪律", "其他", ROOMS, "", 0),
            ROLL_CALL,
        ),
    ),
    (
        "第1天",
        (
            ("8:30-9:20", "开班式", "开班", HALL, "", 1),
            ("9:40-12:00", "新时代工会工作的使命任务", "讲座", HALL, "林若水 教授", 3),
            ("14:30-17:30", "工会法与职工权益保障", "讲座", HALL, "周正平 副教授", 4),
            ("19:00-20:00", "自习：阅读学习材料", "自习", ROOMS, "", 1),
            ROLL_CALL,
        ),
    ),
    (
        "第2天",
        (
            ("8:30-11:30", "现场教学：西柏坡纪念馆", "现场教学", "西柏坡纪念馆", "陈晓岚", 4),
            ("14:30-17:30", "现场教学：中共中央旧址", "现场教学", "中共中央旧址", "陈晓岚", 3),
            ("19:00-20:00", "分组研讨：赶考精神与工会干部作风", "研讨", ROOMS, "", 1),
            ROLL_CALL,
        ),
    ),
    (
        "第3天",
        (
            (
                "8:30-11:30",
                "现场教学：七届二中全会旧址",
                "现场教学",
                "七届二中全会旧址",
                "陈晓岚",
                4,
            ),
            (
                "14:30-17:30",
                "现场教学：西柏坡廉政教育馆",
                "现场教学",
                "西柏坡廉政教育馆",
                "陈晓岚",
                3,
            ),
            ("19:00～20:00", "自习：复习备考", "自习", ROOMS, "", 1),
            ROLL_CALL,
        ),
    ),
    (
        "第4天",
        (
            ("8:30～11:30", "基层工会组织建设与换届实务", "讲座", HALL, "宋怀远 研究员", 4),
            ("14:30～17:30", "劳动争议调解案例教学", "讲座", HALL, "许明谦 律师", 3),
            ("19:00-20:00", "结业测验", "考试", HALL, "", 1),
            ROLL_CALL,
        ),
    ),
    (
        "第5天",
        (
            ("8:30-11:30", "工会经费管理与审查监督", "讲座", HALL, "何静之 高级会计师", 4),
            ("14:00-16:00", "各组研讨成果交流", "研讨", HALL, "", 2),
            ("16:20-17:20", "结业式", "结业", HALL, "", 1),
        ),
    ),
)


def trainee(index: int) -> tuple[object, ...]:
    """The row of one trainee, counted from 0: five of each unit, fifteen in each group."""
    woman = index % 5 in (1, 4)
    given = (GIVEN_WOMEN if woman else GIVEN_MEN)[index * 3 % 11]
    plain = (SURNAMES[index * 7 % len(SURNAMES)] + given, "女" if woman else "男", "汉族")
    name, gender, people = SPECIAL.get(index, plain)
    position = POSITIONS[(index // 24 + index) % len(POSITIONS)]
    phone = 19900000001 + index
    group = f"第{index % 8 + 1}组"
    return (index + 1, name, gender, people, UNITS[index % 24], position, phone, group, "")


def _title(sheet: Worksheet, text: str, columns: int) -> None:
    sheet["A1"] = text
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)


def _header(sheet: Worksheet, headers: tuple[str, ...], widths: tuple[int, ...]) -> None:
    sheet.append(headers)
    for cell, width in zip(sheet[2], widths, strict=True):
        starred = "*" in str(cell.value)
        cell.font = Font(bold=True, color="FFC00000" if starred else "FF000000")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = width


def _lines(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def _save(book: Workbook, name: str) -> None:
    book.properties.creator = "Jixun"
    book.save(HERE / name)


def write_roster() -> None:
    """samples/roster.xlsx: 120 trainees of 24 units in 8 groups."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "报名回执"
    _title(sheet, f"{CLASS_TITLE}报名回执汇总表", len(HEADERS))
    _header(sheet, HEADERS, (6, 20, 6, 10, 30, 22, 18, 8, 16))
    for index in range(120):
        sheet.append(trainee(index))
    _lines(sheet)
    for note in NOTES:
        sheet.append((note,))
        sheet.merge_cells(
            start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(HEADERS)
        )
    _save(book, "roster.xlsx")


def write_timetable() -> None:
    """samples/timetable.xlsx: five days and the day of arrival, 40 credit hours."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "课程安排"
    _title(sheet, f"{CLASS_TITLE}课程安排表", len(LESSON_HEADERS))
    _header(sheet, LESSON_HEADERS, (16, 14, 36, 12, 22, 20, 8))
    for day, lessons in DAYS:
        first = sheet.max_row + 1
        for number, (*words, hours) in enumerate(lessons):
            sheet.append(("" if number else day, *words, hours or None))
        sheet.merge_cells(start_row=first, start_column=1, end_row=sheet.max_row, end_column=1)
        sheet.cell(first, 1).alignment = Alignment(vertical="center")
    _lines(sheet)
    sheet.append(("注：如有调整，以当日通知为准。",))
    _save(book, "timetable.xlsx")


if __name__ == "__main__":
    write_roster()
    write_timetable()
