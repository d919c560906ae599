"""The words that templates of 现场教学 choose by value."""

from __future__ import annotations

from typing import Any

from plugins.field_teaching.models import Incident
from plugins.field_teaching.queries.safety import minutes_to_tell
from plugins.field_teaching.rules.incidents import minutes_late
from plugins.field_teaching.terms import (
    INCIDENT_STATE_WORDS,
    INCIDENT_WORDS,
    STOP_WORDS,
    TRANSPORT_WORDS,
    StopKind,
    Variant,
)


def way_words() -> dict[str, Any]:
    """The words of stops, and the values that a template of the way asks for."""
    return {
        "stop_words": {kind.value: words for kind, words in STOP_WORDS.items()},
        "transport_words": {kind.value: words for kind, words in TRANSPORT_WORDS.items()},
        "teach": StopKind.TEACH.value,
        "rain": Variant.RAIN.value,
    }


def incident_words(class_id: int) -> dict[str, Any]:
    """The words of incidents, and `late(incident)`: by how many minutes the 主办 was told too late."""
    within = minutes_to_tell(class_id)

    def late(incident: Incident) -> int:
        told = incident.told_host_at
        return minutes_late(incident.happened_at, told, within) if told else 0

    return {
        "kind_words": {kind.value: words for kind, words in INCIDENT_WORDS.items()},
        "state_words": {state.value: words for state, words in INCIDENT_STATE_WORDS.items()},
        "tones": {"open": "late", "handled": "leave", "closed": "ok"},
        "late": late,
        "within": within,
    }
