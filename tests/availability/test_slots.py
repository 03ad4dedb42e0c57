"""open_slots against a minute-by-minute oracle that shares no code with it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.availability.intervals import IntervalSet
from bookings.availability.slots import (
    RoomCalendar,
    SiteCalendar,
    TherapistCalendar,
    Treatment,
    Window,
    free_rooms,
    open_slots,
)

DAY = date(2027, 6, 8)
ZONE = ZoneInfo("UTC")
MIDNIGHT = int(datetime(2027, 6, 8, tzinfo=UTC).timestamp())
Spans = list[tuple[int, int]]


@dataclass
class Case:
    """Times in quarter hours from midnight."""

    working: list[Spans]
    busy: list[Spans]
    rooms: list[Spans]
    length: int
    before: int
    after: int
    earliest: int


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 16)).map(lambda p: (p[0], p[0] + p[1])), max_size=4
)
cases = st.builds(
    Case,
    working=st.lists(spans, min_size=1, max_size=3),
    busy=st.lists(spans, min_size=3, max_size=3),
    rooms=st.lists(spans, max_size=3),
    length=st.integers(1, 6),
    before=st.integers(0, 2),
    after=st.integers(0, 2),
    earliest=st.integers(0, 40),
)


def at(quarter: int) -> int:
    return MIDNIGHT + quarter * 900


def as_set(quarters: Spans) -> IntervalSet:
    return IntervalSet.of_pairs((at(start), at(end)) for start, end in quarters)


def ours(case: Case) -> dict[int, tuple[int, ...]]:
    therapists = [
        TherapistCalendar(key, {7: as_set(working)} if working else {}, as_set(case.busy[key]))
        for key, working in enumerate(case.working)
    ]
    rooms = [RoomCalendar(key, as_set(busy)) for key, busy in enumerate(case.rooms)]
    treatment = Treatment(case.length * 900, case.before * 900, case.after * 900)
    window = Window(DAY, DAY, at(case.earliest), 15)
    days = open_slots(therapists, SiteCalendar(7, ZONE, rooms), treatment, window)
    assert list(days) == [DAY]
    for slot in days[DAY]:
        assert slot.ends_at - slot.starts_at == treatment.length
        assert free_rooms(rooms, treatment, slot.starts_at)
    return {(slot.starts_at - MIDNIGHT) // 900: slot.therapists for slot in days[DAY]}


def oracle(case: Case) -> dict[int, tuple[int, ...]]:
    """Quarter by quarter, straight from the rules."""
    found: dict[int, tuple[int, ...]] = {}
    for start in range(case.earliest, 96):
        treatment = set(range(start, start + case.length))
        occupied = set(range(start - case.before, start + case.length + case.after))
        if not any(not occupied & quarters(room) for room in case.rooms):
            continue
        fit = tuple(
            key
            for key, working in enumerate(case.working)
            if treatment <= quarters(working) and not occupied & quarters(case.busy[key])
        )
        if fit:
            found[start] = fit
    return found


def quarters(times: Spans) -> set[int]:
    return {quarter for start, end in times for quarter in range(start, end)}


@settings(max_examples=600, deadline=None)
@given(cases)
def test_slots_are_what_the_rules_say(case: Case) -> None:
    assert ours(case) == oracle(case)
