"""The least that Django can do for a hot question: the usual middleware and one prepared statement."""

import time
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from bookings.statements import ask

GAPS = """
    WITH hours AS (
        SELECT therapist_id, range_agg(tstzrange(
                   (day + make_interval(mins => start_minute)) AT TIME ZONE time_zone,
                   (day + make_interval(mins => end_minute)) AT TIME ZONE time_zone)) AS worked
        FROM bookings_weeklyhours AS hours
        JOIN bookings_location AS place ON place.id = hours.location_id
        JOIN generate_series(%(first)s::timestamp, %(after)s::timestamp - interval '1 day', interval '1 day') AS day
            ON extract(isodow FROM day) - 1 = weekday
        WHERE therapist_id = ANY(%(therapists)s) AND end_minute > start_minute
        GROUP BY therapist_id
    ), busy AS (
        SELECT therapist_id, range_agg(tstzrange(occupies_from, occupies_until)) AS taken
        FROM bookings_appointment
        WHERE therapist_id = ANY(%(therapists)s)
          AND starts_at >= %(first)s::timestamptz AND starts_at < %(after)s::timestamptz
          AND status IN ('held', 'pending', 'booked', 'arrived', 'fulfilled')
        GROUP BY therapist_id
    ), gaps AS (
        SELECT therapist_id, extract(epoch FROM lower(gap))::bigint AS since,
               extract(epoch FROM upper(gap))::bigint AS until
        FROM hours LEFT JOIN busy USING (therapist_id),
             unnest(worked - coalesce(taken, '{}'::tstzmultirange)) AS gap
    )
"""
FREE = GAPS + (
    "SELECT therapist_id, array_agg(ARRAY[since, until]) FROM gaps WHERE until - since >= 3600 GROUP BY 1"
)
FIRST = GAPS + (
    "SELECT since, therapist_id FROM gaps WHERE until - since >= 3600 AND since >= %(now)s ORDER BY 1 LIMIT 3"
)
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
    """What bookings leave, an hour or more at a time, of the weekly hours of the therapists between two dates."""
    return JsonResponse({"free": ask(FREE, _asked(request))})


def first(request: HttpRequest) -> HttpResponse:
    """The first three gaps of an hour or more."""
    return JsonResponse({"free": ask(FIRST, _asked(request) | {"now": int(time.time())})})


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


def _asked(request: HttpRequest) -> dict[str, object]:
    keys = [int(key) for key in request.GET["therapists"].split(",")]
    return {"therapists": keys, "first": request.GET["from"], "after": request.GET["to"]}
