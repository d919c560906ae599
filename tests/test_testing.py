from datetime import timedelta

import pytest

from core import clock
from core.testing import Maker, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction


def test_maker_makes_a_class_with_trainee_and_lesson(make: Maker, stand) -> None:
    training_class = make.training_class()
    trainee = make.trainee(training_class, "张伟")
    assert (trainee.name, trainee.number) == ("张伟", 1)
    assert make.lesson(training_class).half_day == "am"


def test_clock_stands_until_it_is_moved(stand) -> None:
    before = clock.now()
    stand(timedelta(minutes=5))
    assert clock.now() - before == timedelta(minutes=5)


def torn_act() -> None:
    """An act that has written a class and then breaks."""
    with transaction() as session:
        session.add(
            TrainingClass(
                code="X",
                name="x",
                host="h",
                public_token="t",
                created_at=clock.now(),
                report_on=clock.today("UTC"),
                starts_on=clock.today("UTC"),
                ends_on=clock.today("UTC"),
            )
        )
        session.flush()
        raise ValueError("torn")


def test_transaction_that_fails_leaves_nothing(make: Maker) -> None:
    with pytest.raises(ValueError, match="torn"):
        torn_act()
    assert rows_of(TrainingClass) == 0
