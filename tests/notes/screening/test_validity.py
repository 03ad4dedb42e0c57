from datetime import UTC, date, datetime, timedelta

import pytest

from notes.screening.validity import SHORT_ITEMS, is_full_valid, is_short_timely, opens_full

SCREENED = date(2025, 1, 1)


def after(days):
    return SCREENED + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "session", "valid"),
    [
        (0, None, True),
        (89, None, True),
        (90, None, False),
        (179, 100, True),
        (180, 170, False),
        (150, 60, False),
    ],
)
def test_full_screen_lasts_180_days_with_sessions(days, session, valid):
    last = None if session is None else after(session)
    assert is_full_valid(SCREENED, after(days), last_session=last) is valid
    assert not is_full_valid(SCREENED, after(days), last_session=last, is_void=True)


def test_a_session_before_the_screen_does_not_age_it():
    assert is_full_valid(SCREENED, after(10), last_session=after(-200))
    assert not is_full_valid(SCREENED, after(-1))


def test_short_screen_belongs_to_the_last_48_hours():
    starts = datetime(2025, 3, 3, 10, tzinfo=UTC)
    assert is_short_timely(starts - timedelta(hours=48), starts)
    assert not is_short_timely(starts - timedelta(hours=48, seconds=1), starts)
    assert not is_short_timely(starts + timedelta(seconds=1), starts)


def test_any_yes_opens_the_full_form():
    no = dict.fromkeys(SHORT_ITEMS, False)
    assert not opens_full(no)
    for item in SHORT_ITEMS:
        assert opens_full({**no, item: True})
        with pytest.raises(ValueError, match=item):
            opens_full({key: value for key, value in no.items() if key != item})
    with pytest.raises(ValueError, match="s6"):
        opens_full({**no, "s6": False})
