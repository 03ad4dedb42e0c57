"""Moving a visit: the same therapist first, nothing lost when the time is gone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment
from tests.dashboard.conftest import MONDAY, Desk
from tests.factories import make_appointment

TUESDAY = "2027-06-08"


@pytest.fixture
def visit(desk: Desk) -> Appointment:
    return make_appointment(desk.world, desk.world.at(TUESDAY, "10:00"))


def url_of(visit: Appointment) -> str:
    return reverse("dashboard:move", args=[visit.public_id])


def choice(desk: Desk, time: str, therapist: int = 0, day: str = TUESDAY) -> dict[str, Any]:
    at = desk.world.at(day, time).isoformat()
    who = desk.world.therapists[therapist].public_id
    return {"pick": "1", "choice": f"{at}~{who}~{desk.world.location.public_id}", "revision": 1}


def times(client: Client, url: str) -> list[Any]:
    return [time for day in client.get(url).context["days"] for time in day.times]


def test_the_page_lists_the_same_therapists_times(desk: Desk, visit: Appointment) -> None:
    listed = times(desk.browser("reception"), url_of(visit))
    assert {t.name for time in listed for t in time.therapists} == {"Maya Okafor"}
    assert desk.world.at(TUESDAY, "10:30") in {time.starts_at for time in listed}
    assert visit.starts_at not in {time.starts_at for time in listed}  # where it is already


def test_anyone_lists_everybody_with_the_same_one_first(desk: Desk, visit: Appointment) -> None:
    listed = times(desk.browser("reception"), url_of(visit) + "?with=anyone")
    both = next(time for time in listed if time.starts_at == desk.world.at(TUESDAY, "14:00"))
    assert [t.name for t in both.therapists] == ["Maya Okafor", "Jonas Lind"]


def test_moving_raises_the_revision_and_says_the_new_time(desk: Desk, visit: Appointment) -> None:
    response = desk.browser("reception").post(url_of(visit), choice(desk, "14:00"), follow=True)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.revision) == (desk.world.at(TUESDAY, "14:00"), 2)
    assert "Moved to Tuesday, June 8 at 2:00 pm." in response.content.decode()


def test_reception_can_move_it_to_a_colleague(desk: Desk, visit: Appointment) -> None:
    desk.browser("reception").post(url_of(visit), choice(desk, "14:00", therapist=1))
    visit.refresh_from_db()
    assert visit.therapist == desk.world.therapists[1]


def test_a_therapist_cannot_fill_a_colleagues_time(desk: Desk, visit: Appointment) -> None:
    response = desk.browser("therapist").post(url_of(visit), choice(desk, "14:00", therapist=1))
    visit.refresh_from_db()
    assert response.status_code == 400
    assert (visit.therapist, visit.revision) == (desk.world.therapists[0], 1)


def test_a_time_that_is_gone_leaves_the_old_one_and_shows_what_is_free(
    desk: Desk, visit: Appointment
) -> None:
    make_appointment(desk.world, desk.world.at(TUESDAY, "14:00"), room=desk.world.rooms[1])
    response = desk.browser("reception").post(url_of(visit), choice(desk, "14:00"))
    visit.refresh_from_db()
    assert response.status_code == 409
    assert "Somebody else has just taken this time." in response.content.decode()
    assert visit.starts_at == desk.world.at(TUESDAY, "10:00")
    assert response.context["has_times"]


@pytest.mark.parametrize("value", ["", "soon~x~y", "2027-06-08T10:00~x~y", "2027-06-08T14:00:00+00:00"])
def test_a_choice_that_is_none_is_said(desk: Desk, visit: Appointment, value: str) -> None:
    response = desk.browser("reception").post(url_of(visit), {"pick": "1", "choice": value})
    assert response.status_code == 400
    assert "Please choose" in response.content.decode()
    visit.refresh_from_db()
    assert visit.revision == 1


def test_an_old_page_does_not_move_it_again(desk: Desk, visit: Appointment) -> None:
    desk.browser("reception").post(url_of(visit), choice(desk, "14:00"))
    response = desk.browser("reception").post(url_of(visit), choice(desk, "15:00"))
    assert "was changed in the meantime" in response.content.decode()
    visit.refresh_from_db()
    assert visit.starts_at == desk.world.at(TUESDAY, "14:00")


def test_outside_the_usual_hours_takes_a_reason(desk: Desk, visit: Appointment) -> None:
    form = {
        "day": TUESDAY, "time": "19:00", "therapist": desk.world.therapist.public_id,
        "location": desk.world.location.public_id, "override_reason": "",
    }  # fmt: skip
    browser = desk.browser("reception")
    assert browser.post(url_of(visit), form).status_code == 400
    visit.refresh_from_db()
    assert visit.revision == 1
    browser.post(url_of(visit), {**form, "override_reason": "Shift worker"})
    visit.refresh_from_db()
    assert visit.starts_at == desk.world.at(TUESDAY, "19:00")
    page = browser.get(reverse("dashboard:appointment", args=[visit.public_id])).content.decode()
    assert "Outside the usual rules" in page
    assert "Shift worker" in page


def test_the_weeks_never_begin_before_today(desk: Desk, visit: Appointment) -> None:
    week = desk.browser("reception").get(url_of(visit), {"from": "2020-01-01"}).context["week"]
    assert week.first.isoformat() == MONDAY
    assert week.before is None
