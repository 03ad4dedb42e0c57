"""The statements behind every listing of times, written out for `bookings.statements.ask`.

They are asked more than everything else together.
"""

# One row of JSON: who works (with their own rules), where, when, what replaces it, what is off, the rooms, who
# gives which service, and which options are deep work.
SCHEDULE = """
WITH who AS MATERIALIZED (
    SELECT id, public_id, max_hands_on_minutes, max_deep_in_a_row, offer_policy
    FROM bookings_therapist
    WHERE is_active AND (%(therapist)s::bigint IS NULL OR id = %(therapist)s)
      AND id IN (SELECT therapist_id FROM bookings_service_therapists WHERE service_id = ANY(%(services)s))
), site AS MATERIALIZED (
    SELECT id, public_id, time_zone FROM bookings_location
    WHERE clinic_id = %(clinic)s AND is_active AND (%(location)s::bigint IS NULL OR id = %(location)s)
)
SELECT
    (SELECT json_agg(json_build_array(id, public_id, max_hands_on_minutes, max_deep_in_a_row, offer_policy))
     FROM who)::text,
    (SELECT json_agg(json_build_array(id, public_id, time_zone)) FROM site)::text,
    (SELECT json_agg(json_build_array(therapist_id, location_id, weekday, start_minute, end_minute,
                                      valid_from, valid_until, every_weeks))
     FROM bookings_weeklyhours
     WHERE therapist_id IN (SELECT id FROM who) AND location_id IN (SELECT id FROM site)
       AND (valid_from IS NULL OR valid_from <= %(last)s::date + 1)
       AND (valid_until IS NULL OR valid_until >= %(first)s::date - 1))::text,
    (SELECT json_agg(json_build_array(therapist_id, location_id, date, intervals))
     FROM bookings_dateoverride
     WHERE therapist_id IN (SELECT id FROM who) AND location_id IN (SELECT id FROM site)
       AND date BETWEEN %(first)s::date - 1 AND %(last)s::date + 1)::text,
    (SELECT json_agg(json_build_array(therapist_id, location_id,
                                      extract(epoch FROM starts_at)::bigint, extract(epoch FROM ends_at)::bigint))
     FROM bookings_timeoff
     WHERE clinic_id = %(clinic)s AND ends_at > %(lowest)s AND starts_at < %(highest)s)::text,
    (SELECT json_agg(json_build_array(id, kinds, location_id) ORDER BY id)
     FROM bookings_room WHERE is_active AND location_id IN (SELECT id FROM site))::text,
    (SELECT json_agg(json_build_array(service_id, therapist_id))
     FROM bookings_service_therapists WHERE service_id = ANY(%(services)s))::text,
    (SELECT json_agg(one.id)
     FROM bookings_serviceoption AS one JOIN bookings_service AS service ON service.id = one.service_id
     WHERE service.clinic_id = %(clinic)s AND service.modality = %(deep)s)::text
"""

# What is occupied, in order, a row for each therapist and one for each room: of these therapists wherever they are,
# of the rooms of these locations while somebody works there.
TAKEN = """
SELECT therapist_id, room_id,
       array_agg(extract(epoch FROM occupies_from)::bigint), array_agg(extract(epoch FROM occupies_until)::bigint)
FROM (
    SELECT therapist_id, room_id, occupies_from, occupies_until
    FROM bookings_appointment
    WHERE (therapist_id = ANY(%(therapists)s)
           OR location_id = ANY(%(sites)s) AND occupies_until > %(opening)s AND occupies_from < %(closing)s)
      AND starts_at > %(lowest)s AND starts_at < %(highest)s
      AND status = ANY(%(occupying)s) AND NOT (status = 'held' AND hold_expires_at <= %(now)s)
      AND id <> ALL(%(leaving)s)
    ORDER BY occupies_from
) AS taken
GROUP BY GROUPING SETS ((therapist_id), (room_id))
"""

# The treatments of therapists whose own rules count them.
VISITS = """
SELECT therapist_id, option_id, extract(epoch FROM starts_at)::bigint, extract(epoch FROM ends_at)::bigint
FROM bookings_appointment
WHERE therapist_id = ANY(%(therapists)s)
  AND starts_at > %(lowest)s AND starts_at < %(highest)s
  AND status = ANY(%(occupying)s) AND NOT (status = 'held' AND hold_expires_at <= %(now)s)
  AND id <> ALL(%(leaving)s)
"""
