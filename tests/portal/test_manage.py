"""The page behind the link in every message."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentEvent, Patient
from tests.factories import make_appointment, make_therapist
from tests.portal.conftest import Visitor, offered, shown

Status = Appointment.Status


@pytest.fixture
def booked(visitor: Visitor) -> Appointment:
    """Thursday at eleven, three days ahead."""
    return visitor.book(visitor.world.at("2027-06-10", "11:00"))


def manage(appointment: Appointment, step: str = "") -> str:
    return f"/manage/{appointment.token}/" + (f"{step}/" if step else "")


def wishes(appointment: Appointment, **changed: object) -> dict[str, object]:
    return {"key": "form-1", "revision": appointment.revision, "reason": "illness", **changed}


def test_it_says_in_plain_words_how_things_stand(visitor: Visitor, booked: Appointment) -> None:
    page = shown(Client().get(manage(booked)))
    name = booked.therapist.full_name
    assert f"You are coming on Thursday, June 10 at 11:00 am , with {name}." in page
    assert "until 24 hours before the visit" in page
    assert "ada@example.org" not in page


@pytest.mark.parametrize("step", ["", "confirm", "cancel", "move", "appointment.ics"])
def test_opening_a_link_changes_nothing(visitor: Visitor, booked: Appointment, step: str) -> None:
    before = Appointment.objects.values().get(), AppointmentEvent.objects.count()
    path = manage(booked, step).replace("ics/", "ics")
    for response in (visitor.client.get(path), visitor.client.head(path)):
        assert response.status_code == 200
    assert (Appointment.objects.values().get(), AppointmentEvent.objects.count()) == before


def test_confirming(visitor: Visitor, booked: Appointment) -> None:
    assert "Will you be there?" in shown(visitor.client.get(manage(booked, "confirm")))
    for _ in range(2):
        answer = visitor.client.post(manage(booked, "confirm"), follow=True)
        assert "The clinic knows that you are coming." in shown(answer)
    booked.refresh_from_db()
    assert booked.confirmed_at is not None
    assert booked.events.filter(kind="confirmed").count() == 1
    assert "You have confirmed this visit." in shown(visitor.client.get(manage(booked)))
    assert visitor.client.get(manage(booked, "confirm"))["Location"] == manage(booked)


def test_cancelling_with_a_reason(visitor: Visitor, booked: Appointment) -> None:
    first = visitor.client.post(manage(booked, "cancel"), wishes(booked), follow=True)
    again = visitor.client.post(manage(booked, "cancel"), wishes(booked), follow=True)
    for answer in (first, again):
        assert "This visit is cancelled" in shown(answer)
        assert "no longer in a state" not in shown(answer)
    booked.refresh_from_db()
    assert (booked.status, booked.cancellation_reason, booked.is_late_cancel) == (
        "cancelled",
        "illness",
        False,
    )
    assert booked.events.filter(kind="cancelled").count() == 1
    assert visitor.client.get(manage(booked, "cancel"))["Location"] == manage(booked)
    assert visitor.client.get(manage(booked, "move"))["Location"] == manage(booked)


def test_a_cancellation_by_mistake_is_taken_back_while_nobody_knows(
    visitor: Visitor, booked: Appointment
) -> None:
    nothing = visitor.client.post(manage(booked, "undo"), follow=True)
    assert "There is nothing to undo." in shown(nothing)
    cancelled = visitor.client.post(manage(booked, "cancel"), wishes(booked), follow=True)
    assert "A mistake? Until" in shown(cancelled)
    back = visitor.client.post(manage(booked, "undo"), follow=True)
    assert "The visit is yours again, as it was." in shown(back)
    assert "A mistake? Until" not in shown(back)
    booked.refresh_from_db()
    assert booked.status == Status.BOOKED
    assert not booked.notifications.filter(kind="cancelled").exclude(state="void").exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": ""}, "Please choose a reason: it helps the clinic to plan."),
        ({"reason": "clinic"}, "Please choose one of these reasons."),
        ({"reason": "hold_expired"}, "Please choose one of these reasons."),
        ({"revision": "x"}, "Please look at the marked fields."),
        ({"key": ""}, "Please look at the marked fields."),
    ],
)
def test_cancelling_with_bad_input_changes_nothing(
    visitor: Visitor, booked: Appointment, changed: dict[str, str], sentence: str
) -> None:
    response = visitor.client.post(manage(booked, "cancel"), wishes(booked, **changed))
    assert response.status_code == 400
    assert sentence in shown(response)
    booked.refresh_from_db()
    assert booked.status == Status.BOOKED
    # Whatever was broken out of sight is whole again: the next try works.
    assert 'name="revision" value="1"' in response.content.decode()
    assert 'name="key" value=""' not in response.content.decode()


def test_cancelling_what_has_moved_meanwhile_asks_to_look_again(
    visitor: Visitor, booked: Appointment
) -> None:
    Appointment.objects.update(revision=2)
    response = visitor.client.post(manage(booked, "cancel"), wishes(booked))
    assert response.status_code == 409
    assert "was changed in the meantime" in shown(response)
    assert 'name="revision" value="2"' in response.content.decode()
    assert 'value="illness" ' in response.content.decode()
    booked.refresh_from_db()
    assert booked.status == Status.BOOKED


def test_late_cancelling_is_possible_and_says_what_it_means(
    visitor: Visitor, booked: Appointment, clock: time_machine.Traveller
) -> None:
    clock.move_to(booked.starts_at - timedelta(hours=3))
    page = shown(visitor.client.get(manage(booked, "cancel")))
    assert "The visit is less than 24 hours away" in page
    assert "+1 555 0100" in page
    visitor.client.post(manage(booked, "cancel"), wishes(booked))
    booked.refresh_from_db()
    assert booked.is_late_cancel


def test_moving_in_three_taps(visitor: Visitor, booked: Appointment) -> None:
    choose = visitor.client.get(manage(booked, "move"))
    page = shown(choose)
    # The same weekday and hour come first.
    assert "Same weekday, same hour Thu, Jun 17 11:00 am Thu, Jun 24 11:00 am Thu, Jul 1 11:00 am" in page
    slot = offered(choose, "to")[0]
    assert slot == visitor.slot(visitor.world.at("2027-06-17", "11:00"))
    assert visitor.slot(booked.starts_at) not in offered(choose, "to")

    therapist = booked.therapist.public_id
    compare = visitor.client.get(manage(booked, "move"), {"to": slot, "therapist": therapist})
    assert "Thursday, June 17 11:00 am" in shown(compare)
    assert "Thursday, June 10 11:00 am" in shown(compare)

    data = {"slot": slot, "key": "form-1", "revision": 1, "therapist": therapist}
    for _ in range(2):
        answer = visitor.client.post(manage(booked, "move"), data, follow=True)
        assert "You are coming on Thursday, June 17 at 11:00 am" in shown(answer)
    booked.refresh_from_db()
    assert (booked.starts_at, booked.revision) == (visitor.world.at("2027-06-17", "11:00"), 2)


def test_an_hour_may_overlap_the_one_that_is_given_up(visitor: Visitor, booked: Appointment) -> None:
    half_an_hour_later = booked.starts_at + timedelta(minutes=30)
    assert visitor.slot(half_an_hour_later) in offered(visitor.client.get(manage(booked, "move")), "to")
    data = {"slot": visitor.slot(half_an_hour_later), "key": "form-1", "revision": 1}
    visitor.client.post(manage(booked, "move"), data)
    booked.refresh_from_db()
    assert booked.starts_at == half_an_hour_later


def test_a_taken_time_leaves_the_old_one_and_offers_others(visitor: Visitor, booked: Appointment) -> None:
    wanted = visitor.world.at("2027-06-17", "11:00")
    make_appointment(visitor.world, wanted)
    data = {"slot": visitor.slot(wanted), "key": "form-1", "revision": 1}
    response = visitor.client.post(manage(booked, "move"), data)
    assert response.status_code == 409
    assert "Your appointment is still where it was." in shown(response)
    assert [value[:16] for value in offered(response, "to")[:3]] == [
        "2027-06-17T13:30", "2027-06-17T14:00", "2027-06-17T16:00",
    ]  # fmt: skip
    booked.refresh_from_db()
    assert booked.revision == 1


@pytest.mark.parametrize("to", ["", "soon", "2027-06-17T15:00Z", "2027-06-17T15:00Z~foreign"])
def test_a_time_that_did_not_arrive_whole_moves_nothing(
    visitor: Visitor, booked: Appointment, to: str
) -> None:
    for response in (
        visitor.client.get(manage(booked, "move"), {"to": to}),
        visitor.client.post(manage(booked, "move"), {"slot": to, "key": "form-1", "revision": 1}),
    ):
        assert response.status_code == 400
        assert "did not arrive in one piece" in shown(response)
    booked.refresh_from_db()
    assert booked.revision == 1


def test_too_late_to_move_leads_to_the_phone(
    visitor: Visitor, booked: Appointment, clock: time_machine.Traveller
) -> None:
    clock.move_to(booked.starts_at - timedelta(hours=23))
    page = visitor.client.get(manage(booked, "move"))
    assert "For this change, please call" in shown(page)
    assert 'href="tel:+1 555 0100"' in page.content.decode()
    data = {"slot": visitor.slot(visitor.world.at("2027-06-17", "11:00")), "key": "form-1", "revision": 1}
    answer = visitor.client.post(manage(booked, "move"), data, follow=True)
    assert "too late to change this online" in shown(answer)
    booked.refresh_from_db()
    assert booked.revision == 1


def test_other_therapists_are_one_tap_away(visitor: Visitor, booked: Appointment) -> None:
    world = visitor.world
    early = make_therapist(world.clinic, world.service, world.location, hours=(6 * 60, 8 * 60))
    url = manage(booked, "move")
    six = visitor.slot(world.at("2027-06-11", "06:00"))
    assert six not in offered(visitor.client.get(url), "to")
    assert six in offered(visitor.client.get(f"{url}?therapist=any"), "to")
    visitor.client.post(url, {"slot": six, "key": "form-1", "revision": 1})
    booked.refresh_from_db()
    assert booked.therapist == early


@pytest.mark.parametrize("step", ["", "confirm", "cancel", "move", "appointment.ics"])
def test_a_link_that_never_was_says_what_to_do(visitor: Visitor, step: str) -> None:
    path = f"/manage/made-up-token/{step}" + ("/" if step and "." not in step else "")
    for response in (visitor.client.get(path), Client().get(path)):
        assert response.status_code == 404
        assert "This link opens nothing" in shown(response)
        assert "your confirmation" in shown(response)
    if step in ("confirm", "cancel", "move"):
        assert visitor.client.post(path).status_code == 404


@pytest.mark.parametrize(
    ("status", "days", "sentence"),
    [
        (Status.FULFILLED, -1, "This visit has passed"),
        (Status.NO_SHOW, -1, "This visit has passed"),
        (Status.BOOKED, -1, "This visit has passed"),
        (Status.ARRIVED, 0, "This visit has passed"),
        (Status.CANCELLED, 2, "This visit is cancelled"),
    ],
)
def test_an_old_link_shows_the_present_state_and_the_next_step(
    visitor: Visitor, clock: time_machine.Traveller, status: str, days: int, sentence: str
) -> None:
    at = visitor.world.at("2027-06-07", "07:00") + timedelta(days=days)
    patient = Patient.objects.create(clinic=visitor.world.clinic, first_name="Ada", last_name="Byron")
    old = make_appointment(visitor.world, at, status=status, patient=patient)
    page = visitor.client.get(manage(old))
    assert page.status_code == 200
    assert sentence in shown(page)
    assert "Book another visit" in shown(page)
    for step in ("confirm", "cancel", "move"):
        assert visitor.client.get(manage(old, step))["Location"] == manage(old)
    before = Appointment.objects.values().get()
    for step, data in (
        ("confirm", {}),
        ("cancel", wishes(old)),
        ("move", {"slot": visitor.slot(visitor.world.at("2027-06-17", "11:00")), "key": "k", "revision": 1}),
    ):
        answer = visitor.client.post(manage(old, step), data, follow=True)
        assert answer.status_code == 200
    assert Appointment.objects.values().get() == before


def test_the_link_of_a_reservation_leads_back_to_it(visitor: Visitor) -> None:
    held = visitor.hold(visitor.world.at("2027-06-07", "11:00"))
    for step in ("", "cancel", "move"):
        assert visitor.client.get(manage(held, step))["Location"] == visitor.details_url(held)


def test_a_request_says_until_when_the_clinic_answers(visitor: Visitor) -> None:
    visitor.world.service.booking_mode = "request"
    visitor.world.service.save()
    asked = visitor.book(visitor.world.at("2027-06-10", "11:00"))
    assert asked.status == Status.PENDING
    done = shown(visitor.client.get(f"{visitor.book_url}done/{asked.token}/"))
    assert "Your request is with the clinic." in done
    assert "by Tuesday, June 8 at 8:00 am" in shown(visitor.client.get(manage(asked)))


def test_the_calendar_file_has_time_and_place_and_no_word_about_treatment(
    visitor: Visitor, booked: Appointment
) -> None:
    response = visitor.client.get(f"/manage/{booked.token}/appointment.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    text = response.content.decode()
    assert "DTSTART:20270610T150000Z" in text
    assert visitor.world.service.name not in text
    visitor.client.post(manage(booked, "cancel"), wishes(booked))
    assert (
        "STATUS:CANCELLED" in visitor.client.get(f"/manage/{booked.token}/appointment.ics").content.decode()
    )


def test_pages_behind_a_link_are_kept_by_nobody(visitor: Visitor, booked: Appointment) -> None:
    response = Client().get(manage(booked))
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "same-origin"
    assert 'content="noindex, nofollow"' in response.content.decode()


@pytest.mark.parametrize("step", ["", "confirm", "cancel", "move", "done"])
def test_a_link_that_may_be_forwarded_does_not_say_what_is_treated(
    visitor: Visitor, booked: Appointment, step: str
) -> None:
    service = visitor.world.service
    service.name = "Sunflower therapy"
    service.save()
    path = (
        f"/book/{visitor.world.clinic.slug}/done/{booked.token}/" if step == "done" else manage(booked, step)
    )
    answer = Client().get(path)
    assert answer.status_code == 200
    assert "Sunflower" not in answer.content.decode()
