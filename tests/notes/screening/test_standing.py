"""What earlier screenings and decisions still say: rows of a table, and what may never happen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.screening.standing import Cleared, Kept, is_covered, open_stop

DAY = datetime(2027, 6, 7, 12, tzinfo=UTC)
ON = date(2027, 6, 20)


def kept(key: int, tier: int, *reasons: str) -> Kept:
    """The later the key, the later it was answered."""
    return Kept(key, tier, reasons, DAY + timedelta(days=key))


def cleared(about: Kept, until: date = date(2027, 9, 1)) -> Cleared:
    return Cleared(about.key, about.reasons, about.answered_at + timedelta(hours=2), until)


P3, P4, E1, CLEAR = kept(1, 4, "p3"), kept(1, 4, "p4"), kept(1, 5, "e1"), kept(2, 0)


@pytest.mark.parametrize(
    ("screenings", "decisions", "open_tier"),
    [
        ([], [], 0),
        ([CLEAR], [], 0),
        ([kept(1, 3, "d1")], [], 0),
        ([P3], [], 4),
        ([P3, CLEAR], [], 4),
        ([P3], [cleared(P3)], 0),
        ([P3], [cleared(P3, ON)], 4),
        ([P3], [cleared(P3, ON + timedelta(days=1))], 0),
        ([P3, CLEAR], [cleared(P3, ON)], 0),
        ([P3, kept(2, 4, "p3")], [cleared(P3)], 0),
        ([P3, kept(2, 4, "p3", "t1")], [cleared(P3)], 0),
        ([P3, kept(2, 4, "p3", "p4")], [cleared(P3)], 4),
        ([P3, kept(2, 4, "e1")], [cleared(P3)], 4),
        ([kept(1, 4, "e1"), kept(2, 4, "e1")], [cleared(kept(1, 4, "e1"))], 4),
        ([E1], [], 5),
        ([E1, CLEAR], [], 5),
        ([E1], [cleared(E1)], 5),
        ([E1, CLEAR], [cleared(E1)], 0),
        ([E1, kept(2, 4, "p3")], [cleared(E1)], 5),
        ([P4, kept(2, 4, "p4", "frac")], [cleared(P4)], 4),
    ],
)
def test_what_keeps_the_door_closed(screenings: list[Kept], decisions: list[Cleared], open_tier: int) -> None:
    found = open_stop(screenings, decisions, ON)
    assert (found.tier if found else 0) == open_tier


SCREENINGS = st.lists(
    st.builds(
        lambda key, tier, reasons: kept(key, tier, *sorted(reasons)),
        st.integers(1, 9),
        st.integers(0, 5),
        st.sets(st.sampled_from(["e1", "p3", "p4", "t1", "t4", "frac"]), max_size=3),
    ),
    max_size=5,
    unique_by=lambda one: one.key,
)


@given(SCREENINGS, st.data())
def test_a_decision_never_closes_and_nothing_but_one_opens(
    screenings: list[Kept], data: st.DataObject
) -> None:
    before = open_stop(screenings, (), ON)
    assert (before is not None) is any(one.tier >= 4 for one in screenings), (
        "without a decision nothing is lifted"
    )
    stopped = [one for one in screenings if one.tier >= 4]
    if not stopped:
        return
    after = open_stop(screenings, [cleared(data.draw(st.sampled_from(stopped)))], ON)
    assert before is not None
    assert after is None or after.tier <= before.tier


@given(SCREENINGS)
def test_an_emergency_is_covered_by_no_earlier_decision(screenings: list[Kept]) -> None:
    decisions = [cleared(one) for one in screenings]
    fresh = kept(20, 5, "e1", "p3")
    assert not is_covered(fresh, decisions, ON)
