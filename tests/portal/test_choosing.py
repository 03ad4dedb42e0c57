"""Finding a time: what is listed, and that looking changes nothing."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings.models import Appointment, Clinic, Location, Room, Service, ServiceOption
from tests.factories import make_therapist, make_world
from tests.portal.conftest import Visitor, offered, shown

pytestmark = pytest.mark.usefixtures("clock")


def test_the_only_clinic_is_where_the_start_page_leads(visitor: Visitor) -> None:
    assert visitor.client.get("/")["Location"] == visitor.book_url


def test_several_clinics_are_listed(visitor: Visitor) -> None:
    other = make_world().clinic
    page = shown(visitor.client.get("/"))
    assert visitor.world.clinic.name in page
    assert other.name in page


def test_without_a_clinic_the_start_page_says_so(db: None) -> None:
    response = Client().get("/")
    assert response.status_code == 200
    assert "No clinic is open here yet" in shown(response)


@pytest.mark.parametrize("path", ["/book/nowhere/", "/book/{slug}/nothing/", "/book/{slug}/{foreign}/"])
def test_unknown_addresses_are_not_found(visitor: Visitor, path: str) -> None:
    foreign = make_world().option.public_id
    response = visitor.client.get(path.format(slug=visitor.world.clinic.slug, foreign=foreign))
    assert response.status_code == 404
    assert "There is nothing at this address" in shown(response)


def test_a_service_shows_length_price_zone_and_three_times_that_lie_apart(visitor: Visitor) -> None:
    response = visitor.client.get(visitor.book_url)
    page = shown(response)
    assert "60 minutes $80" in page
    assert "New York time (EDT, UTC−4)" in page
    # Two hours' notice from eight: ten o'clock is the first.
    assert "Mon, Jun 7 10:00 am Mon, Jun 7 11:00 am Mon, Jun 7 12:00 pm" in page
    assert len(offered(response)) == 3


def test_what_is_booked_by_phone_has_no_times(visitor: Visitor) -> None:
    Service.objects.update(booking_mode="phone")
    services = visitor.client.get(visitor.book_url)
    times = visitor.client.get(visitor.times_url)
    for response in (services, times):
        assert not offered(response)
        assert "booked by phone" in shown(response)


@pytest.mark.parametrize("size", [1, 4])
def test_the_services_page_asks_the_same_number_of_queries_however_much_it_shows(
    visitor: Visitor, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = visitor.world
    for number in range(1, size):
        service = Service.objects.create(clinic=world.clinic, name=f"Service {number}")
        ServiceOption.objects.create(clinic=world.clinic, service=service, minutes=30, price="50.00")
        make_therapist(world.clinic, service, world.location)
    # One for the clinic, one for the options, two for the calendars, one for places.
    with django_assert_num_queries(5):
        visitor.client.get(visitor.book_url)


def test_times_are_listed_by_day_from_the_notice_on(visitor: Visitor) -> None:
    response = visitor.client.get(visitor.times_url)
    values = offered(response)
    assert values[0].startswith("2027-06-07T14:00Z~")
    assert len([value for value in values if value.startswith("2027-06-08")]) == 15
    page = shown(response)
    assert "Tuesday, June 8" in page
    assert "Saturday, June 12 nothing free" in page
    assert "All times: New York time (EDT, UTC−4)" in page


@pytest.mark.parametrize("first", ["2020-01-01", "2999-01-01", "2027-13-45", "soon", "", "2027-06-14%00"])
def test_odd_dates_lead_to_a_week_that_can_be_booked(visitor: Visitor, first: str) -> None:
    response = visitor.client.get(f"{visitor.times_url}?from={first}")
    assert response.status_code == 200
    last = "2027-08-06"
    assert all("2027-06-07" <= value <= f"{last}~" or value[:10] <= last for value in offered(response))


def test_the_next_week_keeps_the_filters(visitor: Visitor) -> None:
    chosen = visitor.world.therapist.public_id
    make_therapist(visitor.world.clinic, visitor.world.service, visitor.world.location)
    body = visitor.client.get(f"{visitor.times_url}?therapist={chosen}").content.decode()
    assert f'href="?therapist={chosen}&amp;from=2027-06-14"' in body


def test_a_therapist_can_be_chosen_and_a_stranger_cannot(visitor: Visitor) -> None:
    world = visitor.world
    evening = make_therapist(world.clinic, world.service, world.location, hours=(18 * 60, 20 * 60))
    Room.objects.create(clinic=world.clinic, location=world.location, name="Second")
    only = offered(visitor.client.get(f"{visitor.times_url}?therapist={evening.public_id}"))
    assert only
    assert all(value[11:13] in ("22", "23") for value in only)
    stranger = make_world().therapist.public_id
    assert len(offered(visitor.client.get(f"{visitor.times_url}?therapist={stranger}"))) > len(only)


def test_a_location_can_be_chosen(visitor: Visitor) -> None:
    world = visitor.world
    harbor = Location.objects.create(clinic=world.clinic, name="Harbor", time_zone="America/New_York")
    Room.objects.create(clinic=world.clinic, location=harbor, name="Tide")
    make_therapist(world.clinic, world.service, harbor)
    everywhere = visitor.client.get(visitor.times_url)
    assert "Morning · Harbor" in shown(everywhere)
    there = offered(visitor.client.get(f"{visitor.times_url}?location={harbor.public_id}"))
    assert {value.split("~")[1] for value in there} == {harbor.public_id}


def test_an_empty_week_names_the_next_times(visitor: Visitor) -> None:
    visitor.world.therapist.weekly_hours.update(valid_from=datetime(2027, 6, 28, tzinfo=UTC).date())
    response = visitor.client.get(visitor.times_url)
    assert "Nothing free this week" in shown(response)
    assert [value[:16] for value in offered(response)] == [
        "2027-06-28T13:00", "2027-06-28T13:30", "2027-06-28T14:00",
    ]  # fmt: skip


def test_an_hour_that_comes_twice_is_told_apart(db: None) -> None:
    world = make_world(hours=(0, 6 * 60), weekdays=range(7), min_notice_minutes=0)
    with time_machine.travel(datetime(2027, 11, 6, 12, tzinfo=UTC), tick=False):
        visitor = Visitor(world, Client())
        page = shown(visitor.client.get(f"{visitor.times_url}?from=2027-11-07"))
    assert "1:30 am (UTC−4)" in page
    assert "1:30 am (UTC−5)" in page
    assert "2:30 am " in page
    assert "2:30 am (" not in page


def test_looking_around_changes_nothing_and_leaves_no_cookie(visitor: Visitor) -> None:
    for path in ("/", visitor.book_url, visitor.times_url, f"{visitor.times_url}?from=2027-06-14"):
        visitor.client.get(path)
    assert "session" not in visitor.client.cookies
    assert not Appointment.objects.exists()
    assert Clinic.objects.count() == 1
    assert visitor.client.get(f"{visitor.times_url}hold/").status_code == 405


@pytest.mark.parametrize("far", ["0001-01-01T00:00Z", "9999-12-31T23:59Z"])
def test_times_that_no_calendar_can_hold_break_no_page(visitor: Visitor, far: str) -> None:
    slot, visit = (
        f"{far}~{visitor.world.location.public_id}",
        visitor.book(visitor.world.at("2027-06-09", "11:00")),
    )
    assert visitor.client.get(visitor.times_url, {"take": slot, "from": far[:10]}).status_code == 200
    assert visitor.client.get(f"/manage/{visit.token}/move/", {"to": slot}).status_code == 400
    assert visitor.client.post(f"{visitor.times_url}hold/", {"slot": slot, "key": "far"}).status_code == 400
