"""Hours, single dates, time off and guardians over HTTP obey the rules that they obey on the pages."""

from datetime import timedelta
from typing import Any

import pytest

from bookings.models import AccessRecord, DateOverride, TimeOff, WeeklyHours
from tests.api.conftest import Program, problem_of
from tests.api.test_resources import sample
from tests.factories import World, make_appointment, make_patient, make_therapist


def monday(world: World, start: str, end: str, **more: Any) -> dict[str, Any]:
    return {
        "therapist": world.therapist.public_id, "location": world.location.public_id, "weekday": 0,
        "start_time": start, "end_time": end, **more,
    }  # fmt: skip


def test_hours_that_overlap_others_are_a_conflict(world: World, owner: Program) -> None:
    """They work nine to five on Mondays."""
    answer = owner.post("weekly-hours/", monday(world, "16:00", "18:00"))
    body = problem_of(answer)
    assert (answer.status_code, body["code"], body["errors"][0]["field"]) == (
        409,
        "hours_overlap",
        "start_time",
    )
    late = owner.post("weekly-hours/", monday(world, "17:00", "18:00"))
    assert late.status_code == 201
    path = f"weekly-hours/{late.json()['id']}/"
    assert owner("PATCH", path, {"start_time": "16:30"}).status_code == 409
    assert owner("PATCH", path, {"end_time": "19:00"}).json()["end_time"] == "19:00"
    assert owner.get(path).json()["start_time"] == "17:00"
    assert WeeklyHours.objects.count() == 6


def test_who_changed_whose_hours_is_written_down(world: World, owner: Program) -> None:
    made = owner.post("weekly-hours/", monday(world, "18:00", "19:00")).json()["id"]
    owner("PATCH", f"weekly-hours/{made}/", {"every_weeks": 2, "valid_from": "2027-06-07"})
    owner("DELETE", f"weekly-hours/{made}/")
    day = owner.post("date-overrides/", sample("date-overrides", world)).json()["id"]
    owner("PATCH", f"date-overrides/{day}/", {"intervals": []})
    owner("DELETE", f"date-overrides/{day}/")
    off = owner.post("time-off/", sample("time-off", world)).json()["id"]
    owner("PATCH", f"time-off/{off}/", {"reason": ""})
    owner("DELETE", f"time-off/{off}/")
    assert list(AccessRecord.objects.order_by("pk").values_list("action", flat=True)) == [
        "hours_added", "hours_changed", "hours_removed", "date_changed", "date_changed", "date_restored",
        "added", "changed", "removed",
    ]  # fmt: skip


def test_a_date_is_moved_but_not_onto_another(world: World, owner: Program) -> None:
    first = owner.post("date-overrides/", sample("date-overrides", world)).json()["id"]
    owner.post("date-overrides/", {**sample("date-overrides", world), "date": "2027-06-10"})
    taken = owner("PATCH", f"date-overrides/{first}/", {"date": "2027-06-10"})
    assert problem_of(taken)["errors"][0]["field"] == "date"
    assert owner("PATCH", f"date-overrides/{first}/", {"date": "2027-06-11"}).json()["date"] == "2027-06-11"
    assert DateOverride.objects.count() == 2


def test_time_off_names_the_visits_inside_and_leaves_them(world: World, owner: Program) -> None:
    inside = [make_appointment(world, world.at("2027-06-09", clock)) for clock in ("13:00", "11:00")]
    make_appointment(world, world.at("2027-06-08", "11:00"))
    colleague = make_therapist(world.clinic, world.service, world.location)
    body = {**sample("time-off", world), "therapist": world.therapist.public_id}
    made = owner.post("time-off/", body, Idempotency_Key="one")
    assert made.json()["hits"] == [inside[1].public_id, inside[0].public_id]
    assert owner.post("time-off/", body, Idempotency_Key="one").json() == made.json()
    path = f"time-off/{made.json()['id']}/"
    assert owner.get(path).json()["hits"] == made.json()["hits"]
    later = owner("PATCH", path, {"starts_at": "2027-06-09T12:00:00-04:00"}, If_Match=made["ETag"])
    assert later.json()["hits"] == [inside[0].public_id]
    for visit in inside:
        visit.refresh_from_db()
        assert visit.status == "booked"
    assert owner("PATCH", path, {"therapist": colleague.public_id}).json()["hits"] == []


def test_the_tag_of_time_off_does_not_change_with_the_visits(world: World, owner: Program) -> None:
    made = owner.post("time-off/", sample("time-off", world))
    make_appointment(world, world.at("2027-06-09", "11:00"))
    path = f"time-off/{made.json()['id']}/"
    read = owner.get(path)
    assert (len(read.json()["hits"]), read["ETag"]) == (1, made["ETag"])
    assert owner("PATCH", path, {"reason": "x"}, If_Match=made["ETag"]).status_code == 200
    assert owner("DELETE", path, If_Match=made["ETag"]).status_code == 412
    assert TimeOff.objects.exists()


def test_visits_that_are_over_are_not_hit(world: World, owner: Program) -> None:
    make_appointment(world, world.at("2027-06-04", "11:00"))
    start = world.at("2027-06-04", "00:00")
    body = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(days=1)).isoformat()}
    assert owner.post("time-off/", body).json()["hits"] == []


@pytest.mark.parametrize("kind", ["self", "ward", "guardian_already"])
def test_who_cannot_be_a_guardian_is_refused(world: World, reception: Program, kind: str) -> None:
    mother = make_patient(world.clinic)
    child = make_patient(world.clinic, guardian=mother)
    other = make_patient(world.clinic)
    patient, guardian = {
        "self": (other, other), "ward": (other, child), "guardian_already": (mother, other),
    }[kind]  # fmt: skip
    answer = reception(
        "PATCH", f"patients/{patient.public_id}/", {"guardian": guardian.public_id, "phone": "1"}
    )
    assert (answer.status_code, problem_of(answer)["errors"][0]["field"]) == (400, "guardian")
    patient.refresh_from_db()
    assert (patient.guardian, patient.phone == "1") == (None, False)


def test_a_guardian_is_set_and_taken_back_with_a_trace(world: World, reception: Program) -> None:
    mother = make_patient(world.clinic)
    body = {**sample("patients", world), "guardian": mother.public_id}
    made = reception.post("patients/", body)
    assert made.json()["guardian"] == mother.public_id
    path = f"patients/{made.json()['id']}/"
    assert reception("PATCH", path, {"guardian": None}, If_Match=made["ETag"]).json()["guardian"] is None
    written = AccessRecord.objects.order_by("pk").values_list("action", "object_id")
    assert list(written) == [
        ("admitted", made.json()["id"]), ("guardian_set", mother.public_id), ("guardian_removed", mother.public_id),
    ]  # fmt: skip
