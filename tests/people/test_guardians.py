"""Who answers for whom."""

import pytest

from bookings.models import AccessRecord, Patient
from bookings.notifications.recipients import recipient_of
from bookings.people.guardians import NotAGuardian, remove_guardian, set_guardian
from tests.factories import NOW, World, make_clinic, make_patient, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_guardian_is_set_replaced_and_removed_with_a_trace(world: World) -> None:
    user = make_user("reception", world.clinic)
    child = make_patient(world.clinic, first_name="Tim", email="")
    mother, father = make_patient(world.clinic), make_patient(world.clinic)
    set_guardian(patient=child, guardian=mother, user=user, now=NOW)
    assert recipient_of(Patient.objects.get(pk=child.pk)).email == mother.email
    set_guardian(patient=child, guardian=father, user=user, now=NOW)
    assert recipient_of(Patient.objects.get(pk=child.pk)).email == father.email
    remove_guardian(patient=child, user=user, now=NOW)
    remove_guardian(patient=child, user=user, now=NOW)
    assert recipient_of(Patient.objects.get(pk=child.pk)).email == ""
    written = AccessRecord.objects.filter(patient=child, user=user).order_by("pk")
    assert list(written.values_list("action", "object_id")) == [
        ("guardian_set", mother.public_id),
        ("guardian_set", father.public_id),
        ("guardian_removed", father.public_id),
    ]


def test_who_cannot_be_a_guardian(world: World) -> None:
    user = make_user("reception", world.clinic)
    mother = make_patient(world.clinic)
    child = make_patient(world.clinic, guardian=mother)
    other = make_patient(world.clinic)
    merged = make_patient(world.clinic, merged_into=other)
    stranger = make_patient(make_clinic())
    for patient, guardian in (
        (other, other),
        (other, child),
        (mother, other),
        (other, merged),
        (other, stranger),
    ):
        with pytest.raises(NotAGuardian):
            set_guardian(patient=patient, guardian=guardian, user=user, now=NOW)
        patient.refresh_from_db()
        assert patient.guardian is None
    assert not AccessRecord.objects.exists()
