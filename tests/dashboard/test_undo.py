"""Three minutes to take back what was just done."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.appointments.swap import swap
from bookings.models import Appointment, AppointmentEvent
from tests.dashboard.conftest import NOW, Desk
from tests.dashboard.test_series_scope import book
from tests.factories import make_appointment

TUESDAY = "2027-06-08"


@pytest.fixture
def visit(desk: Desk) -> Appointment:
    return make_appointment(desk.world, desk.world.at(TUESDAY, "10:00"))


def url(name: str, appointment: Appointment) -> str:
    return reverse(f"dashboard:{name}", args=[appointment.public_id])


def test_a_cancellation_is_taken_back_with_the_button_of_its_message(desk: Desk, visit: Appointment) -> None:
    client = desk.browser("reception")
    page = client.post(url("cancel", visit), {"reason": "illness"}, follow=True).content.decode()
    assert "This can be undone until 10:33 am." in page
    assert page.count(f'action="{url("undo", visit)}"') == 1
    done = client.post(url("undo", visit), follow=True).content.decode()
    visit.refresh_from_db()
    assert visit.status == "booked"
    assert "Undone: the visit is on Tuesday, June 8 at 10:00 am, as before." in done
    assert url("undo", visit) not in done


def test_the_page_of_the_visit_offers_it_while_it_can_be_done(desk: Desk, visit: Appointment) -> None:
    cancel(appointment=visit, reason="work", actor=Actor.staff(desk.owner), now=NOW)
    client = desk.browser("reception")
    assert url("undo", visit) in client.get(url("appointment", visit)).content.decode()
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        assert url("undo", visit) not in client.get(url("appointment", visit)).content.decode()
        late = client.post(url("undo", visit), follow=True).content.decode()
    visit.refresh_from_db()
    assert "This can no longer be undone" in late
    assert visit.status == "cancelled"


def test_a_move_is_taken_back(desk: Desk, visit: Appointment) -> None:
    client = desk.browser("therapist")
    at = desk.world.at(TUESDAY, "14:00").isoformat()
    choice = f"{at}~{desk.world.therapist.public_id}~{desk.world.location.public_id}"
    page = client.post(url("move", visit), {"pick": "1", "choice": choice}, follow=True).content.decode()
    assert url("undo", visit) in page
    client.post(url("undo", visit))
    visit.refresh_from_db()
    assert visit.starts_at == desk.world.at(TUESDAY, "10:00")


def test_a_time_that_was_taken_meanwhile_is_said(desk: Desk, visit: Appointment) -> None:
    client = desk.browser("reception")
    client.post(url("cancel", visit), {"reason": "illness"})
    make_appointment(desk.world, visit.starts_at)
    page = client.post(url("undo", visit), follow=True).content.decode()
    visit.refresh_from_db()
    assert "Somebody else has just taken this time." in page
    assert visit.status == "cancelled"


def test_a_whole_series_comes_back(desk: Desk) -> None:
    dates = book(desk)
    client = desk.browser("owner")
    client.post(url("cancel", dates[1]), {"reason": "work", "scope": "all"})
    page = client.post(url("undo", dates[1]), follow=True).content.decode()
    assert "Undone: 4 visits are as before." in page
    assert set(Appointment.objects.values_list("status", flat=True)) == {"booked"}


def test_nobody_undoes_what_reaches_further_than_they_do(desk: Desk, visit: Appointment) -> None:
    other = make_appointment(
        desk.world, desk.world.at(TUESDAY, "14:00"), therapist=desk.world.therapists[1],
        room=desk.world.rooms[1],
    )  # fmt: skip
    mine, _theirs = swap(first=visit, second=other, actor=Actor.staff(desk.reception), now=NOW)
    own = desk.browser("colleague")  # the visit is with the colleague now
    assert url("undo", mine) not in own.get(url("appointment", mine)).content.decode()
    assert own.post(url("undo", mine)).status_code == 404
    assert not AppointmentEvent.objects.filter(kind="undone").exists()
    assert desk.browser("reception").post(url("undo", mine)).status_code == 302
    assert AppointmentEvent.objects.filter(kind="undone").count() == 2


@pytest.mark.parametrize("who", ["colleague", "stranger", "nobody"])
def test_others_undo_nothing(desk: Desk, visit: Appointment, who: str) -> None:
    cancel(appointment=visit, reason="work", actor=Actor.staff(desk.owner), now=NOW)
    assert desk.browser(who).post(url("undo", visit)).status_code == 404
    assert desk.browser("reception").get(url("undo", visit)).status_code == 405
    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_there_may_be_nothing_to_undo(desk: Desk, visit: Appointment) -> None:
    page = desk.browser("reception").post(url("undo", visit), follow=True).content.decode()
    assert "There is nothing to undo." in page
