"""What is asked inside an act, and told after its commit."""

from __future__ import annotations

from typing import Any

from core.errors import Problem
from core.events import CheckedIn, ClassClosed, Enrolled, LeaveDecided, LessonMoved
from core.hookspecs.marks import hookspec

# -- asked inside the act ---------------------------------------------------------------------------


@hookspec
def enrolment_problems(training_class: Any, person: Any) -> list[Problem]:  # type: ignore[empty-body]
    """Say why this person may not be enrolled in this class.

    What for: conditions of admission, such as a course that must come before.
    When: inside `enrol()`, before anything is written.
    Answer: a list of Problem; empty means no objection.
    If it fails: the enrolment is refused, with a sentence that names the plugin.
    """


@hookspec
def check_in_problems(lesson: Any, enrolment: Any, place: Any) -> list[Problem]:  # type: ignore[empty-body]
    """Say why this trainee may not check in to this lesson.

    What for: conditions beyond the window and the code, such as being on the right bus.
    When: inside `check_in()` and on the page before it, after the core's own guards; `place` is None
    where none was given.
    Answer: a list of Problem; empty means no objection.
    If it fails: the check-in is refused, with a sentence that names the plugin.
    """


@hookspec
def closing_problems(training_class: Any) -> list[Problem]:  # type: ignore[empty-body]
    """Say why the class may not be closed yet.

    What for: work that must end first, such as leave that nobody has decided.
    When: inside `close_class()`, and on the closing page before it.
    Answer: a list of Problem; empty means no objection.
    If it fails: the class stays open, with a sentence that names the plugin.
    """


@hookspec
def completion_problems(enrolment: Any, tally: Any) -> list[Problem]:  # type: ignore[empty-body]
    """Give reasons against a trainee's completion.

    What for: rules beyond attendance, such as a test below its pass mark; they shape the proposal.
    When: inside `close_class()` and on the closing page, for each trainee; `tally` sums their marks.
    Answer: a list of Problem; empty means nothing stands against it.
    If it fails: the class stays open, with a sentence that names the plugin.
    """


@hookspec
def copy_class(source: Any, target: Any) -> None:
    """Carry one's own data from last year's class into the new one.

    What for: what is prepared once, such as a timetable, is not typed again.
    When: inside `copy_class()`, in the same transaction.
    Answer: nothing.
    If it fails: the copy is refused and nothing of it exists.
    """


# -- told after the commit --------------------------------------------------------------------------


@hookspec
def enrolled(event: Enrolled) -> None:
    """Hear that a person became a trainee.

    What for: a welcome, a seat, a place in a list.
    When: after the commit of `enrol()`.
    Answer: nothing.
    If it fails: logged with the plugin's name and shown on the system page; the enrolment stands.
    """


@hookspec
def checked_in(event: CheckedIn) -> None:
    """Hear that a trainee's presence was confirmed.

    What for: ending a leave early, opening a quiz, counting a bus.
    When: after the commit of `check_in()`, once for each presence; it stands on the fast path.
    Answer: nothing.
    If it fails: logged with the plugin's name and shown on the system page; the mark stands.
    """


@hookspec
def leave_decided(event: LeaveDecided) -> None:
    """Hear that a leave request was approved, refused or cancelled.

    What for: telling the trainee, freeing a seat on a bus.
    When: after the commit of the decision.
    Answer: nothing.
    If it fails: logged with the plugin's name and shown on the system page; the decision stands.
    """


@hookspec
def lesson_moved(event: LessonMoved) -> None:
    """Hear that a lesson has another time or place.

    What for: telling those who would otherwise stand before the wrong door.
    When: after the commit of the change.
    Answer: nothing.
    If it fails: logged with the plugin's name and shown on the system page; the change stands.
    """


@hookspec
def class_closed(event: ClassClosed) -> None:
    """Hear that every outcome of a class is decided.

    What for: certificates, statistics, the archive.
    When: after the commit of `close_class()`.
    Answer: nothing; long work is started as a job.
    If it fails: logged with the plugin's name and shown on the system page; the class is closed.
    """
