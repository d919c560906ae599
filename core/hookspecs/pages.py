"""What is asked while a page is drawn, and for a person's rights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.contributions import HeldData, Panel
from core.hookspecs.marks import hookspec

# -- while a page is drawn --------------------------------------------------------------------------


@hookspec
def class_panels(training_class: Any) -> list[Panel]:  # type: ignore[empty-body]
    """Add cards to a class's overview in the console.

    What for: what of one's feature an organiser should see first in the morning.
    When: while the overview is drawn.
    Answer: a list of Panel.
    If it fails: the card is left out and the fault is logged.
    """


@hookspec
def lesson_panels(lesson: Any) -> list[Panel]:  # type: ignore[empty-body]
    """Add cards to a lesson's page in the console.

    What for: what of one's feature belongs to this lesson.
    When: while the lesson's page is drawn.
    Answer: a list of Panel.
    If it fails: the card is left out and the fault is logged.
    """


@hookspec
def trainee_panels(enrolment: Any) -> list[Panel]:  # type: ignore[empty-body]
    """Add cards to a trainee's page in the console.

    What for: everything known of one trainee, on one page.
    When: while the trainee's page is drawn.
    Answer: a list of Panel.
    If it fails: the card is left out and the fault is logged.
    """


@hookspec
def phone_cards(enrolment: Any) -> list[Panel]:  # type: ignore[empty-body]
    """Add cards to the trainee's page of today on the phone.

    What for: the next bus, the open quiz, the certificate that is ready.
    When: while the page is drawn.
    Answer: a list of Panel.
    If it fails: the card is left out and the fault is logged.
    """


# -- for the person's rights ------------------------------------------------------------------------


@hookspec
def personal_data(person: Any) -> list[HeldData]:  # type: ignore[empty-body]
    """Show what is held about a person.

    What for: a person may see and copy what is stored about them.
    When: on an access request, from the phone or the console.
    Answer: a list of HeldData.
    If it fails: reported on the page as missing, and logged.
    """


@hookspec
def erase_personal_data(person: Any, before: datetime) -> int:  # type: ignore[empty-body]
    """Erase what is no longer needed about a person.

    What for: the retention date of the class's notice; registers of completion stay.
    When: in the retention run, in one transaction per person, for data older than `before`.
    Answer: how many records were erased.
    If it fails: the person's data stays as it was and the fault is reported.
    """
