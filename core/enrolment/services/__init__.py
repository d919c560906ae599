"""Every act of enrolment; each is one transaction, takes `by=` and `at=`, and never reads the request."""

from core.enrolment.services.applying import (
    Applied,
    amend,
    apply,
    apply_for_all,
    swap,
    withdraw,
)
from core.enrolment.services.deciding import (
    approve,
    files_offered,
    next_in_line,
    put_on_waiting,
    return_application,
)
from core.enrolment.services.enrolling import (
    Seat,
    change_trainee,
    enrol,
    replace_trainee,
    report_in,
    report_in_all,
    take_back_report,
    withdraw_trainee,
)
from core.enrolment.services.erasing import erase_contacts
from core.enrolment.services.groups import (
    change_group,
    change_groups,
    group_automatically,
    group_named,
)
from core.enrolment.services.importing import (
    SKIP,
    Choices,
    Planned,
    import_roster,
    plan_import,
    written_before,
)
from core.enrolment.services.persons import NEW, Known, person_for
from core.enrolment.services.quotas import copy_quotas, drop_quota, renew_link, set_quotas

__all__ = [
    "NEW",
    "SKIP",
    "Applied",
    "Choices",
    "Known",
    "Planned",
    "Seat",
    "amend",
    "apply",
    "apply_for_all",
    "approve",
    "change_group",
    "change_groups",
    "change_trainee",
    "copy_quotas",
    "drop_quota",
    "enrol",
    "erase_contacts",
    "files_offered",
    "group_automatically",
    "group_named",
    "import_roster",
    "next_in_line",
    "person_for",
    "plan_import",
    "put_on_waiting",
    "renew_link",
    "replace_trainee",
    "report_in",
    "report_in_all",
    "return_application",
    "set_quotas",
    "swap",
    "take_back_report",
    "withdraw",
    "withdraw_trainee",
    "written_before",
]
