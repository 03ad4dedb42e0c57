"""Letters between visits: planned once, for a page that exists, sent while they are true, in words that tell nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.appointments.reschedule import reschedule
from bookings.models import Appointment, Notification, Patient
from bookings.notifications.asks import ASKS, Ask, plan_ask, withdraw
from bookings.notifications.deliver import deliver_due
from bookings.notifications.queries import messages_to
from bookings.notifications.templates import CLINICAL
from bookings.notifications.texts import searchable
from tests.factories import NOW, World
from tests.notifications.post import Clock
from tests.notifications.sink import Sink, parts

pytestmark = pytest.mark.django_db(transaction=True)
Kind = Notification.Kind
SECRET = "kbs8f3bz5m29ncwd"


@pytest.fixture(autouse=True)
def pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.notifications.care_pages"


@pytest.fixture
def patient(appointment: Appointment) -> Patient:
    assert appointment.patient
    return appointment.patient


def ask_of(appointment: Appointment, kind: Notification.Kind) -> Ask:
    assert appointment.patient
    return Ask(
        kind=kind,
        patient=appointment.patient,
        about=f"about-{kind.value}",
        page="care:questions",
        page_key=SECRET,
        send_at=NOW + timedelta(hours=2),
        useful_until=NOW + timedelta(days=3),
        appointment=appointment if kind in (Kind.PRE_VISIT_CHECK, Kind.HOME_CARE) else None,
    )


@pytest.mark.parametrize("kind", ASKS)
def test_it_leaves_when_it_was_planned_for_and_leads_to_its_page(
    appointment: Appointment, sink: Sink, clock: Clock, kind: Notification.Kind
) -> None:
    assert plan_ask(ask_of(appointment, kind), NOW)
    if kind == Kind.HOME_CARE:
        Appointment.objects.update(status="fulfilled")
    assert deliver_due(clock=clock) == {}
    clock.turn(hours=2)
    assert deliver_due(clock=clock) == {"sent": 1}
    [mail] = sink.mails
    assert f"http://127.0.0.1:8000/care/{SECRET}/" in parts(mail)["text/plain"]
    assert f'href="http://127.0.0.1:8000/care/{SECRET}/"' in parts(mail)["text/html"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/stop/" in str(mail["List-Unsubscribe"])
    said = searchable(f"{mail['Subject']} {parts(mail)['text/plain']} {parts(mail)['text/html']}")
    for word in (*CLINICAL, "home care", "self care", "self_care", "home_care", "review_due", "pre_visit"):
        assert searchable(word) not in said, word


def test_planning_twice_plans_once(appointment: Appointment, patient: Patient) -> None:
    ask = ask_of(appointment, Kind.SELF_CARE_CHECK_IN)
    assert [plan_ask(ask, NOW), plan_ask(ask, NOW), plan_ask(replace(ask, about="other"), NOW)] == [
        True,
        False,
        True,
    ]
    assert Notification.objects.count() == 2


def test_without_its_page_it_is_not_planned(appointment: Appointment, settings: Any) -> None:
    ask = ask_of(appointment, Kind.REVIEW_DUE)
    assert not plan_ask(replace(ask, page="care:nowhere"), NOW)
    settings.ROOT_URLCONF = "config.urls"
    assert not plan_ask(ask, NOW)
    assert not Notification.objects.exists()


def test_what_is_of_no_use_any_more_is_not_planned(appointment: Appointment) -> None:
    ask = ask_of(appointment, Kind.REVIEW_DUE)
    assert not plan_ask(replace(ask, useful_until=NOW), NOW)
    night = replace(ask, send_at=NOW + timedelta(hours=14), useful_until=NOW + timedelta(hours=16))
    assert not plan_ask(night, NOW), "it would be of use in quiet hours alone"


def test_quiet_hours_put_it_off_to_the_morning(world: World, appointment: Appointment) -> None:
    night = replace(ask_of(appointment, Kind.SELF_CARE_CHECK_IN), send_at=world.at("2027-06-07", "22:30"))
    assert plan_ask(night, NOW)
    assert Notification.objects.get().send_at == world.at("2027-06-08", "08:00")


def test_what_was_withdrawn_is_not_sent(
    appointment: Appointment, patient: Patient, sink: Sink, clock: Clock
) -> None:
    plan_ask(ask_of(appointment, Kind.REVIEW_DUE), NOW)
    assert withdraw(patient=patient, kind=Kind.REVIEW_DUE, about="about-review_due") == 1
    assert withdraw(patient=patient, kind=Kind.REVIEW_DUE, about="about-review_due") == 0
    clock.turn(hours=3)
    assert deliver_due(clock=clock) == {}
    assert Notification.objects.get().why == "It is no longer needed."


def test_questions_before_a_visit_end_with_it(appointment: Appointment, sink: Sink, clock: Clock) -> None:
    plan_ask(ask_of(appointment, Kind.PRE_VISIT_CHECK), NOW)
    cancel(appointment=appointment, reason="work", actor=Actor.patient(), now=NOW)
    clock.turn(hours=3)
    deliver_due(clock=clock)
    assert [subject.split(":")[0] for subject in sink.subjects] == ["Cancelled"]


def test_questions_before_a_visit_that_was_moved_are_those_of_the_new_time(
    world: World, appointment: Appointment, sink: Sink, clock: Clock
) -> None:
    plan_ask(ask_of(appointment, Kind.PRE_VISIT_CHECK), NOW)
    reschedule(
        appointment=appointment, starts_at=world.at("2027-06-18", "10:00"), actor=Actor.patient(), now=NOW
    )
    row = Notification.objects.get(kind=Kind.PRE_VISIT_CHECK)
    assert (row.state, row.why) == ("void", "The appointment was moved.")


def test_a_word_after_a_visit_waits_until_it_took_place(
    appointment: Appointment, sink: Sink, clock: Clock
) -> None:
    plan_ask(ask_of(appointment, Kind.HOME_CARE), NOW)
    Appointment.objects.update(status="no_show")
    clock.turn(hours=3)
    deliver_due(clock=clock)
    row = Notification.objects.get()
    assert (row.state, row.why) == ("void", "The visit did not take place.")


@pytest.mark.parametrize("kind", ASKS)
def test_each_kind_can_be_switched_off(
    appointment: Appointment, sink: Sink, clock: Clock, kind: Notification.Kind
) -> None:
    plan_ask(ask_of(appointment, kind), NOW)
    Patient.objects.update(muted_kinds=[kind.value])
    Appointment.objects.update(status="fulfilled" if kind == Kind.HOME_CARE else "booked")
    clock.turn(hours=3)
    assert deliver_due(clock=clock) == {"void": 1}


def test_the_desk_sees_that_it_was_sent_and_not_what_it_said(
    appointment: Appointment, patient: Patient, sink: Sink, clock: Clock
) -> None:
    plan_ask(ask_of(appointment, Kind.SELF_CARE_CHECK_IN), NOW)
    [line] = messages_to(patient)
    assert (line.kind, line.appointment_id, line.starts_at) == ("How are you?", "", None)
    assert SECRET not in repr(line)


@pytest.mark.parametrize(
    ("kind", "with_visit"),
    [
        (Kind.CONFIRMATION, True),
        (Kind.PRE_VISIT_CHECK, False),
        (Kind.REVIEW_DUE, True),
        (Kind.NEW_BOOKINGS, False),
    ],
)
def test_what_makes_no_sense_is_refused(
    appointment: Appointment, kind: Notification.Kind, with_visit: bool
) -> None:
    ask = replace(ask_of(appointment, kind), appointment=appointment if with_visit else None)
    with pytest.raises(ValueError, match="cannot be asked"):
        plan_ask(ask, NOW)
