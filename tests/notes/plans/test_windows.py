from datetime import UTC, datetime, timedelta

from notes.outcomes.night import Night
from notes.plans.trend import evaluate
from notes.plans.windows import History, Reading, baseline, build

START = datetime(2025, 3, 1, 12, tzinfo=UTC)


def day(number, value):
    return Reading(START + timedelta(days=number), value)


def test_baseline_is_the_nearest_reading_within_a_week():
    assert baseline([day(-8, 9), day(-3, 5), day(2, 6)], START).value == 6
    assert baseline([day(3, 7), day(-3, 5)], START).value == 5
    assert baseline([day(-7, 4)], START).value == 4
    assert baseline([day(-8, 4), day(8, 4)], START) is None


def test_windows_are_open_at_their_far_end():
    history = History(
        pain=[day(0, 6), day(28, 9), day(28.5, 4), day(42, 5), day(43, 10)],
        grc=[day(28, -5), day(30, 1)],
        function=[day(0, "worse"), day(20, "same")],
        night=[day(27, Night(9, 9, False)), day(40, Night(2, 0, True)), day(50, Night(9, 0, True))],
    )
    found = build("chronic", START, START + timedelta(days=42), history)
    assert (found.days, found.baseline, found.values) == (42, 6, (4, 5))
    assert (found.grc, found.function, found.night) == (1, "same", Night(2, 0, True))
    assert evaluate(found).action == "reevaluate"


def test_days_count_from_the_baseline_reading():
    at = START + timedelta(days=41)
    assert build("chronic", START, at, History(pain=[day(-2, 6)])).days == 43
    assert build("chronic", START, at, History()).days == 41


def test_the_baseline_is_not_compared_with_itself():
    """The table's tenth day: from 5 to 8 is a rise of three, also while the 5 is younger than 14 days."""
    history = History(pain=[day(-6, 4), day(0, 5), day(10, 8)])
    found = build("chronic", START, START + timedelta(days=10), history)
    assert (found.baseline, found.values) == (5, (8,))
    assert evaluate(found).action == "hold_worse"
    late = History(pain=[day(2, 5), day(2.5, 7)])
    assert build("acute", START, START + timedelta(days=3), late).values == (7,)
    without = History(pain=[day(-9, 5), day(-8, 7)])
    assert build("acute", START, START + timedelta(days=1), without).values == (5, 7)


def test_previous_evaluation_must_be_a_week_old():
    at = START + timedelta(days=20)

    def previous(*states):
        return build("chronic", START, at, History(previous=states)).previous_worse

    assert previous(day(13, "worse"))
    assert not previous(day(14, "worse"))
    assert previous(day(6, "same"), day(12, "worse"), day(19, "same"))
    assert not previous(day(12, "same"), day(6, "worse"))
    assert not previous()
