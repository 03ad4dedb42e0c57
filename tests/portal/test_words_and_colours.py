"""Times and prices in words, and accents that can be read."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bookings import wording
from bookings.colours import DARK_GROUND, DEFAULT, LIGHT_GROUND, WHITE, contrast, readable_pair


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_accent_can_be_read_in_both_themes(rgb: tuple[int, int, int]) -> None:
    on_light, on_dark = readable_pair("#{:02x}{:02x}{:02x}".format(*rgb))
    assert contrast(on_light, LIGHT_GROUND) >= 4.5
    assert contrast(on_light, WHITE) >= 4.5
    assert contrast(on_dark, DARK_GROUND) >= 4.5
    assert contrast(on_dark, "#14201c") >= 4.5


@pytest.mark.parametrize("broken", ["", "red", "#12345", "#1234567", "}</style>", None])
def test_what_is_no_colour_gives_the_default(broken: str) -> None:
    assert readable_pair(broken) == readable_pair(DEFAULT)


@pytest.mark.parametrize(
    ("moment", "zone", "time", "label"),
    [
        ((2027, 6, 7, 13, 30), "America/New_York", "9:30 am", "New York time (EDT, UTC−4)"),
        ((2027, 11, 7, 5, 30), "America/New_York", "1:30 am (UTC−4)", "New York time (EDT, UTC−4)"),
        ((2027, 11, 7, 6, 30), "America/New_York", "1:30 am (UTC−5)", "New York time (EST, UTC−5)"),
        ((2027, 11, 7, 7, 30), "America/New_York", "2:30 am", "New York time (EST, UTC−5)"),
        ((2027, 3, 14, 7, 30), "America/New_York", "3:30 am", "New York time (EDT, UTC−4)"),
        ((2027, 6, 7, 18, 15), "Asia/Kathmandu", "12:00 am", "Kathmandu time (UTC+5:45)"),
        ((2027, 4, 3, 14, 45), "Australia/Lord_Howe", "1:45 am (UTC+11)", "Lord Howe time (UTC+11)"),
        ((2027, 4, 3, 15, 15), "Australia/Lord_Howe", "1:45 am (UTC+10:30)", "Lord Howe time (UTC+10:30)"),
        ((2027, 6, 7, 12, 0), "UTC", "12:00 pm", "UTC time (UTC+0)"),
    ],
)
def test_a_time_names_its_offset_only_when_the_clock_shows_it_twice(
    moment: tuple[int, ...], zone: str, time: str, label: str
) -> None:
    at = datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]
    assert wording.time_of_day(at, zone) == time
    assert wording.zone_label(at, zone) == label


def test_times_follow_the_language() -> None:
    at = datetime(2027, 6, 7, 18, 30, tzinfo=UTC)
    with translation.override("es"):
        assert wording.time_of_day(at, "America/New_York") == "14:30"
        assert "lunes" in wording.day(at.date()).lower()


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("80.00", "USD", "$80"),
        ("80.50", "USD", "$80.50"),
        ("1250.00", "USD", "$1,250"),
        ("85", "CHF", "85 CHF"),
    ],
)
def test_prices(amount: str, currency: str, shown: str) -> None:
    assert wording.money(Decimal(amount), currency) == shown
