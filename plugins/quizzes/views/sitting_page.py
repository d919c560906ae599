"""What the pages of one sitting are drawn from."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from core import clock
from core.access.guard import may, this_class
from core.enrolment.queries import groups_of
from core.i18n import gettext as _
from core.intake import whole
from core.timetable.queries import lessons_of
from core.timetable.rules import LessonKind
from core.training.models import TrainingClass
from plugins.quizzes.forms.sittings import Offer, SittingForm
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries import papers as papers_asked
from plugins.quizzes.queries import progress as progress_asked
from plugins.quizzes.queries import sittings as queries
from plugins.quizzes.queries.make_up import MakeUp
from plugins.quizzes.queries.papers import laid_out
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.review import keys_words
from plugins.quizzes.rules.sittings import STAGE_TONES, STAGE_WORDS
from plugins.quizzes.services.issuing import differs
from plugins.quizzes.terms import COUNTS_WORDS, PHASE_WORDS, PURPOSE_WORDS, Counts, Phase, Purpose
from plugins.quizzes.texts import lesson_words, when_words


def sitting_form(found: TrainingClass, absent: MakeUp | None) -> SittingForm:
    """The form with what this class has to offer."""
    guests: list[tuple[int, str]] = []
    if absent is not None:
        guests += [(one.id, _("%(name)s（缺考）", name=one.name)) for one in absent.missing]
        guests += [
            (one.id, _("%(name)s（%(points)s 分）", name=one.name, points=plain(points)))
            for one, points in absent.below
        ]
        guests += [(one.id, one.name) for one in absent.others]
    papers = papers_asked.titles_of(found.id)
    return SittingForm().offer(Offer(papers, lessons_of(found.id), found.zone, guests))


def begun_form(
    form: SittingForm, found: TrainingClass, first: Sitting | None, absent: MakeUp | None
) -> None:
    """Fills in what is known before anybody types: of the paper, the lesson, the sitting to make up for."""
    if first is not None and absent is not None:
        form.show(first, absent.proposed)
        form.title.data = _("%(title)s（补考）", title=first.title)[:120]
        form.lesson_id.data, form.needs_presence.data = None, False
        for field in (form.opens_on, form.opens, form.closes_on, form.closes):
            field.data = None
        return
    wanted = request.args.get("paper", 0, type=whole)
    paper = papers_asked.paper_by_id(found.id, wanted) if wanted else None
    lesson_id = request.args.get("lesson", 0, type=whole)
    lesson = form.lessons.get(lesson_id) if lesson_id else _next_exam(form)
    form.begin(paper, lesson)


def _next_exam(form: SittingForm) -> Any:
    """The exam in the timetable that comes next, where there is one."""
    now = clock.now()
    exams = [
        one
        for one in form.lessons.values()
        if one.kind == LessonKind.EXAM and one.ends_at and one.ends_at > now
    ]
    return exams[0] if exams else None


def sitting_page(sitting: Sitting) -> dict[str, Any]:
    """All that the page of a sitting shows beside its progress."""
    found, paper = this_class(), papers_asked.paper_by_id(sitting.class_id, sitting.paper_id)
    stage, lesson = queries.stage(sitting, clock.now()), queries.lesson_of(sitting)
    return {
        **live_part(sitting),
        "paper": paper,
        "lesson": lesson,
        "moved": lesson_words(lesson, sitting.opens_at, sitting.closes_at, found.zone),
        "facts": _facts(sitting, found.zone),
        "problems": laid_out(paper).problems if sitting.published_at is None else [],
        "differs": differs(sitting),
        "stage_word": STAGE_WORDS[stage],
        "stage_tone": STAGE_TONES[stage],
        "groups": groups_of(found.id),
        "first": _first(sitting),
    }


def _first(sitting: Sitting) -> Sitting | None:
    """The sitting that this one makes up for."""
    wanted = sitting.make_up_of
    return queries.sitting_by_id(wanted, sitting.class_id) if wanted is not None else None


def live_part(sitting: Sitting) -> dict[str, Any]:
    """The progress of a sitting, as htmx fetches it again and again."""
    now = clock.now()
    return {
        **seat_part(sitting),
        "stage": queries.stage(sitting, now).value,
        "progress": progress_asked.progress_of(sitting, now),
        "extras": extra_lines(sitting),
        "glyphs": progress_asked.SEAT_GLYPHS,
    }


def seat_part(sitting: Sitting) -> dict[str, Any]:
    """What a seat is drawn with, alone or among all."""
    found = this_class()
    return {
        "sitting": sitting,
        "tones": progress_asked.SEAT_TONES,
        "zone": found.zone,
        "may_edit": may("quizzes.plan", found.id) and not found.is_frozen,
    }


def extra_lines(sitting: Sitting) -> list[dict[str, Any]]:
    """Who has more time, by name."""
    return [
        {"id": row.id, "who": who, "minutes": row.minutes, "why": row.why}
        for row, who in progress_asked.extras_named(sitting.id)
    ]


def _facts(sitting: Sitting, zone: str) -> list[tuple[Any, Any]]:
    minutes = _("%(n)d 分钟", n=sitting.minutes) if sitting.minutes else _("到结束时间为止")
    tries = _("%(n)d 次", n=sitting.attempts) if sitting.attempts else _("不限")
    if sitting.attempts != 1:
        tries = _("%(tries)s，%(counts)s", tries=tries, counts=COUNTS_WORDS[Counts(sitting.counts)])
    doors = [_("口令 %(word)s", word=sitting.password)] if sitting.password else []
    doors += [_("签到后才能作答")] if sitting.needs_presence else []
    return [
        (_("时间"), when_words(sitting.opens_at, sitting.closes_at, zone)),
        (_("答题时间"), minutes),
        (_("用途"), _("练习") if sitting.practice else PURPOSE_WORDS[Purpose(sitting.purpose)]),
        (_("可以答几次"), tries),
        (_("怎样进入"), "、".join(doors) or _("到时间就能进入")),
        (_("及格分"), _pass_words(sitting)),
        (_("公布成绩"), PHASE_WORDS[Phase(sitting.marks_from)]),
        (
            _("公布答案"),
            keys_words(Phase(sitting.keys_from), sitting.attempts, practice=sitting.practice),
        ),
        (_("断网补传"), _("结束后 %(n)d 秒内", n=sitting.grace_seconds)),
    ]


def _pass_words(sitting: Sitting) -> str:
    mark = plain(sitting.pass_mark)
    return _("%(mark)s（结业条件）", mark=mark) if sitting.required else mark


def phone_address(sitting: Sitting) -> str:
    """Where trainees write a sitting, in full."""
    root: str = current_app.config["JIXUN"].public_url or request.url_root.rstrip("/")
    return f"{root}{url_for('quizzes_phone.door', sitting_id=sitting.id)}"
