"""What must hold of the rows themselves, in plain SQL that knows nothing of constraints, planners and services."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from bookings.models import Webhook, WebhookDelivery
from bookings.models.telling import TYPES
from notes.models import TreatmentPlan
from notes.plans.progress import progress_of, visits_by_plan
from tests.webhooks.listener import Call

# Buffers are worked out from the service, not read from what the visit says it occupies; an override has none.
BUSY = """
WITH busy AS (
    SELECT a.id, a.therapist_id, a.room_id, a.patient_id, a.starts_at, a.ends_at,
           a.starts_at - make_interval(mins => CASE WHEN a.override_reason = '' THEN s.buffer_before_minutes ELSE 0 END) AS b,
           a.ends_at + make_interval(mins => CASE WHEN a.override_reason = '' THEN s.buffer_after_minutes ELSE 0 END) AS e
    FROM bookings_appointment a
    JOIN bookings_serviceoption o ON o.id = a.option_id JOIN bookings_service s ON s.id = o.service_id
    WHERE a.status NOT IN ('cancelled', 'no_show')
)
"""
# Every task has surely run since then (tests.year.clock.COARSE).
LATE = timedelta(hours=5)
OVERLAPS = {
    "therapist": "x.therapist_id = y.therapist_id AND x.b < y.e AND y.b < x.e",
    "room": "x.room_id = y.room_id AND x.b < y.e AND y.b < x.e",
    "patient": "x.patient_id = y.patient_id AND x.starts_at < y.ends_at AND y.starts_at < x.ends_at",
}
# Sessions of a plan: a note that was not retracted says which, without one the plan that was in force at the start.
COUNTERS = """
WITH visit AS (
    SELECT a.id, a.starts_at, a.status, coalesce(p.merged_into_id, p.id) AS person
    FROM bookings_appointment a JOIN bookings_patient p ON p.id = a.patient_id
    WHERE a.status NOT IN ('held', 'cancelled')
), note AS (
    SELECT n.appointment_id, n.plan_id, n.status FROM notes_soapnote n
    WHERE NOT EXISTS (SELECT FROM notes_noteretraction r WHERE r.note_id = n.id)
), counted AS (
    SELECT visit.*, note.status AS written, CASE WHEN note.appointment_id IS NOT NULL THEN note.plan_id ELSE (
        SELECT t.id FROM notes_treatmentplan t JOIN bookings_patient p ON p.id = t.patient_id
        WHERE coalesce(p.merged_into_id, p.id) = visit.person AND t.started_at <= visit.starts_at
          AND (t.closed_at IS NULL OR visit.starts_at < t.closed_at)
        ORDER BY t.started_at DESC LIMIT 1) END AS plan
    FROM visit LEFT JOIN note ON note.appointment_id = visit.id
)
SELECT plan, count(*) FILTER (WHERE written = 'signed' OR status = 'fulfilled'),
       count(*) FILTER (WHERE (written IS NULL OR written <> 'signed') AND status = 'no_show'),
       count(*) FILTER (WHERE (written IS NULL OR written <> 'signed') AND status NOT IN ('fulfilled', 'no_show')
                        AND starts_at > %(now)s)
FROM counted WHERE plan IS NOT NULL GROUP BY plan
"""
DOSE = """
SELECT plan_id, sum(freq_per_week * weeks) FROM notes_plancomponent WHERE kind = 'massage' GROUP BY plan_id
"""
UNTOLD = """
SELECT count(*) FROM bookings_appointmentevent e JOIN bookings_appointment a ON a.id = e.appointment_id
WHERE a.clinic_id = %(clinic)s AND e.kind = ANY(%(types)s) AND e.id <> ALL(%(told)s)
  AND (e.kind <> 'expired' OR a.cancellation_reason = 'request_expired')
"""
# What may be so for a moment, and not for longer; `late` is when the last sweeps have surely been.
PASSING = {
    "holds that ran out": "SELECT count(*) FROM bookings_appointment WHERE status = 'held' AND hold_expires_at < %(late)s",
    "requests past their time": "SELECT count(*) FROM bookings_appointment WHERE status = 'pending' AND answer_by < %(late)s",
    "offers past their time": "SELECT count(*) FROM bookings_waitlistoffer WHERE state = 'open' AND expires_at < %(late)s",
    "offers of a time that is not held": """SELECT count(*) FROM bookings_waitlistoffer o
        JOIN bookings_appointment a ON a.id = o.appointment_id
        WHERE o.state = 'open' AND a.status <> 'held' AND a.cancelled_at < %(late)s""",
    "people who wait past their last day": "SELECT count(*) FROM bookings_waitlistentry WHERE state = 'waiting' AND until_date < (%(now)s - interval '2 days')::date",
    "messages being sent": "SELECT count(*) FROM bookings_notification WHERE state = 'sending'",
    "messages overdue": "SELECT count(*) FROM bookings_notification WHERE state = 'waiting' AND (try_at < %(late)s OR useful_until < %(late)s)",
    "webhooks overdue": "SELECT count(*) FROM bookings_webhookdelivery WHERE state = 'sending' OR (state = 'waiting' AND try_at < %(late)s)",
    "dates kept past their time": """SELECT count(*) FROM bookings_series s JOIN bookings_appointment a ON a.series_id = s.id
        WHERE a.status = 'held' AND s.sent_until < %(late)s""",
    "opened times past their week": "SELECT count(*) FROM bookings_openedtime WHERE opened_at < %(now)s - interval '8 days'",
    "reminders beside notes past thirty days": """SELECT count(*) FROM notes_workingnote w JOIN notes_soapnote n ON n.id = w.note_id
        WHERE w.purge_at < %(now)s - interval '9 hours'
          AND NOT EXISTS (SELECT FROM notes_legalhold h WHERE h.patient_id = n.patient_id AND h.lifted_at IS NULL)
          AND NOT EXISTS (SELECT FROM notes_recordrequest r WHERE r.patient_id = n.patient_id AND r.state = 'open')""",
    "lines of the access log without a seal": """SELECT count(*) FROM bookings_accessrecord
        WHERE at < %(now)s - interval '1 day' AND id > coalesce((SELECT max(last_id) FROM bookings_auditseal), 0)""",
    "signed notes without a hash": "SELECT count(*) FROM notes_soapnote WHERE status <> 'draft' AND content_hash = ''",
    "plans in force that nobody looked at yesterday": """SELECT count(*) FROM notes_treatmentplan t
        WHERE t.status IN ('active', 'on_hold') AND t.started_at < %(now)s - interval '2 days' AND NOT EXISTS (
            SELECT FROM notes_trendevaluation e WHERE e.plan_id = t.id AND e.on_date >= (%(now)s - interval '2 days')::date)""",
    "plans in force whose week was not asked about": """SELECT count(*) FROM notes_treatmentplan t
        JOIN bookings_patient p ON p.id = t.patient_id
        WHERE t.status IN ('active', 'on_hold') AND t.started_at < %(now)s - interval '9 days'
          AND p.email <> '' AND NOT 'review_due' = ANY(p.muted_kinds)
          AND NOT EXISTS (SELECT FROM notes_questionnaire q WHERE q.plan_id = t.id AND q.made_by_id IS NULL
                          AND q.made_at > %(now)s - interval '9 days')""",
    "self-care that nobody asked after": """SELECT count(*) FROM notes_selfcareepisode s
        WHERE s.status = 'open' AND s.start_date < (%(now)s - interval '16 days')::date
          AND NOT EXISTS (SELECT FROM notes_checkin c WHERE c.episode_id = s.id)""",
}


def wrong_sums(now: datetime, calls: Sequence[Call]) -> Iterator[str]:
    """A sentence for everything that is not as it must be."""
    for whose, is_same in OVERLAPS.items():
        [(count,)] = _ask(f"{BUSY} SELECT count(*) FROM busy x JOIN busy y ON x.id < y.id AND {is_same}", now)
        if count:
            yield f"{count} overlaps of a {whose}"
    for what, question in PASSING.items():
        [(count,)] = _ask(question, now)
        if count:
            yield f"{count} {what}"
    yield from _wrong_counters(now)
    yield from _wrong_calls(calls)


def _wrong_counters(now: datetime) -> Iterator[str]:
    """Done of planned, as the page of each plan shows it, against the sums."""
    sums = {plan: counts for plan, *counts in _ask(COUNTERS, now)}
    doses = dict(_ask(DOSE, now))
    plans = TreatmentPlan.objects.exclude(started_at=None).select_related("patient").order_by("patient")
    visits: dict[int, Mapping[int, Any]] = {}
    for plan in plans.prefetch_related("components"):
        if plan.patient_id not in visits:
            visits[plan.patient_id] = visits_by_plan(plan.patient, now)
        shown = progress_of(list(plan.components.all()), visits[plan.patient_id].get(plan.pk, ()))
        done, missed, booked = sums.get(plan.pk, [0, 0, 0])
        counted = (shown.done, shown.missed, shown.booked, shown.planned)
        if counted != (done, missed, booked, doses.get(plan.pk, 0)):
            yield (
                f"plan {plan.public_id} shows {counted} sessions done, missed, booked and planned, "
                f"and there are {(done, missed, booked, doses.get(plan.pk, 0))}"
            )


def _wrong_calls(calls: Sequence[Call]) -> Iterator[str]:
    """Every event of a clinic with a webhook was told once, signed, and those of one visit in their order."""
    for hook in Webhook.objects.select_related("clinic"):
        rows = list(hook.deliveries.select_related("event").order_by("event_id"))
        [(silent,)] = _ask(
            UNTOLD, None, clinic=hook.clinic_id, types=list(TYPES), told=[row.event_id for row in rows]
        )
        if silent:
            yield f"{silent} events of {hook.clinic} were never told"
        answered = [call for call in calls if call.is_signed_with(hook.secret)]
        if len(answered) != len(calls):
            yield f"{len(calls) - len(answered)} calls were not signed"
        yield from _wrong_order(rows, calls)


def _wrong_order(rows: Sequence[WebhookDelivery], calls: Sequence[Call]) -> Iterator[str]:
    heard: dict[str, int] = {}
    copies = 0
    for number, call in enumerate(calls):
        copies += call.headers["webhook-id"] in heard
        heard[call.headers["webhook-id"]] = number
    retries = sum(row.attempts - 1 for row in rows if row.attempts)
    if copies > retries:
        yield f"{copies} calls came again, and {retries} were tried again"
    last: dict[int, int] = {}
    for row in rows:
        if row.state == "sent" and row.public_id not in heard:
            yield f"the call {row.public_id} was sent, and never came"
        elif row.state == "sent" and row.attempts == 1:
            if heard[row.public_id] < last.get(row.event.appointment_id, -1):
                yield f"the call {row.public_id} came before an earlier one of its visit"
            last[row.event.appointment_id] = heard[row.public_id]


def _ask(question: str, now: datetime | None, **more: Any) -> list[tuple[Any, ...]]:
    late = now - LATE if now else None
    with connection.cursor() as cursor:
        cursor.execute(question, {"now": now, "late": late, **more})
        return list(cursor.fetchall())
