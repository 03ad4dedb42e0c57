"""What strangers type is matched or staged; no record is ever written over."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bookings.appointments.book import book
from bookings.appointments.hold import hold
from bookings.appointments.patient import PatientDetails, is_same_phone, match_or_create
from bookings.models import AccessRecord, Appointment, Patient, PatientClaim
from bookings.people.checks import people_to_check, to_check_count
from bookings.people.claims import ClaimDecided, UnknownDetail, accept_detail, keep_apart, same_person
from tests.factories import NOW, World, make_clinic, make_patient, make_user

BORN = date(1990, 5, 17)
ADA: dict[str, Any] = {
    "first_name": "Ada", "last_name": "Byron", "email": "ada@example.org", "phone": "+1 212 555 0101",
}  # fmt: skip


def details(**changed: Any) -> PatientDetails:
    return PatientDetails(**{**ADA, **changed})


def booked(world: World, patient: PatientDetails) -> Appointment:
    held = hold(option=world.option, starts_at=world.at("2027-06-08", "10:00"), now=NOW)
    return book(token=held.token, patient=patient, now=NOW)


def claims() -> list[PatientClaim]:
    return list(PatientClaim.objects.select_related("patient", "candidate", "clinic"))


def contact(patient: Patient) -> tuple[Any, ...]:
    patient.refresh_from_db()
    return patient.email, patient.phone, patient.birth_date


@pytest.mark.django_db(transaction=True)
class TestBooking:
    def test_the_same_words_mean_the_same_record(self, world: World) -> None:
        ada = make_patient(world.clinic, **ADA)
        typed = details(first_name="ADA", email="Ada@Example.org", phone="(212) 555-0101")
        assert booked(world, typed).patient == ada
        assert claims() == []

    def test_another_phone_and_birth_date_are_staged_and_the_record_stays(self, world: World) -> None:
        ada = make_patient(world.clinic, **ADA)
        before = contact(ada)
        visit = booked(world, details(phone="+1 212 555 0199", birth_date=BORN))
        assert visit.patient == ada
        assert contact(ada) == before
        staged = claims()
        assert [claim.differing for claim in staged] == [
            {"phone": "+1 212 555 0199"},
            {"birth_date": "1990-05-17"},
        ]
        assert {(claim.patient, claim.candidate, claim.appointment) for claim in staged} == {
            (ada, ada, visit)
        }

    def test_who_looks_like_somebody_is_booked_apart_and_staged(self, world: World) -> None:
        ada = make_patient(world.clinic, **ADA)
        visit = booked(world, details(email="a.byron@example.com"))
        assert visit.patient != ada
        (claim,) = claims()
        assert (claim.patient, claim.candidate) == (visit.patient, ada)
        assert claim.differing == {"email": "a.byron@example.com"}


@pytest.mark.parametrize(
    ("existing", "typed", "is_staged"),
    [
        ({}, {"email": "other@example.org"}, True),
        ({"birth_date": BORN}, {"email": "o@example.org", "phone": "", "birth_date": BORN}, True),
        ({"birth_date": BORN}, {"first_name": "Adeline", "phone": "", "birth_date": BORN}, True),
        ({"birth_date": BORN}, {"birth_date": date(1961, 1, 1)}, True),
        ({}, {"first_name": "Tim", "phone": ""}, False),
        ({}, {"first_name": "Tim", "phone": "+1 212 555 0101"}, False),
        ({}, {"email": "other@example.org", "phone": "+1 212 555 0999"}, False),
        ({}, {"email": "other@example.org", "phone": ""}, False),
    ],
)
def test_what_counts_as_alike(
    world: World, existing: dict[str, Any], typed: dict[str, Any], is_staged: bool
) -> None:
    ada = make_patient(world.clinic, **{**ADA, **existing})
    made = match_or_create(world.clinic, details(**typed))
    assert made != ada
    assert [(claim.patient, claim.candidate) for claim in claims()] == ([(made, ada)] if is_staged else [])


def test_several_people_share_an_address(world: World) -> None:
    ada = make_patient(world.clinic, **ADA)
    tim = match_or_create(world.clinic, details(first_name="Tim"))
    assert match_or_create(world.clinic, details()) == ada
    assert match_or_create(world.clinic, details(first_name="Tim")) == tim


def test_nobody_of_another_clinic_is_matched_or_alike(world: World) -> None:
    make_patient(make_clinic(), **ADA)
    assert match_or_create(world.clinic, details()).clinic == world.clinic
    assert claims() == []


def test_the_same_question_is_asked_once_and_not_again_when_answered(world: World) -> None:
    make_patient(world.clinic, **ADA)
    for _time in range(2):
        match_or_create(world.clinic, details(phone="+1 212 555 0199"))
    (claim,) = claims()
    PatientClaim.objects.filter(pk=claim.pk).update(state=PatientClaim.State.APART)
    match_or_create(world.clinic, details(phone="+1 212 555 0199"))
    assert claims() == [claim]
    match_or_create(world.clinic, details(phone="+1 212 555 0222"))
    assert len(claims()) == 2


def test_a_child_is_matched_by_name_and_guardian(world: World) -> None:
    ada = make_patient(world.clinic, **ADA)
    child = details(first_name="Tim", email="", phone="", birth_date=date(2019, 2, 3), guardian=details())
    tim = match_or_create(world.clinic, child)
    assert tim.guardian == ada
    assert match_or_create(world.clinic, child) == tim
    namesake = make_patient(world.clinic, first_name="Tim", last_name="Byron", email="", phone="")
    assert match_or_create(world.clinic, child) not in (namesake, ada)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+1 212 555 0101", "(212) 555-0101", True),
        ("2125550101", "212 555 0102", False),
        ("0101", "0101", False),
        ("", "", False),
    ],
)
def test_one_number_may_be_written_in_several_ways(one: str, other: str, same: bool) -> None:
    assert is_same_phone(one, other) is same


@pytest.mark.django_db(transaction=True)
class TestDeciding:
    def test_a_detail_is_taken_over_and_audited(self, world: World) -> None:
        ada = make_patient(world.clinic, **ADA)
        match_or_create(world.clinic, details(phone="+1 212 555 0199", birth_date=BORN))
        user = make_user("reception", world.clinic)
        phone, born = claims()
        accept_detail(claim=phone, field="phone", user=user, now=NOW)
        assert contact(ada) == (ADA["email"], "+1 212 555 0199", None)
        accept_detail(claim=born, field="birth_date", user=user, now=NOW)
        assert contact(ada) == (ADA["email"], "+1 212 555 0199", BORN)
        written = AccessRecord.objects.filter(patient=ada, user=user).order_by("pk")
        assert [record.action for record in written] == ["changed_phone", "changed_birth_date"]
        assert to_check_count(world.clinic) == 0

    def test_a_detail_left_aside_changes_nothing(self, world: World) -> None:
        ada = make_patient(world.clinic, **ADA)
        before = contact(ada)
        match_or_create(world.clinic, details(phone="+1 212 555 0199"))
        (claim,) = claims()
        user = make_user("reception", world.clinic)
        keep_apart(claim=claim, user=user, now=NOW)
        assert contact(ada) == before
        with pytest.raises(ClaimDecided):
            accept_detail(claim=claim, field="phone", user=user, now=NOW)
        assert contact(ada) == before

    def test_only_what_was_typed_can_be_taken_over(self, world: World) -> None:
        ada = make_patient(world.clinic, **ADA)
        match_or_create(world.clinic, details(phone="+1 212 555 0199"))
        match_or_create(world.clinic, details(email="other@example.org"))
        user = make_user("reception", world.clinic)
        detail, likeness = claims()
        for claim, field in ((detail, "email"), (detail, "first_name"), (likeness, "email")):
            with pytest.raises(UnknownDetail):
                accept_detail(claim=claim, field=field, user=user, now=NOW)
        assert contact(ada)[0] == ADA["email"]

    def test_the_same_person_becomes_one_record(self, world: World) -> None:
        ada = make_patient(world.clinic, **ADA)
        visit = booked(world, details(email="new@example.org"))
        (claim,) = claims()
        user = make_user("reception", world.clinic)
        assert same_person(claim=claim, user=user, now=NOW) == ada
        visit.refresh_from_db()
        claim.refresh_from_db()
        assert visit.patient == ada
        assert (claim.state, claim.decided_by, claim.decided_at) == ("merged", user, NOW)
        # The other address is asked about, not taken over.
        assert contact(ada)[0] == ADA["email"]
        (check,) = people_to_check(world.clinic)
        assert check.detail is not None
        assert (check.detail.ours, check.detail.theirs) == (ADA["email"], "new@example.org")

    def test_two_people_stay_two(self, world: World) -> None:
        ada = make_patient(world.clinic, **ADA)
        other = match_or_create(world.clinic, details(email="new@example.org"))
        (claim,) = claims()
        keep_apart(claim=claim, user=make_user("owner", world.clinic), now=NOW)
        other.refresh_from_db()
        assert other.merged_into is None
        assert set(AccessRecord.objects.values_list("patient", "action")) == {
            (ada.pk, "kept_apart"),
            (other.pk, "kept_apart"),
        }
        assert people_to_check(world.clinic) == []


def test_a_comparison_says_what_differs(world: World) -> None:
    make_patient(world.clinic, **{**ADA, "birth_date": BORN})
    match_or_create(world.clinic, details(email="new@example.org", birth_date=BORN, phone="212-555-0101"))
    (check,) = people_to_check(world.clinic)
    assert check.comparison is not None
    same = {str(line.label): line.is_same for line in check.comparison.lines}
    assert same == {"Name": True, "E-mail": False, "Phone": True, "Date of birth": True}
    assert check.asked_at > datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("number", [1, 20])
def test_a_long_queue_takes_as_many_queries_as_a_short_one(
    world: World, django_assert_num_queries: Any, number: int
) -> None:
    for n in range(number):
        make_patient(world.clinic, **{**ADA, "last_name": f"Byron{n}"})
        match_or_create(world.clinic, details(last_name=f"Byron{n}", email=f"n{n}@example.org"))
    with django_assert_num_queries(2):
        assert len(people_to_check(world.clinic)) == number
