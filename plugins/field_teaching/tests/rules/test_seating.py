"""按组排座: properties that hold for every class and every fleet."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from plugins.field_teaching.rules.seating import Bus, Passenger, Seating, seat

fleets = st.lists(st.integers(0, 9), min_size=1, max_size=3).map(
    lambda seats: [Bus(place + 1, count) for place, count in enumerate(seats)]
)


@st.composite
def parties(draw: st.DrawFn) -> list[Passenger]:
    sizes = draw(st.lists(st.integers(1, 6), max_size=4))
    groups = [
        Passenger(f"e:{group * 10 + one}", group)
        for group, size in enumerate(sizes)
        for one in range(size)
    ]
    kinds = draw(st.lists(st.sampled_from(("staff", "guest", "doctor", "driver")), max_size=4))
    alone = [Passenger(f"c:{place}", None, kind) for place, kind in enumerate(kinds)]
    loose = [Passenger(f"e:9{place}") for place in range(draw(st.integers(0, 3)))]
    return [*groups, *alone, *loose]


def buses_of(made: Seating, people: list[Passenger], group: int) -> set[int]:
    return {
        made.places[one.key][0] for one in people if one.group == group and one.key in made.places
    }


@given(fleets, parties())
def test_each_person_sits_once_and_no_seat_is_given_twice(
    buses: list[Bus], people: list[Passenger]
) -> None:
    made = seat(buses, people)
    assert set(made.places) <= {one.key for one in people}
    taken = Counter((bus, number) for bus, number in made.places.values() if number is not None)
    assert all(count == 1 for count in taken.values())
    for bus in buses:
        numbers = [number for at, number in taken if at == bus.id]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert len(numbers) <= bus.seats


@given(fleets, parties())
def test_nobody_is_left_over_while_a_seat_is_free(
    buses: list[Bus], people: list[Passenger]
) -> None:
    made = seat(buses, people)
    wanting = [one for one in people if one.kind != "driver"]
    seated = sum(number is not None for _bus, number in made.places.values())
    assert seated == min(len(wanting), sum(bus.seats for bus in buses))
    assert len(made.left_over) == len(wanting) - seated


@given(fleets, parties())
def test_groups_are_divided_only_where_no_way_keeps_them_whole(
    buses: list[Bus], people: list[Passenger]
) -> None:
    made = seat(buses, people)
    groups = Counter(one.group for one in people if one.group is not None)
    divided = {group for group in groups if len(buses_of(made, people, group)) > 1}
    assert set(made.split) == divided
    if divided and not made.left_over:
        assert not fits_whole(buses, people, list(groups.values()))


def fits_whole(buses: list[Bus], people: list[Passenger], sizes: list[int]) -> bool:
    """By trying every way, with the doctors where they sit."""
    free = [bus.seats for bus in buses]
    for place, _doctor in enumerate(one for one in people if one.kind == "doctor"):
        order = [(start + place) % len(free) for start in range(len(free))]
        at = next((bus for bus in order if free[bus]), None)
        if at is not None:
            free[at] -= 1
    return any(
        all(sum(size for size, chosen in zip(sizes, way, strict=True) if chosen == bus) <= free[bus]
            for bus in range(len(free)))
        for way in product(range(len(free)), repeat=len(sizes))
    )  # fmt: skip


def test_doctor_sits_in_front_of_the_first_bus() -> None:
    people = [*(Passenger(f"e:{one}", 1) for one in range(1, 46)), Passenger("c:1", None, "doctor")]
    made = seat([Bus(7, 45), Bus(8, 45)], people)
    assert made.places["c:1"] == (7, 1)
    assert buses_of(made, people, 1) == {8}
    assert made.split == ()


def test_driver_takes_no_seat() -> None:
    made = seat([Bus(7, 1)], [Passenger("c:1", None, "driver"), Passenger("e:1", 1)])
    assert made.places == {"c:1": (7, None), "e:1": (7, 1)}


def test_what_does_not_fit_is_told() -> None:
    made = seat([Bus(7, 2)], [Passenger(f"e:{one}", 1) for one in (1, 2, 3)])
    assert made.left_over == ("e:3",)
