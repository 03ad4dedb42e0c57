"""One letter about several dates: what it lists, what it leaves out, and when it is not worth sending."""

from datetime import timedelta
from email.message import EmailMessage

import icalendar
import pytest
import vobject

from bookings.appointments.attend import confirm
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.appointments.reschedule import reschedule
from bookings.appointments.series import (
    Scope,
    SeriesTime,
    book_series_directly,
    cancel_series,
    change_series,
)
from bookings.models import Appointment, Notification, Service
from bookings.notifications.deliver import deliver_due
from bookings.notifications.queries import messages_of
from tests.factories import NOW, World, make_patient, make_user
from tests.notifications.post import Clock, states
from tests.notifications.sink import Sink, parts

pytestmark = pytest.mark.django_db(transaction=True)
PATIENT = Actor.patient()
TUESDAYS = ("2027-06-15", "2027-06-22", "2027-06-29")


@pytest.fixture
def staff(world: World) -> Actor:
    return Actor.staff(make_user("reception", world.clinic))


@pytest.fixture
def series(world: World, staff: Actor) -> list[Appointment]:
    times = [SeriesTime(world.at(day, "10:00")) for day in TUESDAYS]
    patient = make_patient(world.clinic, first_name="Ann")
    booked = book_series_directly(option=world.option, times=times, patient=patient, actor=staff, now=NOW)
    return list(Appointment.objects.filter(series=booked))


def listed(mail: EmailMessage) -> list[str]:
    """The dates that the letter lists, those that it tells of with a star."""
    text = parts(mail)["text/plain"]
    return [line.strip() for line in text.splitlines() if "10:00 AM" in line or "3:00 PM" in line]


def entries(mail: EmailMessage) -> dict[str, tuple[str, int]]:
    """The calendar part, read by two parsers: uid -> (status, sequence)."""
    content = parts(mail)["text/calendar"]
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar["METHOD"] == "PUBLISH"
    read = {str(e["UID"]): (str(e["STATUS"]), int(e["SEQUENCE"])) for e in calendar.walk("VEVENT")}
    again = vobject.readOne(content).vevent_list
    assert read == {e.uid.value: (e.status.value, int(e.sequence.value)) for e in again}
    return read


def test_a_booked_series_is_told_once_with_every_date(
    series: list[Appointment], sink: Sink, clock: Clock
) -> None:
    assert deliver_due(clock=clock) == {"sent": 1}
    [mail] = sink.mails
    assert mail["Subject"] == "Your appointments, the first on Tuesday, June 15 at 10:00 AM EDT"
    zone = "EDT (UTC\u221204:00): Booked"
    assert listed(mail) == [
        f"* Tuesday, June 15, 2027, 10:00 AM {zone}",
        f"* Tuesday, June 22, 2027, 10:00 AM {zone}",
        f"* Tuesday, June 29, 2027, 10:00 AM {zone}",
    ]
    html = parts(mail)["text/html"]
    for appointment in series:
        assert f"/manage/{appointment.token}/" in html
    assert entries(mail) == {f"{row.public_id}@tend": ("CONFIRMED", 0) for row in series}
    assert deliver_due(clock=clock) == {}
    assert [states(row)["confirmation/1"] for row in series] == ["void"] * 3
    assert (
        Notification.objects.filter(why="Told in one letter with the other dates of the series.").count() == 3
    )


def test_a_letter_about_some_dates_marks_them_and_lists_the_others_as_they_are(
    world: World, series: list[Appointment], staff: Actor, sink: Sink, clock: Clock
) -> None:
    deliver_due(clock=clock)
    to = world.at("2027-06-22", "15:00")
    change_series(appointment=series[1], starts_at=to, scope=Scope.FOLLOWING, actor=staff, now=NOW)
    assert deliver_due(clock=clock) == {}
    clock.turn(minutes=3)
    assert deliver_due(clock=clock) == {"sent": 1}
    mail = sink.mails[1]
    assert mail["Subject"] == "New times: your appointments from Tuesday, June 22 at 3:00 PM EDT"
    assert [(line[0], line.rpartition(": ")[2]) for line in listed(mail)] == [
        ("T", "Booked"), ("*", "New time"), ("*", "New time"),
    ]  # fmt: skip
    assert set(entries(mail).values()) == {("CONFIRMED", 1)}
    assert len(entries(mail)) == 2


def test_one_cancelled_date_never_looks_like_all(series: list[Appointment], sink: Sink, clock: Clock) -> None:
    deliver_due(clock=clock)
    cancel(appointment=series[1], reason="work", actor=PATIENT, now=NOW)
    clock.turn(minutes=3)
    deliver_due(clock=clock)
    mail = sink.mails[1]
    assert mail["Subject"] == "Cancelled: your appointment on Tuesday, June 22 at 10:00 AM EDT"
    text = parts(mail)["text/plain"]
    assert "All dates of this series:" in text
    assert [line.rpartition(": ")[2] for line in text.splitlines() if "UTC" in line][1:] == [
        "Booked", "Cancelled", "Booked",
    ]  # fmt: skip


def test_a_cancelled_rest_is_told_with_what_stays(
    series: list[Appointment], staff: Actor, sink: Sink, clock: Clock
) -> None:
    deliver_due(clock=clock)
    cancel_series(appointment=series[1], scope=Scope.FOLLOWING, reason="clinic", actor=staff, now=NOW)
    clock.turn(minutes=3)
    deliver_due(clock=clock)
    mail = sink.mails[1]
    assert mail["Subject"] == "Cancelled: several appointments, the first on Tuesday, June 22 at 10:00 AM EDT"
    assert "We are sorry: we had to cancel" in parts(mail)["text/plain"]
    assert [(line[0], line.rpartition(": ")[2]) for line in listed(mail)] == [
        ("T", "Booked"), ("*", "Cancelled"), ("*", "Cancelled"),
    ]  # fmt: skip
    assert set(entries(mail).values()) == {("CANCELLED", 1)}


def test_what_changed_before_the_letter_left_is_listed_but_not_told_as_news(
    world: World, series: list[Appointment], sink: Sink, clock: Clock
) -> None:
    confirm(appointment=series[2], actor=PATIENT, now=NOW)
    reschedule(appointment=series[0], starts_at=world.at("2027-06-16", "15:00"), actor=PATIENT, now=NOW)
    assert deliver_due(clock=clock) == {"sent": 2}
    letter = next(mail for mail in sink.mails if mail["Subject"].startswith("Your appointments"))
    assert [line[0] for line in listed(letter)] == ["W", "*", "*"]
    assert len(entries(letter)) == 2


def test_a_letter_with_nothing_left_to_say_is_void(
    series: list[Appointment], staff: Actor, sink: Sink, clock: Clock
) -> None:
    cancel_series(appointment=series[0], scope=Scope.ALL, reason="clinic", actor=staff, now=NOW)
    clock.turn(minutes=3)
    deliver_due(clock=clock)
    assert [mail["Subject"].split(":")[0] for mail in sink.mails] == ["Cancelled"]
    void = Notification.objects.get(kind="series", state="void")
    assert (void.appointment, void.why) == (series[0], "The appointment was cancelled.")


def test_a_requested_series_is_acknowledged_in_one_letter(world: World, sink: Sink, clock: Clock) -> None:
    world.service.booking_mode = Service.BookingMode.REQUEST
    world.service.save()
    times = [SeriesTime(world.at(day, "10:00")) for day in TUESDAYS]
    book_series_directly(
        option=world.option, times=times, patient=make_patient(world.clinic), actor=PATIENT,
        now=NOW - timedelta(seconds=1),
    )  # fmt: skip
    assert deliver_due(clock=clock) == {"sent": 1}
    [mail] = sink.mails
    assert mail["Subject"].startswith("Your requests, the first for Tuesday, June 15")
    assert "text/calendar" not in parts(mail)
    assert [line.rpartition(": ")[2] for line in listed(mail)] == ["Awaiting confirmation by the clinic"] * 3


def test_the_ledger_does_not_say_that_a_date_was_not_told(series: list[Appointment]) -> None:
    (line,) = [line for line in messages_of(series[0]) if line.kind == "Confirmation"]
    assert (line.state, line.state_label) == ("void", "In the series letter")
    cancel(appointment=series[0], reason="work", actor=PATIENT, now=NOW)
    reminders = [line for line in messages_of(series[0]) if line.kind.startswith("Reminder")]
    assert {line.state_label for line in reminders} == {"Not sent"}
