import pytest

from notes.outcomes.night import Night, assess, night_of


@pytest.mark.parametrize(
    ("worst", "wakings", "eases", "verdict"),
    [
        (7, 1, True, "hold_night"),
        (10, 0, True, "hold_night"),
        (6, 5, True, "therapist"),
        (4, 3, False, "hold_night"),
        (4, 3, True, "therapist"),
        (4, 2, False, "therapist"),
        (3, 7, False, "none"),
        (0, 0, True, "none"),
    ],
)
def test_night_rule(worst, wakings, eases, verdict):
    assert assess(Night(worst, wakings, eases)) == verdict


@pytest.mark.parametrize(
    ("night", "named"),
    [
        ((11, 0, True), "worst"),
        ((True, 0, True), "worst"),
        ((5, -1, True), "wakings"),
        ((5, 1, 1), "eases"),
        ((5, 1), "night"),
        ("5,1", "night"),
    ],
)
def test_what_cannot_be_is_named(night, named):
    with pytest.raises(ValueError, match=named):
        night_of(night)
