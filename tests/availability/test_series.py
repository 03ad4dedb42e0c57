"""A series laid over openings: what it keeps to, what it prefers, and that it never gets worse."""

from datetime import date
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.availability.rhythm import Dose, Rhythm, cheapest_chain, longest_chain, rhythms
from bookings.availability.series import Plan, Why, propose
from bookings.availability.wishes import Candidate, Wishes

MONDAY = date(2027, 6, 7).toordinal()
ANN, BEN = 1, 2
MORNINGS = Wishes(from_minute=9 * 60, until_minute=12 * 60, therapist=ANN)
TWICE = Dose.per_week(6, 2)


def opening(day: int, clock: str, *therapists: int) -> Candidate:
    hour, minute = map(int, clock.split(":"))
    at = hour * 60 + minute
    return Candidate((MONDAY + day) * 86400 + at * 60, MONDAY + day, at, 1, therapists or (ANN,))


def weekdays(weeks: int, *clocks: str) -> list[Candidate]:
    days = [day for day in range(7 * weeks) if day % 7 < 5]
    return [opening(day, clock) for day in days for clock in clocks]


def without(openings: list[Candidate], day: int, *clocks: str) -> list[Candidate]:
    gone = {opening(day, clock) for clock in clocks}
    return [one for one in openings if one not in gone and (clocks or one.day != MONDAY + day)]


def days_of(plan: Plan) -> list[int]:
    return [session.chosen.day - MONDAY for session in plan.sessions]


def test_twice_a_week_for_three_weeks_is_the_same_two_mornings_each_week() -> None:
    best = propose(weekdays(5, "9:00", "10:00", "15:00"), TWICE, MONDAY, MORNINGS)[0]
    assert days_of(best) == [0, 3, 7, 10, 14, 17]
    assert {session.chosen.minute for session in best.sessions} == {540}
    assert [session.days_since for session in best.sessions] == [None, 3, 4, 3, 4, 3]
    assert (best.missing, best.cost, {session.why for session in best.sessions}) == (0, 0, {None})


def test_a_bad_date_gets_its_nearest_substitute_and_the_others_stay() -> None:
    openings = weekdays(5, "9:00", "10:00", "15:00")
    best = propose(
        without(openings, 7, "9:00"), TWICE, MONDAY, Wishes(frozenset({0, 3}), minute=540, therapist=ANN)
    )[0]
    substitute = next(session for session in best.sessions if session.why)
    assert (substitute.why, substitute.chosen) == (Why.TIME_TAKEN, opening(7, "10:00"))
    assert days_of(best) == [0, 3, 7, 10, 14, 17]

    only_nine = weekdays(5, "9:00")
    best = propose(without(only_nine, 7), TWICE, MONDAY, Wishes(weekdays=frozenset({0, 3}), therapist=ANN))[0]
    assert days_of(best) == [0, 3, 8, 10, 14, 17]
    bad = best.sessions[2]
    assert (bad.why, bad.expected, bad.is_wished) == (Why.NOTHING_OPEN, MONDAY + 7, False)
    assert [session.why for session in best.sessions].count(None) == 5


def test_another_therapist_steps_in_where_no_time_is_left() -> None:
    openings = [opening(day, "9:00", *((BEN,) if day == 7 else (ANN, BEN))) for day in range(0, 28, 7)]
    best = propose(openings, Dose.spaced(4, 7, 7), MONDAY, Wishes(therapist=ANN))[0]
    assert [session.therapist for session in best.sessions] == [ANN, BEN, ANN, ANN]
    assert [session.why for session in best.sessions] == [None, Why.OTHER_THERAPIST, None, None]


def test_with_nobody_named_one_therapist_is_kept_throughout() -> None:
    openings = [opening(day, "9:00", ANN if day < 14 else BEN, 3) for day in range(0, 28, 7)]
    best = propose(openings, Dose.per_week(4, 1), MONDAY, Wishes())[0]
    assert {session.therapist for session in best.sessions} == {3}


def test_a_gap_that_cannot_be_bridged_is_told_as_a_shortfall_never_as_a_broken_bound() -> None:
    openings = [opening(day, "9:00") for day in (0, 7, 28)]
    best = propose(openings, Dose.per_week(4, 1), MONDAY, Wishes())[0]
    assert (days_of(best), best.missing) == ([0, 7], 2)
    assert propose([], Dose.per_week(4, 1), MONDAY, Wishes()) == ()


def test_a_full_series_later_beats_half_of_one_now() -> None:
    openings = [opening(day, "9:00") for day in (0, 21, 28, 35)]
    best = propose(openings, Dose.per_week(3, 1), MONDAY, Wishes())[0]
    assert (days_of(best), best.missing) == ([21, 28, 35], 0)


def test_each_session_comes_with_others_that_would_keep_the_spacing() -> None:
    best = propose(weekdays(3, "9:00", "10:00"), Dose.spaced(2, 6, 8), MONDAY, MORNINGS)[0]
    assert best.sessions[1].nearby == (opening(7, "10:00"), opening(8, "9:00"), opening(8, "10:00"))


@pytest.mark.parametrize(
    ("dose", "bounds"),
    [
        (Dose.per_week(6, 1), (4, 10, 7, 1)),
        (Dose.per_week(6, 2), (2, 5, 7, 2)),
        (Dose.per_week(6, 3), (1, 3, 7, 3)),
        (Dose.per_week(6, 7), (1, 3, 7, 7)),
        (Dose.spaced(6, 10, 20), (10, 20, 14, 1)),
        (Dose.spaced(6, 2, 4), (2, 4, 7, 2)),
        (Dose.spaced(6, 9, 12), (9, 12, 10, 1)),
    ],
)
def test_a_dose_becomes_bounds_and_a_rhythm(dose: Dose, bounds: tuple[int, ...]) -> None:
    assert (dose.min_days, dose.max_days, dose.period, dose.per_period) == bounds
    assert rhythms(dose)


@pytest.mark.parametrize("values", [(0, 1, 2), (3, 0, 2), (3, 5, 4)])
def test_what_cannot_be_is_refused(values: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"sessions|min_days"):
        Dose(*values)


def test_a_rhythm_is_even_before_it_is_early() -> None:
    assert Rhythm(7, (0, 3)) in rhythms(TWICE)
    assert Rhythm(7, (0, 1)) not in rhythms(TWICE)


openings_strategy = st.lists(
    st.builds(
        opening,
        st.integers(0, 30),
        st.sampled_from(["8:30", "9:00", "10:00", "14:00", "17:30"]),
        st.sampled_from([ANN, BEN]),
    ),
    max_size=60,
)
doses = st.one_of(
    st.builds(Dose.per_week, st.integers(1, 8), st.integers(1, 5)),
    st.builds(lambda n, low, more: Dose.spaced(n, low, low + more), st.integers(1, 6), st.integers(1, 9),
              st.integers(0, 6)),
)  # fmt: skip
wishes_strategy = st.builds(
    Wishes,
    weekdays=st.frozensets(st.integers(0, 6), max_size=3),
    from_minute=st.sampled_from([0, 540]),
    until_minute=st.sampled_from([720, 1440]),
    minute=st.sampled_from([None, 600]),
    therapist=st.sampled_from([None, ANN]),
)


@settings(max_examples=150, deadline=None)
@given(openings_strategy, doses, wishes_strategy)
def test_whatever_is_open_the_plan_keeps_its_promises(
    openings: list[Candidate], dose: Dose, wishes: Wishes
) -> None:
    plans = propose(openings, dose, MONDAY + 1, wishes)
    assert plans == propose(list(reversed(openings)), dose, MONDAY + 1, wishes)
    assert [plan.cost for plan in plans] == sorted(plan.cost for plan in plans)
    for plan in plans:
        chosen = [session.chosen for session in plan.sessions]
        assert len(chosen) + plan.missing == dose.sessions
        assert chosen == sorted(chosen)
        assert set(chosen) <= set(openings)
        assert all(candidate.day > MONDAY for candidate in chosen)
        gaps = [later.day - day.day for day, later in pairwise(chosen)]
        assert all(dose.min_days <= gap <= dose.max_days for gap in gaps)
        assert [session.days_since for session in plan.sessions] == [None, *gaps]
        for session in plan.sessions:
            assert session.therapist in session.chosen.therapists
            on_time = (session.chosen.day, session.chosen.minute, session.therapist) == (
                session.expected, plan.minute, plan.therapist,
            )  # fmt: skip
            assert (session.why is None) is on_time
            assert session.chosen not in session.nearby


@settings(max_examples=150, deadline=None)
@given(openings_strategy, openings_strategy, doses, wishes_strategy)
def test_more_openings_never_make_it_worse(
    some: list[Candidate], more: list[Candidate], dose: Dose, wishes: Wishes
) -> None:
    def worth(openings: list[Candidate]) -> tuple[int, int]:
        plans = propose(openings, dose, MONDAY, wishes)
        return (plans[0].missing, plans[0].cost) if plans else (dose.sessions, 0)

    fewer, all_of_them = worth(some), worth(some + more)
    assert all_of_them <= fewer


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(0, 14), st.integers(0, 500), max_size=9), doses)
def test_the_cheapest_chain_is_the_cheapest_of_all(costs: dict[int, int], dose: Dose) -> None:
    def chains(length: int) -> list[tuple[int, ...]]:
        return [
            days
            for days in combinations(sorted(costs), length)
            if all(dose.min_days <= later - day <= dose.max_days for day, later in pairwise(days))
        ]

    length = longest_chain(list(costs), dose)
    assert length == max((n for n in range(1, dose.sessions + 1) if chains(n)), default=0)
    if length:
        cheapest = cheapest_chain(costs, dose, length, {day: 45 * day for day in costs})
        assert cheapest
        found, days = cheapest
        uneven = [
            30 * (abs((b - a) * dose.per_period - dose.period) // dose.per_period) for a, b in pairwise(days)
        ]
        assert found == sum(costs[day] for day in days) + 45 * days[0] + sum(uneven)
        assert tuple(days) in chains(length)
        least = min(
            sum(costs[day] for day in chain) + 45 * chain[0]
            + sum(30 * (abs((b - a) * dose.per_period - dose.period) // dose.per_period)
                  for a, b in pairwise(chain))
            for chain in chains(length)
        )  # fmt: skip
        assert found == least
        assert cheapest_chain(costs, dose, length, {day: 45 * day for day in costs}, least) is None


def test_half_a_year_of_a_full_clinic_is_planned_without_trying_everything() -> None:
    clocks = [f"{hour}:{minute}" for hour in range(9, 17) for minute in ("00", "15", "30", "45")]
    openings = [
        opening(day, clock, *keys)
        for day in range(120)
        for n, clock in enumerate(clocks)
        if day % 7 < 5 and (keys := [key for key in range(20) if (day * 7 + n * 3 + key * 5) % 11 < 3])
    ]
    plans = propose(openings, Dose.per_week(20, 2), MONDAY, Wishes())
    assert [(plan.missing, len({plan.rhythm for plan in plans})) for plan in plans] == [(0, 3)] * 3
