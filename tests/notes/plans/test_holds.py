from dataclasses import replace
from datetime import date

import pytest

from notes.plans.holds import Decision, is_silenced, longest_expiry, may_decide

DECIDED = Decision("hold_worse", central=6, night_worst=3, expires_date=date(2025, 6, 1))


@pytest.mark.parametrize("outcome", ["physician_seen", "therapist_rationale"])
@pytest.mark.parametrize("trigger", ["hold_night", "hold_worse", "p3", "e1"])
def test_advice_and_rationale_may_lift(trigger, outcome):
    assert may_decide(trigger, outcome, 4)


@pytest.mark.parametrize(
    ("trigger", "tier", "allowed"),
    [
        ("hold_worse", 4, True),
        ("hold_not_better", 4, True),
        ("hold_night", 4, False),
        ("p3", 4, False),
        ("P11", 4, False),
        ("frac", 4, False),
        ("hold_worse", 5, False),
        ("e1", 5, False),
        ("t4", 4, True),
    ],
)
def test_declining_lifts_only_what_is_not_grave(trigger, tier, allowed):
    assert may_decide(trigger, "patient_declined", tier) is allowed


def test_unknown_outcome_is_named():
    with pytest.raises(ValueError, match="forgot"):
        may_decide("hold_worse", "forgot", 4)


def silenced(decision=DECIDED, trigger="hold_worse", on=date(2025, 5, 31), central=6, night_worst=3):
    return is_silenced(decision, trigger=trigger, on=on, central=central, night_worst=night_worst)


def test_a_decision_silences_its_trigger_until_it_expires():
    assert silenced()
    assert not silenced(on=date(2025, 6, 1))
    assert not silenced(trigger="hold_night")


def test_a_rise_of_two_breaks_the_silence():
    assert silenced(central=7.5)
    assert not silenced(central=8)
    assert not silenced(night_worst=5)
    assert silenced(central=None, night_worst=None)
    unknown = replace(DECIDED, central=None)
    assert silenced(unknown, central=1)
    assert not silenced(unknown, central=2)


def test_limits():
    assert longest_expiry(date(2025, 1, 1)) == date(2025, 6, 30)
