"""Rows that are written and read by statements built once are the rows that the ORM writes and reads."""

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models.expressions import DatabaseDefault
from django.forms.models import model_to_dict

from bookings.appointments.held import find_held
from bookings.appointments.hold import hold
from bookings.models import Appointment, AppointmentEvent, Notification, Patient
from bookings.notifications.outbox import row_for
from bookings.notifications.recipients import recipient_of
from bookings.statements import ask, columns_of, insert_unknown, rows_of, save
from tests.factories import NOW, World, make_appointment, make_patient

pytestmark = pytest.mark.django_db


def test_a_new_row_has_its_key_and_what_the_database_gave_it(world: World) -> None:
    patient = Patient(clinic=world.clinic, first_name="Ada", last_name="Byron", muted_kinds=["reminder"])
    assert isinstance(patient.created_at, DatabaseDefault)
    save(patient)
    kept = Patient.objects.get(pk=patient.pk)
    assert model_to_dict(kept) == model_to_dict(patient)
    assert (patient.created_at, patient._state.adding) == (kept.created_at, False)


def test_a_row_that_is_there_is_changed(world: World) -> None:
    visit = make_appointment(world, world.at("2027-06-09", "10:00"))
    visit.reason, visit.confirmed_at = "said in confidence", NOW
    save(visit)
    kept = Appointment.objects.get(pk=visit.pk)
    assert (kept.reason, kept.confirmed_at, kept.created_at) == (visit.reason, NOW, visit.created_at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM bookings_appointment WHERE id = %s", [visit.pk])
        assert b"confidence" not in bytes(cursor.fetchone()[0])
    Appointment.objects.filter(pk=visit.pk).delete()
    with pytest.raises(Appointment.DoesNotExist):
        save(visit)


def test_what_a_constraint_forbids_is_refused_by_its_name(world: World) -> None:
    visit = make_appointment(world, world.at("2027-06-09", "10:00"))
    twin = Appointment.objects.get(pk=visit.pk)
    twin.pk, twin.public_id, twin.token, twin._state.adding = None, "another", "another", True
    with pytest.raises(IntegrityError) as refused:
        save(twin)
    diagnosis: Any = refused.value.__cause__
    assert diagnosis.diag.constraint_name == "appt_therapist_once"


@pytest.mark.parametrize("count", [1, 3, 40])
def test_of_several_rows_those_that_are_known_stay_as_they_are(world: World, count: int) -> None:
    visit = make_appointment(world, world.at("2027-06-09", "10:00"))
    assert visit.patient
    told = recipient_of(visit.patient)

    def rows(why: str) -> list[Notification]:
        made = [
            row_for(
                visit, told, Notification.Kind.REMINDER, send_at=NOW, useful_until=NOW, offset_hours=number
            )
            for number in range(count)
        ]
        for row in made:
            row.why = why
        return made

    insert_unknown(rows("first")[:-1] or rows("first"))
    insert_unknown(rows("second"))
    kept = Notification.objects.order_by("offset_hours").values_list("why", flat=True)
    assert list(kept) == (["first"] * (count - 1) + ["second"] if count > 1 else ["first"])


def test_rows_with_and_without_a_time_of_their_own_are_kept_together(world: World) -> None:
    visit = make_appointment(world, world.at("2027-06-09", "10:00"))
    assert visit.patient
    told = recipient_of(visit.patient)
    rows = [
        row_for(visit, told, kind, send_at=NOW, useful_until=NOW)
        for kind in (Notification.Kind.CONFIRMATION, Notification.Kind.REMINDER)
    ]
    rows[0].created_at = NOW
    insert_unknown(rows)
    made = dict(Notification.objects.values_list("kind", "created_at"))
    assert made["confirmation"] == NOW != made["reminder"]


def test_what_is_read_is_what_the_orm_reads(world: World) -> None:
    make_patient(world.clinic, first_name="Ada", phone="+1 555 0101", muted_kinds=["reminder"])
    expected = Patient.objects.get(first_name="Ada")
    for columns in ask(f"SELECT {columns_of(Patient)} FROM bookings_patient", {}):
        for row in rows_of([Patient], columns):
            assert model_to_dict(row) == model_to_dict(expected)
            assert row.created_at == expected.created_at


def test_a_hold_is_read_with_all_that_booking_asks_for(world: World, django_assert_num_queries: Any) -> None:
    made = hold(option=world.option, starts_at=world.at("2027-06-09", "10:00"), now=NOW)
    with django_assert_num_queries(1):
        held = find_held(made.token, world.clinic)
        assert held
        assert held.reason == ""
        assert held.clinic.policy.slot_step_minutes == 30
        assert held.option.service.clinic == world.clinic
        assert (held.therapist, held.location, held.room) == (world.therapist, world.location, world.rooms[0])
    assert model_to_dict(held) == model_to_dict(Appointment.objects.get(pk=made.pk))
    assert AppointmentEvent.objects.get(appointment=held).data == {}
