"""The least that Django can do for a hot question: the usual middleware and one statement."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

FREE = """
    SELECT therapist_id, array_agg(ARRAY[until, next]) FROM (
        SELECT therapist_id, extract(epoch FROM occupies_until)::bigint AS until,
               lead(extract(epoch FROM occupies_from)::bigint)
                   OVER (PARTITION BY therapist_id ORDER BY starts_at) AS next
        FROM bookings_appointment
        WHERE therapist_id = ANY(%s) AND starts_at >= %s AND starts_at < %s
          AND status IN ('held', 'pending', 'booked', 'arrived', 'fulfilled')
    ) AS gaps WHERE next - until >= 3600 GROUP BY therapist_id
"""
FIRST = """
    SELECT until FROM (
        SELECT extract(epoch FROM occupies_until)::bigint AS until,
               lead(extract(epoch FROM occupies_from)::bigint)
                   OVER (PARTITION BY therapist_id ORDER BY starts_at) AS next
        FROM bookings_appointment
        WHERE therapist_id = ANY(%s) AND starts_at >= %s AND starts_at < %s
          AND status IN ('held', 'pending', 'booked', 'arrived', 'fulfilled')
    ) AS gaps WHERE next - until >= 3600 ORDER BY until LIMIT 3
"""
COPY = """
    INSERT INTO bookings_appointment (
        public_id, token, clinic_id, option_id, therapist_id, location_id, room_id, patient_id, status,
        starts_at, ends_at, occupies_from, occupies_until, time_zone, revision, source, price, currency,
        cancel_notice_hours, held_by, reason, consent_version, cancellation_reason, is_late_cancel,
        override_reason)
    SELECT %s, %s, clinic_id, option_id, therapist_id, location_id, room_id, patient_id, 'booked',
        %s, %s, %s, %s, time_zone, 1, 'api', price, currency, 24, '', reason, '', '', false, ''
    FROM bookings_appointment WHERE id = %s
"""


def free(request: HttpRequest) -> HttpResponse:
    """Every gap of an hour or more of the therapists between two dates."""
    with connection.cursor() as cursor:
        cursor.execute(FREE, _asked(request))
        return JsonResponse({"free": cursor.fetchall()})


def first(request: HttpRequest) -> HttpResponse:
    """The first three gaps of an hour or more."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST, _asked(request))
        return JsonResponse({"free": cursor.fetchall()})


@csrf_exempt
def book(request: HttpRequest) -> HttpResponse:
    """One row under the constraints, like `row` but at `n` hours from a far date on."""
    number = int(request.GET["n"])
    starts_at = datetime(2090, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    ends_at = starts_at + timedelta(minutes=30)
    name = f"bench-{request.GET['run']}-{number}"[:22]
    with connection.cursor() as cursor:
        cursor.execute(COPY, [name, name, starts_at, ends_at, starts_at, ends_at, request.GET["row"]])
    return JsonResponse({"booked": cursor.rowcount}, status=201)


def _asked(request: HttpRequest) -> list[object]:
    keys = [int(key) for key in request.GET["therapists"].split(",")]
    return [keys, request.GET["from"], request.GET["to"]]
