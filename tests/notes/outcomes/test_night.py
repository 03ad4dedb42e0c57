import pytest

from notes.outcomes.night import Night, assess, night_of
from notes.web import MeasureForm


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


@pytest.mark.parametrize("wakings", ["", "0"])
def test_who_has_no_pain_at_night_need_not_say_whether_it_eases(wakings: str) -> None:
    form = MeasureForm({"night_worst": "0", "night_wakings": wakings}, codes=["night"])
    assert form.is_valid(), form.errors
    assert form.given()[0].answers == {"worst": 0, "wakings": 0, "eases": True}
    assert not MeasureForm({"night_worst": "3", "night_wakings": wakings}, codes=["night"]).is_valid()
