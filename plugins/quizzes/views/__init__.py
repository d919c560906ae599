"""The console's pages of 测验."""

from plugins.quizzes.views import appeals as appeals
from plugins.quizzes.views import attempts as attempts
from plugins.quizzes.views import bank as bank
from plugins.quizzes.views import entries as entries
from plugins.quizzes.views import exchanges as exchanges
from plugins.quizzes.views import exporting as exporting
from plugins.quizzes.views import importing as importing
from plugins.quizzes.views import items as items
from plugins.quizzes.views import marking as marking
from plugins.quizzes.views import pairs as pairs
from plugins.quizzes.views import paper_sections as paper_sections
from plugins.quizzes.views import papers as papers
from plugins.quizzes.views import polls as polls
from plugins.quizzes.views import prints as prints
from plugins.quizzes.views import question as question
from plugins.quizzes.views import regrading as regrading
from plugins.quizzes.views import results as results
from plugins.quizzes.views import sitting_live as sitting_live
from plugins.quizzes.views import sittings as sittings
from plugins.quizzes.views.blueprint import blueprint

__all__ = ["blueprint"]
