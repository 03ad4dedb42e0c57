"""Days that no calendar can hold, typed by mistake or on purpose: a page that says so, never a broken one."""

import pytest

from tests.dashboard.conftest import Desk
from tests.factories import make_appointment, make_patient

pytestmark = pytest.mark.django_db
FIRST, LAST = "0001-01-01", "9999-12-31"


@pytest.mark.parametrize("day", [FIRST, LAST, "0202-11-24"])
def test_no_page_breaks_over_a_date_in_its_address(desk: Desk, day: str) -> None:
    owner, option = desk.browser("owner"), desk.world.option.public_id
    patient = make_patient(desk.world.clinic)
    visit = make_appointment(desk.world, desk.world.at("2027-06-08", "10:00"))
    for path, status in (
        (f"day/{day}/", 404),
        (f"day/?day={day}", 302),
        (f"messages/?day={day}", 200),
        (f"calendar/?view=week&day={day}", 200),
        (f"book/?patient={patient.public_id}&option={option}&day={day}&time=10:00", 200),
        (f"appointments/{visit.public_id}/move/?from={day}", 200),
        (f"why/?therapist={desk.world.therapist.public_id}&day={day}&time=10:00", 400),
        (f"reports/utilisation/?from={day}&to={day}", 422),
        (f"closures/new/?who=all&where=all&first={day}", 400),
    ):
        assert owner.get(f"/dashboard/{path}").status_code == status, path


@pytest.mark.parametrize("at", [f"{FIRST}T00:00:00+14:00", f"{LAST}T23:59:59-12:00"])
def test_no_form_breaks_over_a_far_time(desk: Desk, at: str) -> None:
    owner, world = desk.browser("owner"), desk.world
    visit = make_appointment(world, world.at("2027-06-08", "10:00"))
    path = f"/dashboard/appointments/{visit.public_id}/"
    choice = f"{at}~{world.therapist.public_id}~{world.location.public_id}"
    assert owner.post(f"{path}move/", {"choice": choice}).status_code == 400
    near = f"2027-06-08T15:00:00+00:00~{world.therapist.public_id}~{world.location.public_id}"
    assert owner.post(f"{path}move/", {"choice": near, "instead-x": at}).status_code == 400
    placed = {"starts_at": at, "zone": world.clinic.time_zone, "therapist": world.therapist.public_id}
    assert owner.post(f"{path}place/", placed, headers={"If-Match": '"1"'}).status_code == 400
    told = {"override_reason": "ill", "day": at[:10], "time": "00:00", "location": world.location.public_id,
            "therapist": world.therapist.public_id}  # fmt: skip
    assert owner.post(f"{path}move/", told).status_code == 400
