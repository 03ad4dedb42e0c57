"""The trial clinic of docs/performance.md: 50 therapists at work 09-17 Monday to Friday, one service of 60 minutes,
60 % of the next 60 days booked, and as much of a past as is asked for."""

import json
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from bookings.models import (
    Appointment,
    Clinic,
    Location,
    Patient,
    Room,
    Service,
    ServiceOption,
    Therapist,
    WeeklyHours,
)
from bookings.models.encryption import encrypt
from bookings.people.register import register_clinic

THERAPISTS = 50
HOURS_A_DAY = 8
AHEAD_DAYS = 60
CHUNK_DAYS = 250
# One row for each hour of the weekdays between two dates that the draw leaves, a patient for each hour of each
# therapist's day. A draw is the same for the same therapist and hour.
FILL = """
    INSERT INTO bookings_appointment (
        public_id, token, clinic_id, option_id, therapist_id, location_id, room_id, patient_id, status,
        starts_at, ends_at, occupies_from, occupies_until, time_zone, revision, source, price, currency,
        cancel_notice_hours, held_by, reason, consent_version, cancellation_reason, is_late_cancel, override_reason)
    SELECT left(md5(code || '1'), 20), md5(code || '2'), %(clinic)s, %(option)s, therapist, %(location)s, room, patient,
        %(status)s, starts_at, starts_at + interval '60 minutes', starts_at, starts_at + interval '60 minutes',
        %(zone)s, 1, 'portal', 80, 'USD', 24, '', %(reason)s, '', '', false, ''
    FROM (
        SELECT therapist, room, patients[hour + 1] AS patient, concat_ws('-', %(clinic)s::text, therapist, day, hour) AS code,
               (day + make_interval(hours => 9 + hour)) AT TIME ZONE %(zone)s AS starts_at
        FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') AS day,
             generate_series(0, 7) AS hour,
             jsonb_to_recordset(%(team)s) AS team (therapist bigint, room bigint, patients bigint[])
        WHERE extract(isodow FROM day) <= 5
    ) AS cell
    WHERE ('x' || left(md5(code), 4))::bit(16)::int %% 100 < %(share)s
    ORDER BY starts_at
    LIMIT %(most)s
"""


def load_trial(slug: str, rows: int) -> None:
    """A clinic of that name with as many appointments, of which the next 60 days have the share they need."""
    clinic = register_clinic(
        slug=slug,
        name="Trial",
        time_zone="America/New_York",
        owner_email=f"owner@{slug}.example.org",
        now=timezone.now(),
    )
    values = _house(clinic)
    today = timezone.now().date()
    ahead = {"first": today, "last": today + timedelta(days=AHEAD_DAYS), "share": 60, "status": "booked"}
    with connection.cursor() as cursor:
        cursor.execute(FILL, values | ahead | {"most": rows - 1})
        left, last = rows - cursor.rowcount, today - timedelta(days=1)
        while left:
            past = {
                "first": last - timedelta(days=CHUNK_DAYS),
                "last": last,
                "share": 90,
                "status": "fulfilled",
            }
            cursor.execute(FILL, values | past | {"most": left})
            left, last = left - cursor.rowcount, last - timedelta(days=CHUNK_DAYS + 1)
        cursor.execute("ANALYZE")
    assert Appointment.objects.filter(clinic=clinic).count() == rows


def _house(clinic: Clinic) -> dict[str, object]:
    site = Location.objects.filter(clinic=clinic).first() or Location.objects.create(
        clinic=clinic, name="Main", time_zone=clinic.time_zone
    )
    service = Service.objects.create(clinic=clinic, name="Massage")
    option = ServiceOption.objects.create(clinic=clinic, service=service, minutes=60, price=80)
    team = []
    for number in range(THERAPISTS):
        therapist = Therapist.objects.create(clinic=clinic, first_name=f"T{number}", last_name="Trial")
        room = Room.objects.create(clinic=clinic, location=site, name=f"Room {number}")
        hours = {
            "clinic": clinic,
            "therapist": therapist,
            "location": site,
            "start_minute": 540,
            "end_minute": 1020,
        }
        WeeklyHours.objects.bulk_create(WeeklyHours(weekday=day, **hours) for day in range(5))
        patients = Patient.objects.bulk_create(
            Patient(clinic=clinic, first_name=f"P{number}-{hour}", last_name="Trial")
            for hour in range(HOURS_A_DAY)
        )
        service.therapists.add(therapist)
        team.append({"therapist": therapist.pk, "room": room.pk, "patients": [one.pk for one in patients]})
    return {
        "clinic": clinic.pk, "option": option.pk, "location": site.pk, "zone": site.time_zone, "team": json.dumps(team), "reason": encrypt("", aad="appointment.reason")
    }  # fmt: skip
