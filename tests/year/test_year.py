"""The short form of `make year`: nine days around two changes of the clocks. And the reckoning notices what is tampered with."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests.year.history import History
from tests.year.ledger import wrong_letters
from tests.year.post import Letter
from tests.year.promises import broken_promises
from tests.year.sums import wrong_sums
from tests.year.year import Year, opened

# Clocks change in Berlin on October 31, in New York on November 7, in Kathmandu never.
BEGIN, END = datetime(2027, 10, 30, tzinfo=UTC), datetime(2027, 11, 8, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("year")
def test_nine_days_leave_nothing_missing_and_nothing_double(tmp_path: Path, settings: Any) -> None:
    settings.OUTBOX_BELL = "tests.year.clock.ring"
    settings.WAITLIST_BELL = "tests.year.clock.ring_for_waitlist"
    settings.WEBHOOKS_TO_PRIVATE = True
    with opened(tmp_path, BEGIN, seed=3, busy=0.4) as year:
        year.live_until(END)
        found = year.reckon()
        assert found.wrong == []
        assert year.lived["completed"] > 5
        assert found.letters["reminder"] > 10
        assert found.letters["times told"] > 50
        assert [name for name, tamper in TAMPERS.items() if not tamper(year)] == [], "these went unnoticed"


def letters_with(change: Callable[[Sequence[Letter]], Sequence[Letter]]) -> Callable[[Year], bool]:
    return lambda year: bool(list(wrong_letters(History(), change(year.post.letters()), Counter())))


def rows_with(
    statement: str, noticed: Callable[[Year], Any], before: str = "SELECT 1"
) -> Callable[[Year], bool]:
    """The statement changes at least a row; everything is put back afterwards."""

    def tamper(year: Year) -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(before)
            cursor.execute(statement)
            is_noticed = cursor.rowcount > 0 and any(True for _ in noticed(year))
            transaction.set_rollback(True)
        return is_noticed

    return tamper


def sums(year: Year) -> Any:
    return wrong_sums(year.clock.now, year.listener.calls)


def promises(year: Year) -> Any:
    return broken_promises(History(), year.clock.now, Counter())


def an_hour_off(letters: Sequence[Letter]) -> Sequence[Letter]:
    """One confirmation tells the wall of before the change."""
    at, one = next((n, one) for n, one in enumerate(letters) if "EST (UTC" in one.text)
    return [
        *letters[:at],
        replace(one, text=one.text.replace("EST (UTC\u221205:00)", "EDT (UTC\u221204:00)")),
        *letters[at + 1 :],
    ]


SENT = "(SELECT id FROM bookings_notification WHERE kind = 'reminder' AND state = 'sent' LIMIT 1)"
DONE = "(SELECT id FROM bookings_appointment WHERE status = 'fulfilled' ORDER BY id LIMIT 1)"
WITHOUT_WALLS = """
    ALTER TABLE bookings_appointment DROP CONSTRAINT appt_therapist_once, DROP CONSTRAINT appt_room_once,
        DROP CONSTRAINT appt_patient_once, DROP CONSTRAINT appt_times_in_order
"""
TWICE = f"""
    UPDATE bookings_appointment SET therapist_id = other.therapist_id, starts_at = other.starts_at, ends_at = other.ends_at
    FROM (SELECT * FROM bookings_appointment WHERE id = {DONE}) other WHERE bookings_appointment.id = (
        SELECT max(id) FROM bookings_appointment WHERE status = 'fulfilled' AND clinic_id = other.clinic_id)
"""
TAMPERS: dict[str, Callable[[Year], bool]] = {
    "a letter that never came": letters_with(lambda letters: letters[1:]),
    "a letter that came twice": letters_with(lambda letters: [*letters, letters[0]]),
    "a letter to somebody else": letters_with(
        lambda letters: [replace(letters[0], to="x@example.org"), *letters[1:]]
    ),
    "a time of before the change of the clocks": letters_with(an_hour_off),
    "a void row whose letter left": rows_with(
        f"UPDATE bookings_notification SET state = 'void' WHERE id = {SENT}",
        lambda year: wrong_letters(History(), year.post.letters(), Counter()),
    ),
    "a reminder that nobody planned": rows_with(
        f"DELETE FROM bookings_notification WHERE id = {SENT}", promises
    ),
    "a reminder that was not sent, for no reason": rows_with(
        f"UPDATE bookings_notification SET state = 'void', why = '' WHERE id = {SENT}", promises
    ),
    "a reminder planned for the night": rows_with(
        f"UPDATE bookings_notification SET send_at = send_at - interval '8 hours' WHERE id = {SENT}", promises
    ),
    "a hold that nobody tidied": rows_with(
        "UPDATE bookings_appointment SET status = 'held', cancelled_at = NULL WHERE cancellation_reason = 'hold_expired'",
        sums,
        WITHOUT_WALLS,
    ),
    "a message begun and left": rows_with(
        f"UPDATE bookings_notification SET state = 'sending' WHERE id = {SENT}", sums
    ),
    "a therapist in two places": rows_with(TWICE, sums, WITHOUT_WALLS),
    "a call that never came": lambda year: bool(list(wrong_sums(year.clock.now, year.listener.calls[1:]))),
}
