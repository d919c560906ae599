"""What trainees see of 测验 on their phones."""

from plugins.quizzes.phone import appeals as appeals
from plugins.quizzes.phone import doors as doors
from plugins.quizzes.phone import exchanges as exchanges
from plugins.quizzes.phone import paper as paper
from plugins.quizzes.phone import polls as polls
from plugins.quizzes.phone import result as result
from plugins.quizzes.phone.blueprint import blueprint

__all__ = ["blueprint"]
