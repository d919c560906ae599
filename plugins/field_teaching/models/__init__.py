"""The tables of 现场教学."""

from __future__ import annotations

from plugins.field_teaching.models.counts import CountEntry, Departure
from plugins.field_teaching.models.outings import Outing, Placing, Stop
from plugins.field_teaching.models.safety import EmergencyCard, Incident, IncidentStep
from plugins.field_teaching.models.sites import Site, SiteNote, SitePhoto
from plugins.field_teaching.models.teaching import Rated, Reflection, StopScore, Tribute
from plugins.field_teaching.models.vehicles import WEEK, Companion, Ride, Vehicle

__all__ = [
    "WEEK",
    "Companion",
    "CountEntry",
    "Departure",
    "EmergencyCard",
    "Incident",
    "IncidentStep",
    "Outing",
    "Placing",
    "Rated",
    "Reflection",
    "Ride",
    "Site",
    "SiteNote",
    "SitePhoto",
    "Stop",
    "StopScore",
    "Tribute",
    "Vehicle",
]
