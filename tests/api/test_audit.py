"""The access log over HTTP: the owner's, of their clinic alone."""

from datetime import timedelta
from typing import Any

import pytest

from bookings.audit import record_access
from tests.api.conftest import key_for, problem_of
from tests.factories import NOW, World, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def program(world: World) -> Any:
    return key_for(make_user("owner", world.clinic), world.clinic)


def looked(world: World, *, patient: Any = None, action: str = "viewed", hours: int = 0) -> None:
    record_access(
        clinic=world.clinic, user=world.therapist.user, patient=patient, action=action, object_kind="chart",
        object_id=patient.public_id if patient else "", now=NOW + timedelta(hours=hours),
    )  # fmt: skip


def test_the_latest_first_with_names_and_ids(world: World, program: Any) -> None:
    patient = make_patient(world.clinic)
    looked(world)
    looked(world, patient=patient, hours=1)
    looked(make_world())
    body = program.get("audit/").json()
    assert body["count"] == 2
    assert body["results"][0] == {
        "at": "2027-06-07T13:00:00Z", "who": str(world.therapist.user), "patient": patient.public_id,
        "action": "viewed", "object_kind": "chart", "object_id": patient.public_id, "reason": "",
    }  # fmt: skip


def test_narrowed_by_time_patient_and_action(world: World, program: Any) -> None:
    patient = make_patient(world.clinic)
    looked(world, patient=patient)
    looked(world, action="denied", hours=2)
    assert program.get("audit/", patient=patient.public_id).json()["count"] == 1
    assert program.get("audit/", action="denied").json()["count"] == 1
    later = {"from": (NOW + timedelta(hours=1)).isoformat()}
    assert program.get("audit/", **later).json()["count"] == 1
    assert program.get("audit/", to=(NOW + timedelta(hours=2)).isoformat()).json()["count"] == 1
    assert problem_of(program.get("audit/", wrong="1"))["status"] == 400


@pytest.mark.parametrize("rows", [1, 30])
def test_the_same_queries_whatever_the_rows(
    world: World, program: Any, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        looked(world, patient=make_patient(world.clinic))
    with django_assert_num_queries(5):
        assert len(program.get("audit/").json()["results"]) == rows


def test_nobody_changes_it(program: Any) -> None:
    for method in ("POST", "PATCH", "DELETE"):
        assert program(method, "audit/").status_code == 405
