"""What staff are told in the morning: once, if there is something to say, and to those who want it."""

from datetime import timedelta

import pytest

from bookings.appointments.book import book_directly
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.models import Appointment, AppointmentEvent, Membership, Notification, User
from bookings.notifications.deliver import deliver_due
from bookings.notifications.staff import plan_staff_mail, plan_unsigned_notes
from bookings.notifications.staff_wishes import kinds_for, set_staff_wishes
from tests.factories import NOW, World, make_patient, make_user, make_world
from tests.notifications.post import Clock
from tests.notifications.sink import Sink, parts

pytestmark = pytest.mark.django_db(transaction=True)
Kind = Notification.Kind


@pytest.fixture
def clock(world: World) -> Clock:
    """Tuesday, seven in the morning in New York."""
    return Clock(world.at("2027-06-08", "07:00"))


@pytest.fixture
def therapist(world: World) -> User:
    user = world.therapist.user
    assert user
    return user


def booked(world: World, day: str = "2027-06-17", **who: str) -> Appointment:
    """Somebody books on Monday at noon."""
    return book_directly(
        option=world.option, therapist=world.therapist, location=world.location,
        starts_at=world.at(day, "14:30"), patient=make_patient(world.clinic, **who),
        actor=Actor.patient(), now=NOW + timedelta(hours=4),
    )  # fmt: skip


def mornings(clock: Clock, kind: str) -> list[Notification]:
    plan_staff_mail(now=clock.now)
    deliver_due(clock=clock)
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


def test_a_therapist_is_told_of_new_bookings_once(
    world: World, therapist: User, sink: Sink, clock: Clock
) -> None:
    visit = booked(world, first_name="Ann", last_name="Secretname")
    [row] = mornings(clock, Kind.NEW_BOOKINGS)
    assert (row.state, row.user, row.patient) == ("sent", therapist, None)
    [mail] = sink.to(therapist.email)
    text = parts(mail)["text/plain"]
    assert "Thursday, June 17, 2027, 2:30 PM" in text
    assert "Ann" in text
    assert "Secretname" not in text
    assert "Massage" not in text + parts(mail)["text/html"] + mail["Subject"]
    assert f"/dashboard/appointments/{visit.public_id}/" in text
    assert "/dashboard/messages/mine/" in text
    clock.turn(minutes=10)
    assert len(mornings(clock, Kind.NEW_BOOKINGS)) == 1
    clock.turn(days=1)
    assert len(mornings(clock, Kind.NEW_BOOKINGS)) == 1, "nothing new, no mail"


def test_days_without_a_sweep_are_told_of_with_the_next_morning(
    world: World, therapist: User, sink: Sink, clock: Clock
) -> None:
    booked(world, "2027-06-16")
    mornings(clock, Kind.NEW_BOOKINGS)
    AppointmentEvent.objects.filter(appointment=booked(world), kind="booked").update(at=clock.turn(hours=2))
    clock.turn(days=3, hours=-2)
    mornings(clock, Kind.NEW_BOOKINGS)
    first, second = (parts(mail)["text/plain"] for mail in sink.to(therapist.email))
    assert ("June 16" in first, "June 17" in first) == (True, False)
    assert ("June 16" in second, "June 17" in second) == (False, True)


def test_what_was_cancelled_meanwhile_is_no_news(world: World, sink: Sink, clock: Clock) -> None:
    visit = booked(world)
    plan_staff_mail(now=clock.now)
    cancel(appointment=visit, reason="work", actor=Actor.patient(), now=clock.now)
    deliver_due(clock=clock)
    row = Notification.objects.get(kind=Kind.NEW_BOOKINGS)
    assert (row.state, row.why) == ("void", "There is nothing to tell any more.")


@pytest.mark.parametrize("hour", ["06:59", "11:00", "23:30"])
def test_it_is_the_morning_or_nothing(world: World, clock: Clock, sink: Sink, hour: str) -> None:
    booked(world)
    clock.now = world.at("2027-06-08", hour)
    assert mornings(clock, Kind.NEW_BOOKINGS) == []


def test_each_clinic_has_its_own_morning(world: World, clock: Clock, sink: Sink) -> None:
    far = make_world(zone="Asia/Kathmandu")
    booked(world), booked(far)
    plan_staff_mail(now=far.at("2027-06-08", "07:30"))
    assert [row.clinic for row in Notification.objects.filter(kind=Kind.NEW_BOOKINGS)] == [far.clinic]


def test_a_colleague_is_not_told(sink: Sink, clock: Clock) -> None:
    world = make_world(therapists=2)
    booked(world)
    assert [row.user for row in mornings(clock, Kind.NEW_BOOKINGS)] == [world.therapist.user]


def test_who_wants_no_mail_gets_none(world: World, therapist: User, clock: Clock, sink: Sink) -> None:
    booked(world)
    set_staff_wishes(user=therapist, clinic=world.clinic, muted={Kind.NEW_BOOKINGS})
    assert mornings(clock, Kind.NEW_BOOKINGS) == []


def test_who_has_left_is_not_written_to(world: World, therapist: User, clock: Clock, sink: Sink) -> None:
    booked(world)
    plan_staff_mail(now=clock.now)
    Membership.objects.filter(user=therapist).delete()
    deliver_due(clock=clock)
    row = Notification.objects.get(kind=Kind.NEW_BOOKINGS)
    assert (row.state, row.why) == ("void", "They do not work at the clinic any more.")
    assert sink.to(therapist.email) == []


def test_the_desk_is_told_of_what_could_not_be_delivered(world: World, clock: Clock, sink: Sink) -> None:
    desk = [make_user("reception", world.clinic), make_user("owner", world.clinic)]
    make_user("reception", make_world().clinic)
    visit = booked(world, first_name="Ann")
    assert visit.patient
    sink.at_rcpt[visit.patient.email].append("550 5.1.1 nobody here")
    deliver_due(clock=Clock(NOW + timedelta(hours=4)))
    rows = mornings(clock, Kind.FAILED_MESSAGES)
    assert {row.user for row in rows} == set(desk)
    [mail] = sink.to(desk[0].email)
    assert "Ann" in parts(mail)["text/plain"]
    assert visit.patient.email not in parts(mail)["text/plain"]
    clock.turn(days=1)
    assert len(mornings(clock, Kind.FAILED_MESSAGES)) == 2, "told once, not every morning"


def test_a_signature_that_is_owed_is_asked_for_until_it_is_given(
    world: World, therapist: User, clock: Clock, sink: Sink
) -> None:
    for _ in range(2):
        plan_unsigned_notes(clinic=world.clinic, users=[therapist], now=clock.now)
    assert Notification.objects.count() == 1
    plan_unsigned_notes(clinic=world.clinic, users=[], now=clock.now)
    assert deliver_due(clock=clock) == {}
    assert Notification.objects.get().state == "void"
    clock.turn(days=1)
    plan_unsigned_notes(clinic=world.clinic, users=[therapist], now=clock.now)
    deliver_due(clock=clock)
    assert sink.subjects == ["Something waits for your signature"]


def test_kinds_follow_the_role() -> None:
    assert kinds_for({"owner"}) == [Kind.FAILED_MESSAGES]
    assert kinds_for({"therapist"}) == [Kind.NEW_BOOKINGS, Kind.UNSIGNED_NOTES]
    assert len(kinds_for({"owner", "therapist"})) == 3
