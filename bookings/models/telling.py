"""Which events other programs are told of, and how an event becomes a row for each of them."""

import pgtrigger

# What programs are told of, by what happened. A hold is nobody else's business until it is booked.
TYPES: dict[str, str] = {
    "requested": "appointment.requested",
    "booked": "appointment.booked",
    "accepted": "appointment.accepted",
    "declined": "appointment.declined",
    "confirmed": "appointment.confirmed",
    "rescheduled": "appointment.moved",
    "swapped": "appointment.moved",
    "cancelled": "appointment.cancelled",
    "expired": "appointment.expired",
    "arrived": "appointment.arrived",
    "fulfilled": "appointment.fulfilled",
    "no_show": "appointment.no-show",
    "undone": "appointment.undone",
}

# A trigger rather than a call beside each event: whatever writes an event, one at a time or many at once, tells of it
# in the same transaction, and a clinic without a webhook pays for no further statement.
PLAN = f"""
IF NOT EXISTS (SELECT FROM bookings_webhook WHERE is_active) THEN RETURN NULL; END IF;
INSERT INTO bookings_webhookdelivery
    (public_id, webhook_id, event_id, type, state, attempts, try_at, why, created_at)
SELECT substr(replace(gen_random_uuid()::text, '-', ''), 1, 22), hook.id, happened.id, told.type, 'waiting', 0,
       happened.at, '', statement_timestamp()
FROM happened
JOIN (VALUES {", ".join(f"('{kind}', '{name}')" for kind, name in TYPES.items())}) AS told (kind, type)
    ON told.kind = happened.kind
JOIN bookings_appointment AS visit ON visit.id = happened.appointment_id
JOIN bookings_webhook AS hook ON hook.clinic_id = visit.clinic_id AND hook.is_active
WHERE (hook.events = '[]'::jsonb OR hook.events ? told.type)
  AND (happened.kind <> 'expired' OR visit.cancellation_reason = 'request_expired')
ON CONFLICT DO NOTHING;
RETURN NULL;
"""  # noqa: S608  (names of our own)


def plan_deliveries() -> pgtrigger.Trigger:
    """For the table of events."""
    return pgtrigger.Trigger(
        name="event_to_webhooks",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="happened"),
        func=PLAN,
    )
