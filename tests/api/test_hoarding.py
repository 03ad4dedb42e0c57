"""Nobody empties a calendar by reserving: people two times, programs and addresses up to a ceiling."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bookings.models import Appointment
from tests.api.conftest import Program, problem_of
from tests.factories import NOW, World, make_user, make_world

HOURS = ["09:00", "11:00", "13:00", "15:00"]


def hold_at(world: World, program: Program, hour: str, **more: str) -> Any:
    body = {"option": world.option.public_id, "starts_at": f"2027-06-09T{hour}:00-04:00"}
    return program.post(f"clinics/{world.clinic.slug}/holds/", body, **more)


def from_address(address: str) -> Program:
    program = Program()
    program.client = Client(REMOTE_ADDR=address)
    return program


@pytest.fixture
def three_an_address(settings: Settings) -> None:
    settings.API_LIVE_HOLDS_AN_ADDRESS = 3


def is_refused(answer: Any) -> bool:
    return answer.status_code == 409 and problem_of(answer)["code"] == "too_many_holds"


@pytest.mark.usefixtures("three_an_address")
def test_an_address_has_a_ceiling_of_live_holds_in_each_clinic(world: World, db: None) -> None:
    one, other = from_address("192.0.2.1"), from_address("192.0.2.2")
    tokens = [hold_at(world, one, hour).json()["token"] for hour in HOURS[:3]]
    assert is_refused(hold_at(world, one, HOURS[3]))
    assert hold_at(make_world(), one, HOURS[3]).status_code == 201
    one("DELETE", f"holds/{tokens[0]}/")
    assert hold_at(world, one, HOURS[3]).status_code == 201
    assert is_refused(hold_at(world, one, HOURS[0]))
    assert hold_at(world, other, HOURS[0]).status_code == 201


@pytest.mark.usefixtures("three_an_address")
def test_what_ran_out_does_not_count(world: World, anybody: Program) -> None:
    for hour in HOURS[:3]:
        hold_at(world, anybody, hour)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert hold_at(world, anybody, HOURS[3]).status_code == 201


def test_no_ceiling_is_zero(world: World, anybody: Program, settings: Settings) -> None:
    settings.API_LIVE_HOLDS_AN_ADDRESS = 0
    assert {hold_at(world, anybody, hour).status_code for hour in HOURS} == {201}


@pytest.mark.usefixtures("three_an_address")
def test_a_program_is_counted_by_its_key_and_not_with_its_address(
    world: World, anybody: Program, reception: Program
) -> None:
    for hour in HOURS[:3]:
        assert hold_at(world, reception, hour).status_code == 201
    assert is_refused(hold_at(world, reception, HOURS[3]))
    assert hold_at(world, anybody, HOURS[3]).status_code == 201


def test_a_person_who_signed_in_may_reserve_two(world: World, client: Client) -> None:
    client.force_login(make_user())
    person = Program()
    person.client = client
    assert [hold_at(world, person, hour).status_code for hour in HOURS[:3]] == [201, 201, 409]


@pytest.mark.usefixtures("three_an_address")
def test_a_wrong_key_is_as_good_as_none(world: World) -> None:
    for number, hour in enumerate(HOURS):
        answer = hold_at(world, Program(f"wrong-{number}"), hour)
        assert answer.status_code == (201 if number < 3 else 409)


def test_the_address_itself_is_not_kept(world: World) -> None:
    hold_at(world, from_address("192.0.2.1"), HOURS[0])
    held = Appointment.objects.get()
    assert held.held_by
    assert "192.0.2.1" not in held.held_by


def test_counting_is_one_query(world: World, anybody: Program, settings: Settings) -> None:
    hold_at(world, anybody, HOURS[0])
    with CaptureQueriesContext(connection) as counted:
        assert hold_at(world, anybody, HOURS[1]).status_code == 201
    settings.API_LIVE_HOLDS_AN_ADDRESS = 0
    with CaptureQueriesContext(connection) as uncounted:
        assert hold_at(world, anybody, HOURS[2]).status_code == 201
    assert len(counted) == len(uncounted) + 1


def test_two_clients_with_one_key_do_not_get_each_others_answer(world: World) -> None:
    one, other = from_address("192.0.2.1"), from_address("192.0.2.2")
    first = hold_at(world, one, HOURS[0], Idempotency_Key="1")
    second = hold_at(world, other, HOURS[0], Idempotency_Key="1")
    assert (second.status_code, problem_of(second)["code"]) == (409, "slot_taken")
    assert hold_at(world, one, HOURS[0], Idempotency_Key="1").json() == first.json()
