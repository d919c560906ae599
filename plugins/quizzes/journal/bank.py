"""What acts of 测验 are called in the journal: bank."""

from __future__ import annotations

from typing import Any

from core.i18n import lazy_gettext as _

ACT_WORDS: dict[str, Any] = {
    "question_added": _("题库：加一道题"),
    "question_changed": _("题库：改一道题"),
    "question_looked_through": _("题库：核对一道草稿，可以用"),
    "questions_labelled": _("题库：批量设置专题、难度或标签"),
    "questions_retired": _("题库：停用题目"),
    "questions_restored": _("题库：恢复题目"),
    "questions_read": _("题库：读取题目，待核对"),
    "import_mended": _("题库：核对时改题"),
    "import_chosen": _("题库：核对时去掉或取回题目"),
    "import_dropped": _("题库：去掉没有采用的一批"),
    "import_taken": _("题库：采用导入的题目"),
}
