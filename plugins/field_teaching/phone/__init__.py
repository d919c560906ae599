"""What trainees see of 现场教学 on their phones."""

from plugins.field_teaching.phone import emergency as emergency
from plugins.field_teaching.phone import stops as stops
from plugins.field_teaching.phone import way as way
from plugins.field_teaching.phone.blueprint import blueprint

__all__ = ["blueprint"]
