"""The console's pages of 现场教学, and the pages of whoever leads on the road."""

from plugins.field_teaching.views import incidents as incidents
from plugins.field_teaching.views import outings as outings
from plugins.field_teaching.views import safety as safety
from plugins.field_teaching.views import teaching as teaching
from plugins.field_teaching.views.blueprint import blueprint

__all__ = ["blueprint"]
