"""From a tapped time to a booked one, and everything that may go wrong in between."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, Notification, Patient, Room
from tests.factories import NOW, make_appointment, make_therapist, make_world
from tests.portal.conftest import TYPED, Visitor, offered, shown

Status = Appointment.Status


@pytest.fixture
def eleven(visitor: Visitor) -> datetime:
    return visitor.world.at("2027-06-07", "11:00")


def test_the_whole_way(visitor: Visitor, eleven: datetime) -> None:
    held = visitor.hold(eleven)
    assert (held.status, held.hold_expires_at) == (Status.HELD, NOW + timedelta(minutes=10))
    page = visitor.client.get(visitor.details_url(held))
    assert "Reserved for you until 8:10 am" in shown(page)
    assert f'data-countdown="{int(held.hold_expires_at.timestamp())}"' in page.content.decode()

    answer = visitor.post_details(held)
    assert answer["Location"] == f"{visitor.book_url}done/{held.token}/"
    held.refresh_from_db()
    assert held.status == Status.BOOKED
    assert (held.patient.full_name, held.patient.email) == ("Ada Byron", "ada@example.org")
    assert (held.reason, held.consent_version, held.consented_at) == ("A stiff neck", "portal-1", NOW)
    assert Notification.objects.filter(appointment=held, kind="confirmation").count() == 1

    done = shown(visitor.client.get(answer["Location"]))
    assert "You are booked, Ada." in done
    assert "Monday, June 7 11:00 am – 12:00 pm New York time (EDT, UTC−4)" in done
    assert "ada@example.org" in done


def test_another_browser_with_the_link_does_not_see_the_address(visitor: Visitor, eleven: datetime) -> None:
    booked = visitor.book(eleven)
    page = shown(Client().get(f"{visitor.book_url}done/{booked.token}/"))
    assert "You are booked" in page
    assert "ada@example.org" not in page


BAD_INPUT = [
    ("first_name", "", "Please tell us your first name."),
    ("first_name", "   ", "Please tell us your first name."),
    ("first_name", "A" * 81, "at most 80 characters"),
    ("last_name", "", "Please tell us your last name."),
    ("last_name", "By\x00ron", "Null characters are not allowed."),
    ("email", "", "Please tell us your e-mail address"),
    ("email", "ada", "This does not look like an e-mail address"),
    ("email", "ada@", "This does not look like an e-mail address"),
    ("email", "ada@example.org\r\nBcc: eve@example.org", "This does not look like an e-mail address"),
    ("phone", "call me", "This does not look like a phone number"),
    ("phone", "1" * 41, "at most 40 characters"),
    ("reason", "x" * 1001, "at most 1000 characters"),
    ("consent", "", "We need your agreement"),
    ("key", "k" * 65, "Please look at the marked fields"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD_INPUT)
def test_bad_input_is_told_beside_its_field_and_the_rest_is_kept(
    visitor: Visitor, eleven: datetime, field: str, value: str, sentence: str
) -> None:
    held = visitor.hold(eleven)
    response = visitor.post_details(held, **{field: value})
    assert response.status_code == 400
    body = response.content.decode()
    if field != "key":
        assert sentence in body.split(f'id="id_{field}_error"')[1].split("</p>")[0]
    assert sentence in shown(response)
    for name in {"first_name", "last_name", "email", "reason"} - {field}:
        assert TYPED[name] in body
    held.refresh_from_db()
    assert held.status == Status.HELD
    assert not Patient.objects.exists()


def test_two_taps_on_one_time_reserve_it_once(visitor: Visitor, eleven: datetime) -> None:
    first, second = visitor.post_hold(eleven), visitor.post_hold(eleven)
    assert first["Location"] == second["Location"]
    assert Appointment.objects.count() == 1


def test_two_taps_on_book_book_once(visitor: Visitor, eleven: datetime) -> None:
    held = visitor.hold(eleven)
    first, second = visitor.post_details(held), visitor.post_details(held)
    assert first["Location"] == second["Location"]
    assert Appointment.objects.count() == Patient.objects.count() == 1
    assert Notification.objects.filter(kind="confirmation").count() == 1


def test_going_back_after_booking_and_sending_something_else_shows_what_is_booked(
    visitor: Visitor, eleven
) -> None:
    held = visitor.hold(eleven)
    visitor.post_details(held)
    again = visitor.post_details(held, first_name="Grace")
    assert again["Location"].endswith(f"/done/{held.token}/")
    assert Patient.objects.get().first_name == "Ada"


def test_a_time_that_was_just_taken_offers_three_others_and_keeps_the_form(
    visitor: Visitor, eleven: datetime
) -> None:
    make_appointment(visitor.world, eleven)
    response = visitor.post_hold(eleven, first_name="Ada", reason="A stiff neck")
    assert response.status_code == 409
    assert "That time has just been taken" in shown(response)
    assert [value[:16] for value in offered(response)] == [
        "2027-06-07T14:00", "2027-06-07T16:00", "2027-06-07T16:30",
    ]  # fmt: skip
    body = response.content.decode()
    assert '<input type="hidden" name="first_name" value="Ada">' in body
    assert '<input type="hidden" name="reason" value="A stiff neck">' in body
    assert Appointment.objects.count() == 1


def test_an_alternative_leads_to_the_details_with_what_was_typed(visitor: Visitor, eleven: datetime) -> None:
    later = visitor.world.at("2027-06-07", "12:00")
    page = visitor.post_hold(later, first_name="Ada", email="ada@", reason="A stiff neck")
    assert page.status_code == 200
    body = page.content.decode()
    assert 'value="Ada"' in body
    assert 'value="ada@"' in body
    assert "A stiff neck</textarea>" in body
    assert visitor.post_details(Appointment.objects.get()).status_code == 302


@pytest.mark.parametrize(
    "day_and_time", [("2027-06-06", "11:00"), ("2027-06-07", "09:00"), ("2027-06-08", "11:07")]
)
def test_times_that_are_not_offered_are_refused_with_others(
    visitor: Visitor, day_and_time: tuple[str, str]
) -> None:
    response = visitor.post_hold(visitor.world.at(*day_and_time))
    assert response.status_code == 409
    assert "That time cannot be booked" in shown(response)
    assert len(offered(response)) == 3
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"slot": "tomorrow"},
        {"slot": ""},
        {"slot": "2027-06-07T15:00Z"},
        {"slot": "2027-06-07T15:00Z~foreign"},
        {"slot": "9999-99-99T15:00Z~{place}"},
        {"slot": "2027-06-07T15:00Z~{place}\x00"},
        {"therapist": "foreign"},
        {"therapist": "not a slug!"},
        {"key": ""},
        {"key": "k" * 65},
    ],
)
def test_a_choice_that_did_not_arrive_whole_stores_nothing(
    visitor: Visitor, eleven: datetime, broken: dict[str, str]
) -> None:
    foreign = make_world()
    broken = {
        name: value.replace("foreign", foreign.location.public_id if name == "slot" else foreign.therapist.public_id)
        .replace("{place}", visitor.world.location.public_id)
        for name, value in broken.items()
    }  # fmt: skip
    response = visitor.post_hold(eleven, **broken)
    assert response.status_code == 400
    assert "did not arrive in one piece" in shown(response)
    assert offered(response)
    assert not Appointment.objects.exists()


def test_an_expired_hold_says_so_and_offers_times(
    visitor: Visitor, eleven: datetime, clock: time_machine.Traveller
) -> None:
    held = visitor.hold(eleven)
    clock.shift(timedelta(minutes=10))
    looked = visitor.client.get(visitor.details_url(held))
    sent = visitor.post_details(held)
    for response, status in ((looked, 410), (sent, 409)):
        assert response.status_code == status
        assert "Your reservation ran out" in shown(response)
        assert "Nothing has been booked yet" in shown(response)
        # The lost time itself is free again, and the nearest of all.
        assert visitor.slot(eleven) in offered(response)
        assert len(offered(response)) == 3
    assert 'name="first_name" value="Ada"' in sent.content.decode()
    assert not Patient.objects.exists()
    again = visitor.post_hold(eleven, key="tap-2", first_name="Ada")
    assert again.status_code == 200
    assert Appointment.objects.filter(
        status=Status.HELD, hold_expires_at__gt=NOW + timedelta(minutes=10)
    ).exists()


def test_whoever_takes_a_third_time_gives_back_the_first(visitor: Visitor) -> None:
    times = [visitor.world.at("2027-06-08", hour) for hour in ("09:00", "11:00", "13:00")]
    first, second, third = (visitor.hold(at, key=f"tap-{at.hour}") for at in times)
    first.refresh_from_db()
    assert (first.status, first.cancellation_reason) == (Status.CANCELLED, "hold_released")
    assert set(Appointment.objects.filter(status=Status.HELD)) == {second, third}
    page = shown(visitor.client.get(visitor.times_url))
    assert "You have reserved Tuesday, June 8 at 1:00 pm until 8:10 am." in page


def test_a_lost_session_does_not_get_around_the_limit(visitor: Visitor) -> None:
    for hour in ("09:00", "11:00"):
        visitor.hold(visitor.world.at("2027-06-08", hour), key=hour)
    session = visitor.client.session
    session["holds"] = []
    session.save()
    response = visitor.post_hold(visitor.world.at("2027-06-08", "13:00"), key="13:00")
    assert response.status_code == 409
    assert "You have reserved two other times already." in shown(response)
    assert Appointment.objects.filter(status=Status.HELD).count() == 2


def test_tokens_open_only_their_own_clinic(visitor: Visitor, eleven: datetime) -> None:
    held = visitor.hold(eleven)
    other = make_world().clinic.slug
    for path in (f"/book/{other}/hold/{held.token}/", f"/book/{other}/done/{held.token}/"):
        assert visitor.client.get(path).status_code == 404
        assert visitor.client.post(path, TYPED).status_code in (404, 405)
    assert visitor.client.get(f"{visitor.book_url}hold/made-up/").status_code == 404
    held.refresh_from_db()
    assert held.status == Status.HELD


def test_the_same_person_cannot_be_in_two_places(visitor: Visitor, eleven: datetime) -> None:
    world = visitor.world
    visitor.book(eleven)
    make_therapist(world.clinic, world.service, world.location)
    Room.objects.create(clinic=world.clinic, location=world.location, name="Second")
    half_an_hour_later = visitor.hold(eleven + timedelta(minutes=30), key="tap-2")
    response = visitor.post_details(half_an_hour_later, key="form-2")
    assert response.status_code == 409
    assert "There already is an appointment for this person at that time." in shown(response)
    assert 'value="Ada"' in response.content.decode()


def test_looking_at_the_details_and_the_end_changes_nothing(visitor: Visitor, eleven: datetime) -> None:
    held = visitor.hold(eleven)
    before = Appointment.objects.values().get()
    for path in (visitor.details_url(held), f"{visitor.book_url}done/{held.token}/"):
        visitor.client.get(path)
        visitor.client.head(path)
    assert Appointment.objects.values().get() == before


def test_a_form_from_another_site_is_refused(visitor: Visitor, eleven: datetime) -> None:
    strict = Visitor(visitor.world, Client(enforce_csrf_checks=True))
    response = strict.post_hold(eleven)
    assert response.status_code == 403
    assert "This page was open for too long" in shown(response)
    assert not Appointment.objects.exists()
