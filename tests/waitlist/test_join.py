"""Getting on the list."""

from datetime import date, timedelta
from typing import Any

import pytest

from bookings.appointments.patient import PatientDetails
from bookings.models import Patient, PatientClaim, WaitlistEntry
from bookings.waitlist.join import Wanted, join
from bookings.waitlist.policy import BadWish, TooManyEntries
from tests.factories import NOW, World, make_patient, make_therapist, make_world

ANN = PatientDetails("Ann", "Lee", "ann@example.org", "+1 555 0101")
WANTED: dict[str, Any] = {"from_date": date(2027, 6, 7), "until_date": date(2027, 7, 7)}


def test_somebody_new_gets_a_record_and_an_entry(world: World) -> None:
    entry = join(
        option=world.option, patient=ANN, wanted=Wanted(**WANTED, therapists=[world.therapist]), now=NOW,
        consent_version="portal-1",
    )  # fmt: skip
    assert (entry.patient.first_name, entry.state, list(entry.therapists.all())) == (
        "Ann", "waiting", [world.therapist],
    )  # fmt: skip
    assert (entry.consent_version, entry.consented_at, entry.created_at) == ("portal-1", NOW, NOW)
    assert len(entry.token) >= 32


def test_what_somebody_types_does_not_touch_the_record_it_fits(world: World) -> None:
    known = make_patient(
        world.clinic, first_name="Ann", last_name="Lee", email="ann@example.org", phone="+1 555 9999"
    )
    entry = join(option=world.option, patient=ANN, wanted=Wanted(**WANTED), now=NOW)
    assert entry.patient == known
    assert Patient.objects.get(pk=known.pk).phone == "+1 555 9999"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until_date": date(2027, 6, 6)}, "until_date"),
        ({"until_date": date(2028, 6, 30)}, "until_date"),
        ({"from_date": date(2027, 7, 8)}, "until_date"),
        ({"weekdays": ()}, "weekdays"),
        ({"weekdays": (7,)}, "weekdays"),
        ({"from_minute": 600, "until_minute": 600}, "until_time"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_with_its_field(
    world: World, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadWish) as refusal:
        join(option=world.option, patient=ANN, wanted=Wanted(**{**WANTED, **wrong}), now=NOW)
    assert refusal.value.field == field
    assert not Patient.objects.exists()


def test_only_people_and_places_of_the_clinic_who_give_the_treatment(world: World) -> None:
    other = make_world()
    idle = make_therapist(world.clinic, other.service, world.location)
    for wrong in ({"therapists": [idle]}, {"therapists": [other.therapist]}, {"location": other.location}):
        with pytest.raises(BadWish):
            join(option=world.option, patient=ANN, wanted=Wanted(**WANTED, **wrong), now=NOW)


def test_five_entries_are_enough_for_somebody_who_is_known(world: World) -> None:
    ann = make_patient(world.clinic)
    for day in range(5):
        wanted = Wanted(WANTED["from_date"], WANTED["until_date"] + timedelta(days=day))
        join(option=world.option, patient=ann, wanted=wanted, now=NOW)
    with pytest.raises(TooManyEntries):
        join(option=world.option, patient=ann, wanted=Wanted(**WANTED), now=NOW)
    assert WaitlistEntry.objects.count() == 5


def test_a_stranger_does_not_learn_that_somebody_waits_already(world: World) -> None:
    known = make_patient(world.clinic, first_name="Ann", last_name="Lee", email="ann@example.org")
    for _n in range(5):
        join(option=world.option, patient=known, wanted=Wanted(**WANTED), now=NOW)
    others = [join(option=world.option, patient=ANN, wanted=Wanted(**WANTED), now=NOW) for _n in range(2)]
    assert known not in {entry.patient for entry in others}
    assert len({entry.patient for entry in others}) == 1
    assert PatientClaim.objects.get(patient=others[0].patient).candidate == known
