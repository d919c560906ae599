"""题库: the list of questions, and what is done to several at once."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import whole, wholes
from core.web import actor, go_to, needs, page
from plugins.quizzes.queries import bank as queries
from plugins.quizzes.queries.bank import Wanted
from plugins.quizzes.queries.importing import waiting_imports
from plugins.quizzes.rules.keys import key_text, paired, right_letters
from plugins.quizzes.rules.labels import Labels
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.typed import LONGEST, TAG_BREAK
from plugins.quizzes.services import bank as services
from plugins.quizzes.terms import KIND_WORDS, LETTERS, LEVEL_WORDS, QUESTION_STATE_WORDS, Level
from plugins.quizzes.views.blueprint import blueprint, say, subnav

MOST_CHOSEN = 2000


@blueprint.get("/bank")
@needs("quizzes.bank")
def bank() -> Response:
    """The questions that are looked for, drafts first."""
    wanted = wanted_of(request.args)
    asked = wholes([request.args.get("page", "")]) or [1]
    census = queries.census()
    return page(
        "quizzes/bank/list.html",
        wanted=wanted,
        found=queries.questions_page(wanted, asked[0]),
        census=census,
        tag_choices=[(tag, f"{tag} ({count})") for tag, count in sorted(census.tags.items())],
        waiting=waiting_imports(this_class().id),
        pages=subnav("bank"),
        none=queries.NONE,
        **words(),
    )


def words() -> dict[str, Any]:
    """The words that pages of the bank speak with."""
    return {
        "kind_words": {kind.value: word for kind, word in KIND_WORDS.items()},
        "level_words": {level.value: word for level, word in LEVEL_WORDS.items()},
        "state_words": {state.value: word for state, word in QUESTION_STATE_WORDS.items()},
        "letters": LETTERS,
        "key_text": key_text,
        "right_letters": right_letters,
        "paired": paired,
        "plain": plain,
    }


def wanted_of(told: Any) -> Wanted:
    """What an address looks for in the bank."""
    try:
        source = whole(told.get("source", ""))
    except ValueError:
        source = None
    plain = {
        name: told.get(name, "")[:80] for name in ("text", "kind", "topic", "level", "tag", "state")
    }
    return Wanted(**plain, source=source)


@blueprint.post("/bank/several")
@needs("quizzes.bank")
def bank_several() -> Response:
    """Sets topic, level or tags of the ticked questions, retires, restores or exports them."""
    chosen = sorted(set(wholes(request.form.getlist("chosen"))))[:MOST_CHOSEN]
    act = request.form.get("act", "")
    if not chosen:
        flash(_("请先勾选题目。"), "warning")
    elif act == "export":
        return go_to(url_for(".bank_export", chosen=chosen))
    else:
        try:
            flash(_several(act, chosen), "success")
        except Refused as refused:
            say(refused)
    return go_to(url_for(".bank", **wanted_of(request.form).arguments))


def _several(act: str, chosen: list[int]) -> str:
    """Does to the ticked questions what was asked, and says what became of it."""
    who: dict[str, Any] = {"by": actor(), "at": clock.now()}
    if act == "retire":
        count = services.retire_questions(this_class(), chosen, **who)
        return str(_("停用了 %(num)d 道题。", num=count))
    if act == "restore":
        count = services.restore_questions(this_class(), chosen, **who)
        return str(_("恢复了 %(num)d 道题。", num=count))
    count = services.label_questions(this_class(), chosen, _labels(), **who)
    return str(_("改了 %(num)d 道题。", num=count))


def _labels() -> Labels:
    topic = " ".join(request.form.get("set_topic", "").split())[: LONGEST["topic"]]
    level = request.form.get("set_level", "")
    tags = [tag for tag in TAG_BREAK.split(request.form.get("set_tags", "")) if tag]
    return Labels(
        topic=topic or None,
        level=Level(level) if level in set(Level) and level else None,
        tags=tuple(tag[:40] for tag in tags[:20]),
    )
