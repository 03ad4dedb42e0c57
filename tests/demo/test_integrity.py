"""check_integrity finds each fault that is planted past the constraints, names it, and nothing else."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from bookings.audit_seals import seal_log
from bookings.integrity import findings
from bookings.models import Appointment, Clinic, Location, Notification, Patient, Room, Therapist
from notes.models import SoapNote
from tests.demo.loading import NOW, LoadedClinic, load_clinic

Status, State = Appointment.Status, Notification.State


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def without(constraint: str) -> None:
    run(f"ALTER TABLE bookings_appointment DROP CONSTRAINT {constraint}")


def found() -> list[str]:
    return [str(finding) for finding in findings(NOW)]


class PlantedFaults(LoadedClinic):
    def setUp(self) -> None:
        booked = Appointment.objects.filter(status=Status.BOOKED, starts_at__gt=NOW + timedelta(days=4))
        self.visit, self.other = booked.exclude(patient__first_name="Walter").order_by("starts_at")[:2]

    def test_a_therapist_in_two_places(self) -> None:
        without("appt_therapist_once")
        room = Room.objects.create(clinic=self.clinic, location=self.visit.location, name="Spare")
        self._put_upon(self.other, room=room, location=self.visit.location)
        [finding] = found()
        assert finding.startswith("overlap: ")
        assert f"of therapist {self.visit.therapist.public_id}" in finding
        assert self.visit.public_id in finding or self.other.public_id in finding

    def test_a_room_with_two_people_on_the_table(self) -> None:
        without("appt_room_once")
        therapist = Therapist.objects.create(clinic=self.clinic, first_name="Spare")
        self._put_upon(self.other, therapist=therapist, room=self.visit.room, location=self.visit.location)
        [finding] = found()
        assert f"of room {self.visit.room.public_id}" in finding

    def test_a_patient_in_two_places(self) -> None:
        without("appt_patient_once")
        therapist = Therapist.objects.create(clinic=self.clinic, first_name="Spare")
        room = Room.objects.create(clinic=self.clinic, location=self.visit.location, name="Spare")
        self._put_upon(
            self.other,
            therapist=therapist,
            room=room,
            location=self.visit.location,
            patient=self.visit.patient,
        )
        Notification.objects.filter(appointment=self.other).update(patient=self.visit.patient)
        [finding] = found()
        assert f"of patient {self.visit.patient.public_id}" in finding  # type: ignore[union-attr]

    def test_a_long_visit_over_two_short_ones(self) -> None:
        """A neighbour alone would not tell: the third begins after the second ends, but before the first does."""
        without("appt_therapist_once")
        therapist = Therapist.objects.create(clinic=self.clinic, first_name="Spare")
        ids = list(
            Appointment.objects.filter(status=Status.BOOKED).order_by("pk").values_list("pk", flat=True)[:3]
        )
        start = NOW + timedelta(days=50)
        for key, (begin, end) in zip(ids, [(0, 300), (10, 40), (60, 90)], strict=True):
            room = Room.objects.create(clinic=self.clinic, location=self.visit.location, name=f"Spare {key}")
            begins, ends = start + timedelta(minutes=begin), start + timedelta(minutes=end)
            Appointment.objects.filter(pk=key).update(
                therapist=therapist, room=room, location=self.visit.location,
                starts_at=begins, ends_at=ends, occupies_from=begins, occupies_until=ends,
            )  # fmt: skip
        assert len([finding for finding in found() if finding.startswith("overlap")]) == 2

    def test_an_appointment_that_nobody_made(self) -> None:
        self.visit.events.all().delete()
        assert found() == [f"history: appointment {self.visit.public_id} has no events"]

    def test_a_move_that_nobody_wrote_down(self) -> None:
        Appointment.objects.filter(pk=self.visit.pk).update(revision=9)
        assert any("is at revision 9" in finding for finding in found())

    def test_something_of_another_clinic(self) -> None:
        stranger = Clinic.objects.create(slug="stranger", name="Stranger", time_zone="UTC")
        place = Location.objects.create(clinic=stranger, name="There", time_zone="UTC")
        for column, row in {
            "therapist": Therapist.objects.create(clinic=stranger, first_name="Stranger"),
            "patient": Patient.objects.create(
                clinic=stranger, first_name="S", last_name="S", email="s@example.org"
            ),
            "location": place,
        }.items():
            with self.subTest(column):
                without(f"appt_{column}_id_in_clinic")
                before = getattr(self.visit, f"{column}_id")
                Appointment.objects.filter(pk=self.visit.pk).update(**{column: row})
                assert (
                    f"clinic: the {column} of appointment {self.visit.public_id} is not of its clinic"
                    in found()
                )
                Appointment.objects.filter(pk=self.visit.pk).update(**{f"{column}_id": before})

    def test_a_room_at_another_location(self) -> None:
        other = Location.objects.exclude(pk=self.visit.location_id).get()
        room = Room.objects.create(clinic=self.clinic, location=other, name="Far")
        Appointment.objects.filter(pk=self.visit.pk).update(room=room)
        assert found() == [f"clinic: the room of appointment {self.visit.public_id} is at another location"]

    def test_a_booking_that_nobody_is_told_of(self) -> None:
        self.visit.notifications.filter(revision=self.visit.revision).delete()
        assert found() == [f"outbox: nobody is told that appointment {self.visit.public_id} is booked"]

    def test_a_reminder_that_is_missing(self) -> None:
        self.visit.notifications.filter(
            revision=self.visit.revision, kind="reminder", offset_hours=24
        ).delete()
        assert found() == [f"outbox: the reminder 24 h before appointment {self.visit.public_id} is missing"]

    def test_a_reminder_switched_on_later_is_not_missing(self) -> None:
        self.clinic.policy.reminder_offsets_hours = [72, 24, 48]
        self.clinic.policy.save()
        assert found() == []

    def test_a_message_that_waits_for_a_cancelled_appointment(self) -> None:
        Appointment.objects.filter(pk=self.visit.pk).update(status=Status.CANCELLED, cancelled_at=NOW)
        waiting = self.visit.notifications.filter(state=State.WAITING)
        assert waiting
        assert {finding.split()[2] for finding in found()} == {message.public_id for message in waiting}
        waiting.update(attempts=1)
        assert found() == []

    def test_a_message_about_an_earlier_time(self) -> None:
        moved = Appointment.objects.filter(revision=2, starts_at__gt=NOW)[0]
        stale = moved.notifications.filter(revision=1, state=State.VOID)[0]
        Notification.objects.filter(pk=stale.pk).update(state=State.WAITING)
        assert found() == [
            f"outbox: message {stale.public_id} waits about an earlier time of appointment {moved.public_id}"
        ]

    def test_a_message_begun_and_left(self) -> None:
        message = self.visit.notifications.filter(state=State.WAITING)[0]
        rows = Notification.objects.filter(pk=message.pk)
        rows.update(state=State.SENDING, attempts=1, lease_until=NOW + timedelta(minutes=3))
        assert found() == []
        rows.update(lease_until=NOW - timedelta(hours=2))
        assert found() == [
            f"outbox: message {message.public_id} was begun and neither finished nor taken up again"
        ]

    def _put_upon(self, row: Appointment, **changes: object) -> None:
        """At the same time as `self.visit`."""
        names = ("starts_at", "ends_at", "occupies_from", "occupies_until")
        times = {name: getattr(self.visit, name) for name in names}
        Appointment.objects.filter(pk=row.pk).update(
            **{"therapist": self.visit.therapist, **changes, **times}
        )


class TheCommand(LoadedClinic):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        seal_log(now=NOW)

    def test_silent_about_a_fresh_clinic(self) -> None:
        out = StringIO()
        with time_machine.travel(NOW, tick=False):
            call_command("check_integrity", stdout=out)
        assert out.getvalue().startswith("Nothing found: 420 appointments, ")

    def test_a_line_for_each_altered_note_and_exit_1(self) -> None:
        note = SoapNote.objects.filter(status="signed")[0]
        run("ALTER TABLE notes_soapnote DISABLE TRIGGER USER")
        SoapNote.objects.filter(pk=note.pk).update(nrs_after=10, nrs_before=0)
        out = StringIO()
        with time_machine.travel(NOW, tick=False), pytest.raises(CommandError, match="1 finding") as refusal:
            call_command("check_integrity", stdout=out)
        assert refusal.value.returncode == 1
        assert (
            out.getvalue()
            == f"note: signed note {note.public_id} is not what was signed, or cannot be read\n"
        )


class NothingThere(TestCase):
    def test_an_empty_database_is_whole(self) -> None:
        out = StringIO()
        call_command("check_integrity", stdout=out)
        assert out.getvalue().startswith("Nothing found: 0 appointments")


@pytest.mark.django_db
def test_two_clinics_with_reminders_of_their_own_are_not_mixed_up() -> None:
    one = load_clinic("one", therapists=2)
    load_clinic("other", therapists=2)
    one.policy.reminder_offsets_hours = [72]
    one.policy.save()
    assert found() == []
