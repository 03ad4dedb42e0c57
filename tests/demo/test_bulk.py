"""Many appointments at once: as many as asked for, under the same constraints, with the same integrity."""

import itertools
from datetime import timedelta

import pytest
from django.db.models import Count

from bookings import integrity
from bookings.models import Appointment, AppointmentEvent
from tests.demo.loading import NOW, load_clinic, undone
from tests.demo.telling import told

pytestmark = pytest.mark.django_db
Status = Appointment.Status


def test_five_thousand_appointments_with_nothing_wrong() -> None:
    clinic = load_clinic("many", therapists=8, appointments=5000)
    visits = Appointment.objects.filter(clinic=clinic)

    assert visits.count() == 5000
    assert list(integrity.findings(NOW)) == []
    assert clinic.therapists.count() == 8
    assert {Status.FULFILLED, Status.CANCELLED, Status.NO_SHOW} < set(visits.values_list("status", flat=True))
    assert visits.filter(cancellation_reason="illness", is_late_cancel=True).exists()
    assert {visit.reason for visit in visits.filter(starts_at__lt=NOW - timedelta(weeks=10))[:5]} == {""}


def test_every_bulk_appointment_has_what_happened_to_it() -> None:
    load_clinic("many", therapists=2, appointments=1500)
    long_ago = Appointment.objects.filter(starts_at__lt=NOW - timedelta(weeks=10))
    assert long_ago.count() > 500
    assert set(long_ago.annotate(n=Count("events")).values_list("n", flat=True)) == {2}
    ends = AppointmentEvent.objects.filter(appointment__in=long_ago).exclude(kind="booked")
    assert not [
        event for event in ends.select_related("appointment") if event.kind != event.appointment.status
    ]
    assert not ends.filter(kind="cancelled").exclude(data__has_key="late").exists()


def test_patients_come_back_to_their_therapist_and_are_never_in_two_places() -> None:
    load_clinic("many", therapists=2, appointments=1500)
    visits = Appointment.objects.filter(starts_at__lt=NOW - timedelta(weeks=10)).order_by(
        "patient", "starts_at"
    )
    by_patient: dict[int, list[Appointment]] = {}
    for visit in visits:
        by_patient.setdefault(visit.patient_id or 0, []).append(visit)
    assert max(map(len, by_patient.values())) > 2
    for theirs in by_patient.values():
        assert len({visit.therapist_id for visit in theirs}) == 1
        assert all(b.starts_at - a.starts_at > timedelta(days=7) for a, b in itertools.pairwise(theirs))


def test_history_keeps_within_the_weeks_asked_for() -> None:
    load_clinic("many", therapists=2, weeks=30, appointments=900)
    assert Appointment.objects.count() == 900
    assert not Appointment.objects.filter(starts_at__lt=NOW - timedelta(weeks=30, days=1)).exists()


def test_bulk_too_is_the_same_for_a_seed() -> None:
    with undone():
        load_clinic("many", therapists=1, appointments=400)
        first = told()
    with undone():
        load_clinic("many", therapists=1, appointments=400)
        assert told() == first
