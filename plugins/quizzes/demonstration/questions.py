"""Questions of the demonstration class: party history and the work of trade unions, all seven kinds."""

from __future__ import annotations

from decimal import Decimal

from plugins.quizzes.rules.items import Blank, Item, Point
from plugins.quizzes.terms import Kind, Level

XIBAIPO, HISTORY, LAW, UNION = "西柏坡精神", "党史", "工会法", "工会工作"
EASY, MIDDLE, HARD = Level.EASY, Level.MIDDLE, Level.HARD


def _single(topic: str, level: Level, stem: str, options: str, key: str, why: str = "") -> Item:
    return Item(Kind.SINGLE, stem, tuple(options.split("|")), key, explanation=why, topic=topic,
                level=level)  # fmt: skip


def _multiple(topic: str, level: Level, stem: str, options: str, key: str, why: str = "") -> Item:
    return Item(Kind.MULTIPLE, stem, tuple(options.split("|")), key, explanation=why, topic=topic,
                level=level)  # fmt: skip


def _judge(topic: str, level: Level, stem: str, key: bool, why: str = "") -> Item:
    return Item(Kind.JUDGE, stem, answer=key, explanation=why, topic=topic, level=level)


def _blank(topic: str, level: Level, stem: str, *accepted: str, in_order: bool = True) -> Item:
    blanks = tuple(Blank(tuple(one.split("|"))) for one in accepted)
    return Item(Kind.BLANK, stem, answer=blanks, in_order=in_order, numerals=True, topic=topic,
                level=level)  # fmt: skip


SINGLES = (
    _single(XIBAIPO, EASY, "党的七届二中全会召开于哪一年？", "1945年|1947年|1949年|1950年", "C",
            "1949年3月5日至13日在西柏坡召开。"),
    _single(XIBAIPO, EASY, "西柏坡位于河北省哪个县？", "平山县|正定县|阜平县|涉县", "A"),
    _single(XIBAIPO, MIDDLE, "中共中央进驻西柏坡是在", "1946年5月|1947年5月|1948年5月|1949年1月", "C"),
    _single(XIBAIPO, MIDDLE, "1947年在西柏坡召开、通过《中国土地法大纲》的会议是",
            "九月会议|全国土地会议|七届二中全会|政治局扩大会议", "B"),
    _single(XIBAIPO, EASY, "毛泽东离开西柏坡、把进北平比作“进京赶考”是在哪一天？",
            "1949年3月5日|1949年3月13日|1949年3月23日|1949年10月1日", "C"),
    _single(HISTORY, EASY, "三大战役中最先发起的是", "辽沈战役|淮海战役|平津战役|渡江战役", "A",
            "辽沈战役始于1948年9月12日。"),
    _single(HISTORY, EASY, "中国共产党第一次全国代表大会召开于", "1919年|1921年|1923年|1927年", "B"),
    _single(HISTORY, MIDDLE, "中共中央发布纪念“五一”劳动节口号是在",
            "1947年4月30日|1948年4月30日|1949年4月30日|1949年5月1日", "B",
            "口号号召召开新的政治协商会议、成立民主联合政府。"),
    _single(HISTORY, MIDDLE, "确立“支部建在连上”的三湾改编发生于哪一年？", "1925年|1927年|1929年|1931年", "B"),
    _single(HISTORY, HARD, "七届二中全会规定，全国胜利以后党的工作重心应当",
            "继续放在乡村|由乡村转移到城市|由城市转移到乡村|城乡兼顾、以乡村为主", "B"),
    _single(UNION, EASY, "中华全国总工会成立于哪一年？", "1921年|1922年|1925年|1927年", "C",
            "1925年5月，第二次全国劳动大会在广州召开。"),
    _single(LAW, EASY, "建立工会组织的单位，每月按全部职工工资总额的多少向工会拨缴经费？",
            "百分之一|百分之二|百分之三|百分之五", "B"),
    _single(LAW, MIDDLE, "会员多少人以上的，应当建立基层工会委员会？", "十人|二十人|二十五人|五十人", "C",
            "不足二十五人的，可以单独建立，也可以联合建立。"),
    _single(LAW, MIDDLE, "职工多少人以上的企业、事业单位、社会组织的工会，可以设专职工会主席？",
            "一百人|二百人|三百人|五百人", "B"),
    _single(LAW, MIDDLE, "基层工会委员会每届任期是", "一年|二年|三年或者五年|五年以上", "C"),
    _single(LAW, HARD, "罢免工会主席，须经会员大会或者会员代表大会全体会员或者全体代表",
            "三分之一以上通过|过半数通过|三分之二以上通过|一致通过", "B"),
    _single(UNION, EASY, "企业民主管理的基本形式是", "股东会|职工代表大会|董事会|厂长办公会", "B"),
    _single(UNION, MIDDLE, "集体合同草案应当提交谁讨论通过？",
            "工会委员会|职工代表大会或者全体职工|董事会|上级工会", "B"),
    _single(UNION, MIDDLE, "企业劳动争议调解委员会主任由谁担任？",
            "企业负责人|工会成员或者双方推举的人员|人力资源部门负责人|上级工会指定的人员", "B"),
    _single(UNION, EASY, "职工遇到困难，工会干部首先应当", "请他写申请|了解情况、上门看望|等上级通知|转给其他部门",
            "B"),
)  # fmt: skip

MULTIPLES = (
    _multiple(HISTORY, EASY, "下列属于三大战役的有", "辽沈战役|淮海战役|平津战役|渡江战役", "ABC"),
    _multiple(XIBAIPO, EASY, "“两个务必”是指务必使同志们继续地保持",
              "谦虚、谨慎、不骄、不躁的作风|艰苦奋斗的作风|雷厉风行的作风|调查研究的作风", "AB"),
    _multiple(XIBAIPO, MIDDLE, "七届二中全会前后立下的规矩包括",
              "不做寿|不送礼|少敬酒、少拍掌|不以人名作地名", "ABCD"),
    _multiple(XIBAIPO, MIDDLE, "在西柏坡召开的会议有", "全国土地会议|九月会议|七届二中全会|遵义会议", "ABC"),
    _multiple(LAW, MIDDLE, "工会的基本职责是",
              "维护职工合法权益|竭诚服务职工群众|管理企业经营|审批劳动合同", "AB"),
    _multiple(LAW, MIDDLE, "工会经费的来源包括",
              "会员缴纳的会费|单位拨缴的经费|人民政府的补助|其他收入", "ABCD"),
    _multiple(LAW, HARD, "单位有下列哪些情形，工会应当代表职工交涉，要求改正？",
              "克扣、拖欠职工工资|不提供劳动安全卫生条件|随意延长劳动时间|侵犯女职工特殊权益", "ABCD"),
    _multiple(UNION, EASY, "下列属于劳模精神的有", "爱岗敬业|争创一流|甘于奉献|唯利是图", "ABC"),
    _multiple(UNION, MIDDLE, "工匠精神的内涵包括", "执着专注|精益求精|一丝不苟|追求卓越", "ABCD"),
    _multiple(UNION, EASY, "劳动精神是指", "崇尚劳动|热爱劳动|辛勤劳动|诚实劳动", "ABCD"),
)  # fmt: skip

JUDGES = (
    _judge(XIBAIPO, EASY, "西柏坡被称为新中国从这里走来的地方。", True),
    _judge(XIBAIPO, EASY, "七届二中全会是在延安召开的。", False, "会址在西柏坡。"),
    _judge(XIBAIPO, MIDDLE, "九月会议于1948年9月在西柏坡召开。", True),
    _judge(HISTORY, EASY, "平津战役中，北平实现了和平解放。", True),
    _judge(HISTORY, MIDDLE, "淮海战役是三大战役中最先开始的。", False, "最先开始的是辽沈战役。"),
    _judge(HISTORY, MIDDLE, "五一国际劳动节的由来与芝加哥工人大罢工有关。", True),
    _judge(LAW, EASY, "在中国境内的外商投资企业里，职工也有权参加和组织工会。", True),
    _judge(LAW, EASY, "企业可以把工会撤销，或者归并到其他部门。", False, "任何组织和个人不得随意撤销、合并工会组织。"),
    _judge(LAW, MIDDLE, "工会主席任期未满时，不得随意调动其工作。", True),
    _judge(LAW, MIDDLE, "用人单位单方面解除劳动合同，应当事先将理由通知工会。", True),
    _judge(LAW, HARD, "工会委员会可以不经选举，由上级直接任命产生。", False, "工会委员会由会员大会民主选举产生。"),
    _judge(UNION, EASY, "工会的送温暖活动只能在春节前开展。", False),
)  # fmt: skip

BLANKS = (
    _blank(HISTORY, EASY, "三大战役历时____天。", "142|一百四十二"),
    _blank(XIBAIPO, EASY, "党的七届二中全会于____年3月召开。", "1949|一九四九"),
    _blank(XIBAIPO, MIDDLE, "务必使同志们继续地保持谦虚、____、不骄、不躁的作风，务必使同志们继续地保持____的作风。",
           "谨慎", "艰苦奋斗"),
    _blank(XIBAIPO, EASY, "毛泽东把离开西柏坡进北平比作“进京____”。", "赶考"),
    _blank(HISTORY, MIDDLE, "三大战役是辽沈战役、____战役和____战役（先后不论）。", "淮海", "平津",
           in_order=False),
    _blank(LAW, EASY, "工会经费按每月全部职工工资总额的百分之____拨缴。", "2|二"),
    _blank(UNION, EASY, "中华全国总工会成立于____年。", "1925|一九二五"),
    _blank(LAW, MIDDLE, "会员____人以上的，应当建立基层工会委员会。", "25|二十五"),
)  # fmt: skip

ESSAYS = (
    Item(Kind.ESSAY, "结合本单位实际，谈谈怎样当好职工的“娘家人”。",
         answer="熟悉职工情况，经常走访；依法维护权益，敢于说话；把服务做到具体的事上；接受职工评议。",
         points=(Point("熟悉职工，经常走访", Decimal(3)), Point("依法维权，敢于说话", Decimal(3)),
                 Point("服务落到具体的事", Decimal(2)), Point("接受职工评议", Decimal(2))),
         topic=UNION, level=MIDDLE),
    Item(Kind.ESSAY, "简述“两个务必”的内容和今天的意义。",
         answer="务必使同志们继续地保持谦虚、谨慎、不骄、不躁的作风，务必使同志们继续地保持艰苦奋斗的作风。",
         points=(Point("写出两个务必的内容", Decimal(4)), Point("说明提出的背景", Decimal(3)),
                 Point("联系自己的工作", Decimal(3))),
         topic=XIBAIPO, level=MIDDLE),
    Item(Kind.ESSAY, "职工反映加班费没有足额发放，作为基层工会主席您怎么处理？",
         answer="先了解事实、核对考勤和工资；向单位提出，要求改正；调解不成，支持职工申请仲裁；事后回访。",
         points=(Point("核实情况", Decimal(3)), Point("代表职工交涉", Decimal(4)),
                 Point("支持申请调解、仲裁", Decimal(3))),
         topic=LAW, level=HARD),
)  # fmt: skip

ORDERS = (
    Item(Kind.ORDER, "按开始的先后排列。", ("淮海战役", "平津战役", "辽沈战役"), "CAB", topic=HISTORY,
         level=MIDDLE, explanation="辽沈 1948年9月，淮海 11月6日，平津 11月29日。"),
    Item(Kind.ORDER, "按召开的先后排列。", ("遵义会议", "党的七届二中全会", "党的一大", "八七会议"), "CDAB",
         topic=HISTORY, level=MIDDLE),
    Item(Kind.ORDER, "集体协商的一般步骤，按先后排列。",
         ("提交职工代表大会讨论通过", "产生协商代表", "双方首席代表签字", "协商议定草案", "提出协商要求"),
         "EBDAC", topic=UNION, level=HARD),
)  # fmt: skip

MATCHES = (
    Item(Kind.MATCH, "战役和主要战场。", ("辽沈战役", "淮海战役", "平津战役"), "BCA",
         targets=("华北地区", "东北地区", "以徐州为中心的地区", "西北地区"), topic=HISTORY, level=MIDDLE),
    Item(Kind.MATCH, "会议和地点。", ("党的七届二中全会", "遵义会议", "古田会议"), "CAB",
         targets=("贵州", "福建", "河北", "陕西"), topic=HISTORY, level=EASY),
    Item(Kind.MATCH, "谁来做什么。", ("职工代表大会", "工会委员会", "劳动争议调解委员会"), "BCA",
         targets=("调解劳动争议", "审议通过集体合同草案", "主持会员大会闭会期间的日常工作"), topic=UNION,
         level=HARD),
)  # fmt: skip

TO_MEND = (
    (Item(Kind.SINGLE, "工会主席、副主席任期未满时调动工作，应当征得谁的同意？",
          ("职工代表大会", "本级工会委员会和上一级工会", "单位负责人", "人力资源部门"), topic=LAW),
     "32.工会主席、副主席任期未满时调动工作，应当征得谁的同意？A.职工代表大会 B.本级工会委员会和上一级工会"
     " C.单位负责人 D.人力资源部门"),
    (Item(Kind.BLANK, "工会是中国共产党领导的职工____结合的工人阶级____组织。",
          answer=(Blank(("自愿",)),), topic=LAW),
     "33.工会是中国共产党领导的职工____结合的工人阶级____组织。答案：自愿"),
)  # fmt: skip
"""Drafts with the text that they were read from: one without an answer, one with a blank too many."""

BANK = (*SINGLES, *MULTIPLES, *JUDGES, *BLANKS, *ESSAYS, *ORDERS, *MATCHES)

EXCHANGED = (
    Item(Kind.SINGLE, "西柏坡旧址如今紧邻哪座水库？", ("岗南水库", "官厅水库", "密云水库", "潘家口水库"), "A"),
    Item(Kind.JUDGE, "中央军委作战室里，三大战役是靠电报指挥的。", answer=True),
    Item(Kind.BLANK, "“最后一个农村____”说的是西柏坡。", answer=(Blank(("指挥所",)),)),
    Item(Kind.MULTIPLE, "工会干部下基层走访，应当带着什么去？", ("问题清单", "政策解答", "慰问记录本", "架子"),
         "ABC"),
    Item(Kind.SINGLE, "职工代表大会闭会期间，日常工作由谁负责？", ("工会委员会", "董事会", "办公室", "党委办公室"),
         "A"),
)  # fmt: skip
"""What groups wrote for each other."""
