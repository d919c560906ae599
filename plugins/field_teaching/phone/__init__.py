"""What trainees see of 现场教学 on their phones."""

from plugins.field_teaching.phone.blueprint import blueprint

__all__ = ["blueprint"]
