"""The console's pages of 测验."""

from plugins.quizzes.views import exchanges as exchanges
from plugins.quizzes.views import polls as polls
from plugins.quizzes.views import sittings as sittings
from plugins.quizzes.views.blueprint import blueprint

__all__ = ["blueprint"]
