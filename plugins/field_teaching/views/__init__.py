"""The console's pages of 现场教学, and the pages of whoever leads on the road."""

from plugins.field_teaching.views import control as control
from plugins.field_teaching.views import outings as outings
from plugins.field_teaching.views import road as road
from plugins.field_teaching.views import vehicles as vehicles
from plugins.field_teaching.views.blueprint import blueprint

__all__ = ["blueprint"]
