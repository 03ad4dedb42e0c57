"""A guardian books for a child: the child is the patient, the guardian gets the messages."""

import re
from datetime import date
from typing import Any

import pytest

from bookings.models import Appointment, Notification, Patient, WaitlistEntry
from tests.factories import make_patient
from tests.portal.conftest import TYPED, Visitor, shown

CHILD = {"child_first_name": "Tim", "child_last_name": "Byron", "child_birth_date": "2019-04-30"}


def test_the_child_is_the_patient_and_the_guardian_is_told(visitor: Visitor) -> None:
    at = visitor.world.at("2027-06-09", "10:00")
    held = visitor.hold(at)
    page = visitor.client.get(visitor.details_url(held)).content.decode()
    assert "This is for somebody I care for" in page
    done = visitor.client.get(visitor.post_details(held, **CHILD)["Location"])
    assert "Thank you, Tim." in shown(done)
    held.refresh_from_db()
    child = held.patient
    assert child is not None
    assert (child.full_name, child.birth_date, child.email) == ("Tim Byron", date(2019, 4, 30), "")
    assert child.guardian is not None
    assert (child.guardian.full_name, child.guardian.email) == ("Ada Byron", TYPED["email"])
    # The safety check knows the age: a therapist looks at it first.
    letter = Notification.objects.get(appointment=held, kind="request_received")
    assert letter.recipient == TYPED["email"]


def test_somebody_grown_up_is_booked_at_once_and_the_page_says_where_the_message_goes(
    visitor: Visitor,
) -> None:
    held = visitor.hold(visitor.world.at("2027-06-09", "10:00"))
    done = visitor.client.get(
        visitor.post_details(held, **CHILD | {"child_birth_date": "1950-04-30"})["Location"]
    )
    assert "You are booked, Tim." in shown(done)
    assert TYPED["email"] in shown(done)


def test_the_same_child_again_is_the_same_record(visitor: Visitor) -> None:
    for clock in ("10:00", "14:00"):
        held = visitor.hold(visitor.world.at("2027-06-09", clock))
        assert visitor.post_details(held, **CHILD).status_code == 302
    assert Patient.objects.count() == 2
    assert {visit.patient.first_name for visit in Appointment.objects.all()} == {"Tim"}


def test_a_guardian_and_a_child_may_come_at_the_same_time(visitor: Visitor) -> None:
    """They are two people; what else is on record about either is nobody's business."""
    ada = make_patient(
        visitor.world.clinic, first_name="Ada", last_name="Byron", email=TYPED["email"], phone=TYPED["phone"]
    )
    held = visitor.hold(visitor.world.at("2027-06-09", "10:00"))
    assert visitor.post_details(held, **CHILD).status_code == 302
    assert Patient.objects.get(first_name="Tim").guardian == ada


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"child_last_name": ""}, "whole name"),
        ({"child_birth_date": "soon"}, "year, month, day"),
        ({"child_birth_date": "2099-01-01"}, "check the year"),
        ({"child_first_name": "", "child_last_name": ""}, "whole name"),
    ],
)
def test_what_is_missing_is_said_and_the_fold_stays_open(
    visitor: Visitor, change: dict[str, Any], said: str
) -> None:
    held = visitor.hold(visitor.world.at("2027-06-09", "10:00"))
    page = visitor.post_details(held, **{**CHILD, **change})
    assert page.status_code == 400
    assert said in shown(page)
    assert re.search(r'<details class="fold" open>', page.content.decode())
    assert not Patient.objects.exists()


def test_what_was_typed_survives_the_loss_of_the_time(visitor: Visitor, clock: Any) -> None:
    held = visitor.hold(visitor.world.at("2027-06-09", "10:00"))
    clock.shift(60 * 60)
    page = visitor.post_details(held, **CHILD)
    assert page.status_code == 409
    for value in CHILD.values():
        assert f'value="{value}"' in page.content.decode()


def test_a_child_waits_in_its_own_name(visitor: Visitor) -> None:
    page = visitor.client.get(f"{visitor.times_url}wait/")
    until = re.search(r'name="until_date" value="([^"]+)"', page.content.decode())
    assert until
    body = {
        **TYPED,
        **CHILD,
        "weekdays": [0, 1],
        "hours": "any",
        "until_date": until[1],
        "notice_minutes": 120,
    }
    body.pop("reason")
    assert visitor.client.post(f"{visitor.times_url}wait/", body).status_code == 302
    assert WaitlistEntry.objects.get().patient.full_name == "Tim Byron"
