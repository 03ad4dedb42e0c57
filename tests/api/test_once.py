"""Idempotency-Key: one effect, the same answer."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from bookings.idempotency import AlreadyAnswered, InFlight, Once
from bookings.models import Appointment, AppointmentEvent, IdempotentRequest
from bookings.tasks import tidy_expired
from tests.api.conftest import Program, problem_of
from tests.api.test_booking import TEN, book, hold, token_of
from tests.factories import NOW, World, make_appointment, make_patient


def test_the_same_hold_again_gets_the_same_answer(world: World, anybody: Program) -> None:
    first, again = (hold(world, anybody, Idempotency_Key="one") for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert Appointment.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(world: World, anybody: Program) -> None:
    hold(world, anybody, Idempotency_Key="one")
    answer = hold(world, anybody, "2027-06-09T14:00:00-04:00", Idempotency_Key="one")
    assert (answer.status_code, problem_of(answer)["code"]) == (422, "idempotency_key_reused")
    assert Appointment.objects.count() == 1


def test_booking_moving_and_cancelling_again_change_nothing_more(world: World, anybody: Program) -> None:
    held = hold(world, anybody).json()["token"]
    first, again = (book(world, anybody, held, {"Idempotency_Key": "book"}) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    token = token_of(first.json())
    for path, body in (
        ("reschedule", {"starts_at": "2027-06-10T15:00:00-04:00"}),
        ("cancel", {"reason": "work"}),
    ):
        answers = [anybody.post(f"manage/{token}/{path}/", body, Idempotency_Key=path) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
    assert Appointment.objects.get().revision == 2


def test_staff_booking_again_books_once(world: World, reception: Program) -> None:
    body = {
        "option": world.option.public_id,
        "starts_at": TEN,
        "therapist": world.therapist.public_id,
        "patient": make_patient(world.clinic).public_id,
    }
    first, again = (reception.post("appointments/", body, Idempotency_Key="desk") for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert Appointment.objects.count() == 1


def test_the_same_conditional_request_again_gets_its_answer_and_not_412(
    world: World, anybody: Program, reception: Program
) -> None:
    """A client that never saw the first answer cannot know the new tag."""
    booked = make_appointment(world, world.at("2027-06-09", "10:00"))
    for program, path, day in (
        (anybody, f"manage/{booked.token}/", "10"), (reception, f"appointments/{booked.public_id}/", "11"),
    ):  # fmt: skip
        for verb, body in (("reschedule", {"starts_at": f"2027-06-{day}T15:00:00-04:00"}), ("cancel", {})):
            Appointment.objects.update(status="booked", cancelled_at=None)
            headers = {"If_Match": program.get(path)["ETag"], "Idempotency_Key": verb}
            first, again = (program.post(f"{path}{verb}/", body, **headers) for _ in range(2))
            assert (first.status_code, again.status_code) == (200, 200), (path, verb)
            assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
            other = program.post(f"{path}{verb}/", body, If_Match=headers["If_Match"], Idempotency_Key="2")
            assert (other.status_code, problem_of(other)["code"]) == (412, "stale_revision")


STEPS = [
    ("accept", "pending"), ("decline", "pending"), ("confirm", "booked"), ("arrive", "booked"),
    ("fulfil", "arrived"), ("no-show", "booked"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "before"), STEPS)
def test_a_step_again_gets_its_stored_answer_whatever_happened_since(
    world: World, reception: Program, step: str, before: str
) -> None:
    at = NOW - timedelta(minutes=5) if step == "no-show" else world.at("2027-06-09", "10:00")
    visit = make_appointment(world, at, status=before)
    path = f"appointments/{visit.public_id}/"
    headers = {"If_Match": reception.get(path)["ETag"], "Idempotency_Key": "step"}
    first = reception.post(f"{path}{step}/", **headers)
    assert first.status_code == 200, first.json()
    events = AppointmentEvent.objects.count()
    Appointment.objects.update(status="booked", cancelled_at=None, revision=7)
    for again in (
        reception.post(f"{path}{step}/", **headers),
        reception.post(f"{path}{step}/", Idempotency_Key="step"),
    ):
        assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (200, first.json(), "true")
    assert AppointmentEvent.objects.count() == events
    other = reception.post(f"{path}{step}/", If_Match=headers["If_Match"], Idempotency_Key="another")
    assert (other.status_code, problem_of(other)["code"]) == (412, "stale_revision")


def test_the_patients_confirmation_again_gets_its_stored_answer(world: World, anybody: Program) -> None:
    visit = make_appointment(world, world.at("2027-06-09", "10:00"))
    path = f"manage/{visit.token}/"
    headers = {"If_Match": anybody.get(path)["ETag"], "Idempotency_Key": "yes"}
    first, again = (anybody.post(f"{path}confirm/", **headers) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert again["Idempotent-Replayed"] == "true"


def test_answers_are_forgotten_after_two_days(world: World, anybody: Program) -> None:
    for key, hours in (("old", 49), ("young", 47)):
        hold(world, anybody, "2027-06-09T%s:00:00-04:00" % (10 if key == "old" else 14), Idempotency_Key=key)
        IdempotentRequest.objects.filter(key=key).update(created_at=NOW - timedelta(hours=hours))
    tidy_expired()
    assert [one.key for one in IdempotentRequest.objects.all()] == ["young"]


def test_a_refusal_is_not_kept(world: World, anybody: Program) -> None:
    taken = make_appointment(world, world.at("2027-06-09", "10:00"))
    assert hold(world, anybody, Idempotency_Key="one").status_code == 409
    taken.delete()
    assert hold(world, anybody, Idempotency_Key="one").status_code == 201


def test_keys_of_two_clinics_do_not_meet(world: World, anybody: Program) -> None:
    from tests.factories import make_world

    first = hold(world, anybody, Idempotency_Key="one")
    second = hold(make_world(), anybody, Idempotency_Key="one")
    assert (first.status_code, second.status_code) == (201, 201)


@pytest.mark.parametrize("key", ["", "two words", "x" * 201, "é"])
def test_a_key_that_cannot_be_kept_is_refused(world: World, anybody: Program, key: str) -> None:
    answer = hold(world, anybody, Idempotency_Key=key)
    assert answer.status_code == 400
    assert problem_of(answer)["errors"][0]["field"] == "Idempotency-Key"
    assert not Appointment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_twin_in_flight_is_told_so_at_once_and_then_gets_the_answer() -> None:
    """Two real connections: the first holds the key in an open transaction."""

    def once() -> Once:
        return Once("public:x", "one", "same", lambda result: (201, {"id": result}))

    other = connection.copy()
    first = once()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", ["public:x\none"])
        with pytest.raises(InFlight), transaction.atomic():
            once().claim()
    finally:
        other.rollback()
        other.close()
    with transaction.atomic():
        first.claim()
        first.keep("a")
    with pytest.raises(AlreadyAnswered) as answered, transaction.atomic():
        once().claim()
    assert (answered.value.status, answered.value.answer) == (201, {"id": "a"})
    assert IdempotentRequest.objects.count() == 1
