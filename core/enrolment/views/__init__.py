"""The console's pages about trainees: the list, one trainee, 导入, 报名, 报到 and what is printed."""

from core.enrolment.views import applications as applications
from core.enrolment.views import importing as importing
from core.enrolment.views import papers as papers
from core.enrolment.views import reporting as reporting
from core.enrolment.views import trainee as trainee
from core.enrolment.views import trainees as trainees
from core.enrolment.views.blueprint import blueprint

__all__ = ["blueprint"]
