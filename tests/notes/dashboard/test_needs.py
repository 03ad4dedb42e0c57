"""What waits about treatment: for the therapist, for the owner without a word, for the desk only whom to call."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord, User
from notes.models import CareAlert, EmergencyAccess, RecordRequest
from tests.factories import NOW, make_user
from tests.notes.cast import PLANTED, Chart

Asserting = Callable[[int], AbstractContextManager[Any]]


def _lines(user: User) -> list[Any]:
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(user)
        return list(client.get(reverse("notes:care_needs")).context["lines"])


def _everything(chart: Chart) -> None:
    plan = chart.active_plan()
    CareAlert.objects.create(
        clinic=plan.clinic, patient=plan.patient, plan=plan, kind="hold_worse", raised_at=NOW
    )
    chart.written(visit=chart.another_visit(-2, status="fulfilled"))
    chart.another_visit(-5, status="fulfilled")
    RecordRequest.objects.create(
        clinic=plan.clinic, patient=plan.patient, kind="amendment", text=PLANTED, asked_at=NOW,
        asked_by=make_user(), due_date=NOW.date() - timedelta(days=1),
    )  # fmt: skip


def test_a_therapist_is_led_to_each_thing(chart: Chart) -> None:
    _everything(chart)
    lines = _lines(chart.user)
    assert sorted(line.icon for line in lines) == ["flag", "shield-check", "writing-sign", "writing-sign"]
    assert [line.is_late for line in lines if line.icon == "writing-sign"] == [True, False]
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(chart.user)
        assert {client.get(line.url).status_code for line in lines} == {200}
    assert AccessRecord.objects.filter(action="listed", patient=chart.patient, user=chart.user).exists()


def test_the_owner_is_told_how_much_and_nothing_of_what(chart: Chart) -> None:
    _everything(chart)
    colleague = chart.supervised()
    EmergencyAccess.objects.create(
        clinic=chart.world.clinic, patient=chart.patient, therapist=colleague, reason=PLANTED, opened_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    lines = _lines(make_user("owner", chart.world.clinic))
    assert [line.icon for line in lines] == ["writing-sign", "shield-check", "alert-triangle"]
    assert (lines[0].who, lines[0].what, lines[0].is_late) == (
        chart.therapist.full_name,
        "2 notes to sign",
        True,
    )
    assert PLANTED not in str(lines)


def test_the_desk_is_told_whom_to_call_and_no_more(chart: Chart) -> None:
    _everything(chart)
    chart.screened(p3="yes")
    lines = _lines(make_user("reception", chart.world.clinic))
    assert [(line.icon, line.who) for line in lines] == [("phone", "Ada Byron")]
    assert lines[0].what == "Please call before the next visit"


def test_who_supervises_is_asked_to_co_sign(chart: Chart) -> None:
    chart.awaiting(chart.another_visit(-1, status="fulfilled"))
    other = chart.supervised()
    assert other.user is not None
    assert [(line.icon, line.who) for line in _lines(other.user)] == [("user-check", "Ada Byron")]


def test_a_constant_number_of_queries(chart: Chart, django_assert_num_queries: Asserting) -> None:
    chart.active_plan()
    for more in (0, 6):
        for number in range(more):
            chart.written(visit=chart.another_visit(-10 - number, status="fulfilled"))
        with time_machine.travel(NOW, tick=False):
            client = Client()
            client.force_login(chart.user)
            # Session, user, memberships, therapist; requests, dates; whom to call, alerts, to co-sign, to sign, records.
            with django_assert_num_queries(11):
                client.get(reverse("notes:needs_count"))
