"""Two visits change places: who is offered, what is shown before, and that both or neither move."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Appointment, ServiceOption
from tests.dashboard.conftest import Desk
from tests.factories import make_appointment

TUESDAY, WEDNESDAY = "2027-06-08", "2027-06-09"


@pytest.fixture
def first(desk: Desk) -> Appointment:
    return make_appointment(desk.world, desk.world.at(TUESDAY, "10:00"))


@pytest.fixture
def second(desk: Desk) -> Appointment:
    return make_appointment(
        desk.world, desk.world.at(WEDNESDAY, "14:00"), therapist=desk.world.therapists[1],
        room=desk.world.rooms[1],
    )  # fmt: skip


def url_of(visit: Appointment) -> str:
    return reverse("dashboard:swap", args=[visit.public_id])


def test_those_who_fit_are_listed_first_and_the_others_marked(
    desk: Desk, first: Appointment, second: Appointment
) -> None:
    longer = ServiceOption.objects.create(
        clinic=desk.world.clinic, service=desk.world.service, minutes=90, price="110.00"
    )
    long = make_appointment(desk.world, desk.world.at(TUESDAY, "13:00"))
    Appointment.objects.filter(pk=long.pk).update(
        option=longer, ends_at=desk.world.at(TUESDAY, "14:30"), occupies_until=desk.world.at(TUESDAY, "14:30")
    )
    make_appointment(desk.world, desk.world.at(TUESDAY, "16:00"), patient=first.patient)  # their own
    make_appointment(desk.world, desk.world.at("2027-06-18", "10:00"))  # too far
    page = desk.browser("reception").get(url_of(first))
    listed = [(p.public_id, p.fits) for p in page.context["partners"]]
    assert listed == [(second.public_id, True), (long.public_id, False)]


def test_a_therapist_who_could_not_treat_is_not_listed(
    desk: Desk, first: Appointment, second: Appointment
) -> None:
    desk.world.service.therapists.remove(desk.world.therapists[1])
    page = desk.browser("reception").get(url_of(first))
    assert page.context["partners"] == []
    assert "Nobody to swap with" in page.content.decode()


def test_the_list_takes_as_many_queries_for_many(desk: Desk, first: Appointment) -> None:
    client = desk.browser("reception")

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get(url_of(first))
        return len(taken)

    make_appointment(desk.world, desk.world.at(WEDNESDAY, "09:00"))
    few = queries()
    for hour in range(10, 17):
        make_appointment(desk.world, desk.world.at(WEDNESDAY, f"{hour}:00"))
    assert queries() == few


def test_both_are_shown_then_swapped_and_it_can_be_undone(
    desk: Desk, first: Appointment, second: Appointment
) -> None:
    client = desk.browser("reception")
    shown = client.get(url_of(first), {"with": second.public_id}).content.decode()
    assert "Swap these two?" in shown
    assert "Wed, Jun 9 · 2:00 pm, Jonas" in shown
    first.refresh_from_db()
    assert first.revision == 1
    form = {"partner": second.public_id, "revision": 1, "partner_revision": 1}
    done = client.post(f"{url_of(first)}?with={second.public_id}", form, follow=True).content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.starts_at, second.starts_at) == (
        desk.world.at(WEDNESDAY, "14:00"), desk.world.at(TUESDAY, "10:00"),
    )  # fmt: skip
    assert (first.therapist, second.therapist) == (desk.world.therapists[1], desk.world.therapists[0])
    assert "Swapped: " in done
    assert reverse("dashboard:undo", args=[first.public_id]) in done


def test_what_does_not_fit_is_said_and_has_no_button(desk: Desk, first: Appointment) -> None:
    longer = ServiceOption.objects.create(
        clinic=desk.world.clinic, service=desk.world.service, minutes=120, price="150.00"
    )
    long = make_appointment(desk.world, desk.world.at(WEDNESDAY, "13:00"))
    Appointment.objects.filter(pk=long.pk).update(
        option=longer, ends_at=desk.world.at(WEDNESDAY, "15:00"),
        occupies_until=desk.world.at(WEDNESDAY, "15:00"),
    )  # fmt: skip
    make_appointment(desk.world, desk.world.at(TUESDAY, "11:00"))
    client = desk.browser("reception")
    shown = client.get(url_of(first), {"with": long.public_id}).content.decode()
    assert "These two cannot change places" in shown
    assert "Swap them" not in shown
    refused = client.post(url_of(first), {"partner": long.public_id})
    assert refused.status_code == 409
    assert "Nothing was changed." in refused.content.decode()
    first.refresh_from_db()
    assert first.revision == 1


def test_a_page_that_is_out_of_date_swaps_nothing(
    desk: Desk, first: Appointment, second: Appointment
) -> None:
    form = {"partner": second.public_id, "revision": 1, "partner_revision": 7}
    response = desk.browser("reception").post(url_of(first), form)
    assert response.status_code == 409
    assert "was changed in the meantime" in response.content.decode()


def test_a_therapist_swaps_their_own_only(desk: Desk, first: Appointment, second: Appointment) -> None:
    client = desk.browser("therapist")
    assert client.get(url_of(first)).context["partners"] == []
    assert client.get(url_of(first), {"with": second.public_id}).status_code == 404
    assert client.post(url_of(first), {"partner": second.public_id}).status_code == 404
    assert client.get(url_of(first), {"with": first.public_id}).status_code == 404
    first.refresh_from_db()
    assert first.revision == 1


def test_nobody_chosen_is_said(desk: Desk, first: Appointment) -> None:
    response = desk.browser("reception").post(url_of(first), {})
    assert response.status_code == 400
    assert "Please choose with whom to swap." in response.content.decode()
