"""The console's pages of 现场教学, and the pages of whoever leads on the road."""

from plugins.field_teaching.views import control as control
from plugins.field_teaching.views import incidents as incidents
from plugins.field_teaching.views import outing_copies as outing_copies
from plugins.field_teaching.views import outing_import as outing_import
from plugins.field_teaching.views import outing_papers as outing_papers
from plugins.field_teaching.views import outing_plans as outing_plans
from plugins.field_teaching.views import outing_stops as outing_stops
from plugins.field_teaching.views import outings as outings
from plugins.field_teaching.views import road as road
from plugins.field_teaching.views import safety as safety
from plugins.field_teaching.views import site_import as site_import
from plugins.field_teaching.views import site_photos as site_photos
from plugins.field_teaching.views import sites as sites
from plugins.field_teaching.views import teaching as teaching
from plugins.field_teaching.views import vehicles as vehicles
from plugins.field_teaching.views.blueprint import blueprint

__all__ = ["blueprint"]
