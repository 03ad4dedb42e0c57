"""The table of cases, played on a real database and mail server."""

from typing import Any

import pytest

from tests.notifications.cases import BOOK, BOOKED, CASES, EARLY, LATE, NIGHTS
from tests.notifications.sink import Sink
from tests.notifications.stage import Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("case", CASES)
def test_exactly_these_mails_leave(sink: Sink, case: str) -> None:
    story, mails = CASES[case]
    assert Stage(sink, "America/New_York", 2027).play(story, until="06-30 00:00") == mails


@pytest.mark.parametrize("night", NIGHTS)
def test_nights_when_the_clock_changes(sink: Sink, night: str) -> None:
    zone, story, mails = NIGHTS[night]
    assert Stage(sink, zone, 2027).play(story, until="12-01 00:00") == mails


def test_two_clinics_send_their_own(sink: Sink) -> None:
    """One sender for both: each keeps its own zone, quiet hours and reminders."""
    here = Stage(sink, "America/New_York", 2027)
    there = Stage(sink, "Europe/London", 2027, reminder_offsets_hours=[48])
    there.patient.email = "bob@example.org"
    there.patient.save()
    there.do_book(there.at("06-07 08:00"), "06-17", "14:30")
    lines = here.play([BOOK], until="06-30 00:00")
    assert lines == [
        "06-07 08:00 confirmation to bob for 06-17 14:30",
        BOOKED,
        EARLY,
        "06-15 09:30 reminder 48 h to bob for 06-17 14:30",
        LATE,
    ]


def test_control_without_the_second_look_a_cancelled_visit_is_reminded_of(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table can tell: with the taking back and the second look off, the reminders leave all the same."""
    nothing: Any = lambda *args, **kwargs: None  # noqa: E731
    monkeypatch.setattr("bookings.notifications.outbox.void_waiting", nothing)
    monkeypatch.setattr("bookings.notifications.deliver.objection", nothing)
    lines = Stage(sink, "America/New_York", 2027).play([BOOK, "06-08 10:00 cancel"], until="06-30 00:00")
    assert lines == [BOOKED, "06-08 10:03 cancelled to ann for 06-17 14:30", EARLY, LATE]
