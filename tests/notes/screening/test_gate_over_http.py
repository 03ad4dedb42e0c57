"""The vectors of the gate at the door of programs: with a key and without, what is booked, asked or stopped."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, Notification, Patient, Service
from notes.models import Contraindication, Screening
from notes.screening.asking import ask_before_visits
from notes.screening.items import BY_CODE
from notes.screening.lists import FULL_LISTS
from notes.screening.pre_visit import lists_before
from notes.screening.queries import state_of
from tests.api.conftest import Program, anybody, owner, problem_of, reception, still_clock, therapist
from tests.factories import NOW, World, make_patient

__all__ = ["anybody", "owner", "reception", "still_clock", "therapist"]
CLEAR = dict.fromkeys(BY_CODE, "no")
PERSON = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.org"}
TEN = "2027-06-08T10:00:00-04:00"


def book(
    world: World,
    program: Program,
    answers: dict[str, Any] | None,
    *,
    starts_at: str = TEN,
    person: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
) -> Any:
    slug = world.clinic.slug
    held = program.post(f"clinics/{slug}/holds/", {"option": world.option.public_id, "starts_at": starts_at})
    assert held.status_code == 201, held.content
    body: dict[str, Any] = {"hold": held.json()["token"], "patient": {**PERSON, **(person or {})}}
    if answers is not None:
        body["screening"] = {"answers": answers, **({"facts": facts} if facts else {})}
    return program.post(f"clinics/{slug}/appointments/", body)


VECTORS: list[tuple[dict[str, Any], dict[str, Any], int | str]] = [
    ({}, {}, "booked"),
    ({"l1": "yes"}, {}, "booked"),
    ({"L1": True}, {}, "booked"),
    ({"t1": "yes"}, {}, "pending"),
    ({"d1": "yes"}, {}, 3),
    ({"p3": "yes"}, {}, 4),
    ({"e1": "yes"}, {}, 5),
    ({"e1": "not_sure"}, {}, 4),
    ({"p3": "not_sure"}, {}, "pending"),
    ({"p10": "yes", "p2": "yes"}, {}, 4),
    ({"p10": "yes"}, {}, "pending"),
    ({"t4": "yes"}, {"regions": ["lum-l"]}, "pending"),
    ({"t4": "yes"}, {"regions": ["neck"]}, 4),
    ({"p6": "yes"}, {"sex": "female", "age": 60}, 4),
    ({"t6": ["yes", "yes", "yes", "no", "no"]}, {"duration_days": 100}, "booked"),
    ({"t6": ["yes", "yes", "yes", "yes", "no"]}, {"duration_days": 84}, "pending"),
    ({"night": {"n": 7, "k": 0, "e": True}}, {}, 4),
    ({"night": {"n": 4, "k": 1, "e": True}}, {}, "pending"),
]


@pytest.mark.parametrize("key", ["anybody", "reception"])
@pytest.mark.parametrize(("said", "facts", "expected"), VECTORS)
def test_what_each_answer_does_to_a_booking(
    world: World, request: pytest.FixtureRequest, key: str, said: Any, facts: Any, expected: int | str
) -> None:
    told = {code.lower() for code in said}
    answers = {**{code: "no" for code in CLEAR if code not in told}, **said}
    answer = book(world, request.getfixturevalue(key), answers, facts=facts)
    screening = Screening.objects.get()
    if isinstance(expected, str):
        assert (answer.status_code, answer.json()["status"]) == (201, expected)
        assert screening.appointment == Appointment.objects.get()
        return
    body = problem_of(answer)
    assert (answer.status_code, body["code"], body["gate"]) == (409, "screening_stop", expected)
    assert body["message"] == body["detail"]
    assert screening.tier == expected
    assert Appointment.objects.get().status == Appointment.Status.CANCELLED, "the time is free again"


@pytest.mark.parametrize(
    "answers",
    [
        {code: "no" for code in CLEAR if code != "p3"},
        {code: "no" for code in CLEAR if code != "t7"},
        {**CLEAR, "e1": "perhaps"},
        {**CLEAR, "e1": None},
        {**CLEAR, "e9": "no"},
        {**CLEAR, "E1": "yes"},
        {**CLEAR, "marked_regions": ["tail"]},
        {**CLEAR, "marked_regions": 5},
        {**CLEAR, "l1": {"answer": "yes", "regions": True}},
        {**CLEAR, "d1": "yes", "recovered_on": "9999-12-29T23:59:59"},
        {**CLEAR, "night": {"n": "７", "k": 0, "e": True}},
        {"s1": "no", "S1": "yes", "s2": "no", "s3": "no", "s4": "no", "s5": "no"},
        {**CLEAR, "d1": "yes", "recovered_on": "9999-12-31"},
        {"s1": "no", "s2": "no", "s3": "no", "s4": "no", "s5": "no"},
        {"s1": "no"},
    ],
)
def test_a_form_that_is_not_whole_books_and_keeps_nothing(
    world: World, anybody: Program, answers: Any
) -> None:
    answer = book(world, anybody, answers)
    body = problem_of(answer)
    assert (answer.status_code, body["code"]) == (400, "screening_incomplete")
    assert body["errors"][0]["field"] == "screening.answers"
    assert Appointment.objects.get().status == Appointment.Status.HELD, "it can be sent again, put right"
    assert not Screening.objects.exists()
    assert not Patient.objects.exists()


def test_the_age_comes_from_the_date_of_birth(world: World, anybody: Program) -> None:
    answers = {code: "no" for code in CLEAR if code != "t7"}
    answer = book(world, anybody, answers, person={"birth_date": "2012-01-05"})
    assert answer.json()["status"] == "pending"


def test_a_stop_is_kind_and_names_no_disease(world: World, anybody: Program) -> None:
    body = problem_of(book(world, anybody, {**CLEAR, "e1": "yes"}))
    assert "911" in body["message"]
    assert "We have not made a booking." in body["message"]
    assert "cauda" not in body["message"].lower()


def test_the_emergency_number_is_the_countrys_or_the_clinics_own(world: World, anybody: Program) -> None:
    world.clinic.country = "GB"
    world.clinic.save()
    assert "999" in problem_of(book(world, anybody, {**CLEAR, "e1": "yes"}))["message"]
    world.clinic.emergency_number = "555-HELP"
    world.clinic.save()
    person = {"email": "other@example.org"}
    message = problem_of(book(world, anybody, {**CLEAR, "e1": "yes"}, person=person))["message"]
    assert "555-HELP" in message


def test_what_is_not_for_them_now_is_not_booked_and_another_kind_is(world: World, anybody: Program) -> None:
    Service.objects.update(modality=Service.Modality.DEEP)
    body = problem_of(book(world, anybody, {**CLEAR, "t1": "yes"}))
    assert (body["code"], body["gate"]) == ("screening_stop", 2)
    Service.objects.update(modality=Service.Modality.SWEDISH)
    assert book(world, anybody, {**CLEAR, "t1": "yes"}).json()["status"] == "pending"


def test_who_is_ill_today_may_book_for_after(world: World, anybody: Program) -> None:
    ill = {**CLEAR, "d1": "yes"}
    body = problem_of(book(world, anybody, ill))
    assert body["bookable_from"].startswith("2027-06-09T08:00:00")
    assert "book from" in body["message"]
    assert book(world, anybody, ill, starts_at="2027-06-09T09:00:00-04:00").status_code == 201


@pytest.mark.parametrize("answers", [None, CLEAR])
def test_once_stopped_a_clean_form_does_not_open_the_door(
    world: World, anybody: Program, answers: dict[str, Any] | None
) -> None:
    book(world, anybody, {**CLEAR, "p3": "yes"})
    body = problem_of(book(world, anybody, answers))
    assert (body["code"], body["gate"]) == ("screening_stop", 4)
    assert "call us" in body["message"]
    assert not Appointment.objects.exclude(status=Appointment.Status.CANCELLED).exists()


@pytest.mark.parametrize("key", ["anybody", "reception"])
@pytest.mark.parametrize(
    "said", [{"e1": "yes"}, {"p3": "yes"}, {"d1": "yes"}, {"e8": "not_sure", "p8": "yes"}]
)
def test_a_stop_that_got_lost_on_the_way_is_said_again_word_for_word(
    world: World, request: pytest.FixtureRequest, key: str, said: dict[str, str]
) -> None:
    program: Program = request.getfixturevalue(key)
    slug = world.clinic.slug
    held = program.post(f"clinics/{slug}/holds/", {"option": world.option.public_id, "starts_at": TEN}).json()
    body = {"hold": held["token"], "patient": PERSON, "screening": {"answers": {**CLEAR, **said}}}
    path = f"clinics/{slug}/appointments/"
    first = problem_of(program.post(path, body, Idempotency_Key="once"))
    assert first["code"] == "screening_stop"
    assert problem_of(program.post(path, body, Idempotency_Key="once")) == first
    assert Screening.objects.count() == Patient.objects.count() == 1
    changed = {**body, "screening": {"answers": CLEAR}}
    other = problem_of(program.post(path, changed, Idempotency_Key="once"))
    assert (other["status"], other["code"]) == (422, "idempotency_key_reused")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM bookings_idempotentrequest WHERE key = 'once'")
        assert b"gate" not in bytes(cursor.fetchone()[0])


def test_somebody_elses_stop_is_nobody_elses(world: World, anybody: Program) -> None:
    book(world, anybody, {**CLEAR, "p3": "yes"})
    assert book(world, anybody, CLEAR, person={"email": "other@example.org"}).status_code == 201


def test_a_name_alone_learns_nothing_from_the_record(world: World, anybody: Program) -> None:
    """Anybody can type it: only a closed door shows, which is safer than keeping quiet."""
    short = dict.fromkeys(("s1", "s2", "s3", "s4", "s5"), False)
    assert book(world, anybody, {**CLEAR, "t1": "yes"}).json()["status"] == "pending"
    later = "2027-06-10T10:00:00-04:00"
    assert book(world, anybody, None, starts_at=later).json()["status"] == "booked"
    assert state_of(Patient.objects.get(), NOW) == "needs_therapist", "the desk sees it on the visit"
    refusal = problem_of(book(world, anybody, short, starts_at="2027-06-11T10:00:00-04:00"))
    assert refusal["code"] == "screening_incomplete"


def test_what_is_left_out_is_on_record_and_unreadable_in_the_database(world: World, anybody: Program) -> None:
    book(world, anybody, {**CLEAR, "t1": "yes", "l1": {"answer": "yes", "regions": ["thp-l"]}})
    rows = {row.source_item: row for row in Contraindication.objects.all()}
    assert (rows["t1"].pressure_cap, rows["t1"].modalities_blocked) == (3, ["mod-deep"])
    assert (rows["l1"].regions, rows["l1"].heat_allowed) == (["thp-l"], False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, result FROM notes_screening")
        assert all(b'"t1"' not in bytes(value) for value in cursor.fetchone())
        cursor.execute("SELECT source_item FROM notes_contraindication")
        assert all(b"t1" not in bytes(value) for (value,) in cursor.fetchall())


def test_booking_with_answers_takes_one_query_more(world: World, anybody: Program) -> None:
    counts = []
    for number, answers in enumerate((CLEAR, None)):
        person = {"email": f"somebody{number}@example.org"}
        with CaptureQueriesContext(connection) as queries:
            book(world, anybody, answers, person=person, starts_at=f"2027-06-{10 + number}T10:00:00-04:00")
        counts.append(sum("notes_" in (query["sql"] or "") for query in queries))
    assert counts == [1, 0], "somebody new has nothing on record"


def test_staff_are_stopped_too_and_reception_reads_no_clinical_word(
    world: World, reception: Program, anybody: Program
) -> None:
    book(world, anybody, {**CLEAR, "p3": "yes"})
    body = {
        "option": world.option.public_id,
        "therapist": world.therapist.public_id,
        "patient": Patient.objects.get().public_id,
        "starts_at": "2027-06-09T11:00:00-04:00",
    }
    refusal = problem_of(reception.post("appointments/", body))
    assert (refusal["code"], refusal["gate"]) == ("screening_stop", 4)
    assert "call the patient" in refusal["message"]
    somebody = make_patient(world.clinic).public_id
    assert reception.post("appointments/", {**body, "patient": somebody}).status_code == 201


@pytest.mark.parametrize(
    ("said", "gate", "first", "number"),
    [
        ({"e1": "not_sure"}, 4, "urgent medical care today", "911"),
        ({"e1": "yes", "p8": "yes"}, 5, "urgent medical care today", "911"),
        ({"e8": "yes"}, 5, "a physician should look at today", None),
        ({"e8": "not_sure"}, 4, "a physician should look at today", None),
        ({"e8": "yes", "e2": "not_sure"}, 5, "urgent medical care today", "911"),
        ({"p9": "yes"}, 4, "have a physician look at this", None),
    ],
)
def test_what_is_said_first(
    world: World, anybody: Program, said: Any, gate: int, first: str, number: str | None
) -> None:
    body = problem_of(book(world, anybody, {**CLEAR, **said}))
    assert body["gate"] == gate
    assert first in body["message"].split(".")[0]
    assert body.get("emergency_number") == number


def test_a_program_that_asks_nothing_leaves_the_question_to_the_clinic(
    world: World, anybody: Program
) -> None:
    """The gate of somebody who was never asked is unknown, not clear: the desk sees it, and they are asked."""
    booked = book(world, anybody, None)
    assert booked.json()["status"] == "booked"
    visit = Appointment.objects.get()
    assert state_of(Patient.objects.get(), NOW) == "needs_therapist"
    day_before = visit.starts_at - timedelta(hours=30)
    assert ask_before_visits(now=day_before) == 1
    assert Notification.objects.filter(kind="pre_visit_check", appointment=visit).count() == 1
    assert lists_before(visit, Patient.objects.get(), day_before) == FULL_LISTS


@pytest.mark.parametrize(("born", "status"), [("2009-06-08", "booked"), ("2009-06-09", "pending")])
def test_who_comes_of_age_on_the_day_of_the_visit_is_of_age(
    world: World, anybody: Program, born: str, status: str
) -> None:
    answers = {code: "no" for code in CLEAR if code != "t7"}
    assert book(world, anybody, answers, person={"birth_date": born}).json()["status"] == status
