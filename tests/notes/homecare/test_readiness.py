import pytest

from notes.homecare.readiness import STOP_SIGNS, Felt, is_ready, light, must_stop, wants_therapist


@pytest.mark.parametrize(("nrs", "ready"), [(0, True), (7, True), (8, False), (10, False)])
def test_strong_pain_means_rest(nrs, ready):
    assert is_ready(nrs) is ready
    assert not is_ready(nrs, ["e2"])


@pytest.mark.parametrize("nrs", [None, 11, True, 3.5])
def test_readiness_needs_a_rating(nrs):
    with pytest.raises(ValueError, match="nrs_before"):
        is_ready(nrs)


@pytest.mark.parametrize(
    ("nrs", "colour"), [(0, "fine"), (3, "fine"), (4, "ease_off"), (5, "ease_off"), (6, "stop"), (10, "stop")]
)
def test_traffic_light(nrs, colour):
    assert light(nrs) == colour


@pytest.mark.parametrize(
    ("felt", "minutes", "stop"),
    [(Felt(3, 5), 61, True), (Felt(3, 5), 60, False), (Felt(3, 4), 300, False), (Felt(5, 2), 300, False)],
)
def test_a_lasting_rise_stops(felt, minutes, stop):
    assert must_stop(felt, minutes) is stop


def test_any_stop_sign_stops():
    for sign in STOP_SIGNS:
        assert must_stop(Felt(3, 3), 0, [sign])
    with pytest.raises(ValueError, match="itching"):
        must_stop(Felt(3, 3), 0, ["itching"])


@pytest.mark.parametrize(
    ("logs", "told"),
    [
        ([], False),
        ([(3, 5)], False),
        ([(3, 5), (4, 6)], True),
        ([(3, 5), (4, 5)], False),
        ([(3, 5), (4, 6), (4, 4)], False),
        ([(3, 3), (2, 4), (1, 9)], True),
    ],
)
def test_twice_running_worse_tells_the_therapist(logs, told):
    assert wants_therapist([Felt(*log) for log in logs]) is told
