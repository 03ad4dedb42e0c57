"""A clinic of the access table's cast, grown until it is larger than any that we know of.

The cast's rows are copied in SQL with other keys, times and names, so that what is sealed in them can be read. A year has
about 104,000 visits of 50 therapists, of which one in 25 was cancelled and as many missed; each has its event, two
messages and two lines in the access log, each of the last two years a signed note. Every twentieth patient has a plan in
force, which was looked at on each of the last sixty days and asked about every week.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, models

from bookings.models import (
    AccessRecord,
    Appointment,
    AppointmentEvent,
    Location,
    Notification,
    Patient,
    Room,
    ServiceOption,
)
from notes.models import (
    MeasureResponse,
    Problem,
    Questionnaire,
    SoapNote,
    TreatmentPlan,
    TrendEvaluation,
)
from tests.factories import NOW, make_therapist

THERAPISTS = 50
HOURS_A_DAY = 8
AHEAD_DAYS = 60
NOTED_DAYS = 730
# Of every line another number, and the same each time.
DICE = "('x' || left(md5(n::text), 4))::bit(16)::int"
# The patient whose pages are asked for has come twice a week for two years.
OWN_VISITS = 200

# One line for each hour of a therapist's working days, numbered from the last one backwards.
CELLS = f"""
    SELECT row_number() OVER (ORDER BY day DESC, hour, team.therapist) AS n, day, hour, team.*,
           (day + make_interval(hours => 9 + hour)) AT TIME ZONE %(zone)s AS at
    FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') AS day,
         generate_series(0, {HOURS_A_DAY - 1}) AS hour,
         (SELECT id AS therapist, row_number() OVER (ORDER BY id DESC) - 1 AS number FROM bookings_therapist
          WHERE clinic_id = %(clinic)s ORDER BY id DESC LIMIT {THERAPISTS}) AS team
    WHERE extract(isodow FROM day) <= 5
"""


# What to say to take each of them off a table, and to make it again. Foreign keys hold on to some.
RESTING = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
    FROM pg_constraint c WHERE contype IN ('u', 'x') AND conrelid::regclass::text = ANY(%(tables)s)
      AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid)
    UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index i WHERE indrelid::regclass::text = ANY(%(tables)s)
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


def grow(patient: Patient, visit: Appointment, *, visits: int, patients: int) -> None:
    """Load as many past visits and patients into the clinic of `patient`, and 60 days ahead that are 60 % booked."""
    with connection.cursor() as cursor:
        # Neither triggers nor foreign keys: the copies are known to be right, and there are millions.
        cursor.execute("SET session_replication_role = replica")
    try:
        _team(visit)
        with _bare(Appointment, AppointmentEvent, AccessRecord, Notification, SoapNote, MeasureResponse):
            first = _people(patient, patients)
            _visits(visit, first, patients, visits)
            _told(visit)
            _noted(patient, visit)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("ANALYZE")


@contextmanager
def _bare(*models_: type[models.Model]) -> Iterator[None]:
    """Indexes and the constraints that rest on one are taken off, and made at the end: filling them row by row takes longer."""
    with connection.cursor() as cursor:
        cursor.execute(RESTING, {"tables": [model._meta.db_table for model in models_]})
        found = cursor.fetchall()
        for drop, _ in found:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _, make in found:
            cursor.execute(make)


def _team(visit: Appointment) -> None:
    """The cast's own therapists keep their calendars to themselves."""
    option = ServiceOption.objects.get(pk=visit.option_id)
    location = Location.objects.get(pk=visit.location_id)
    for number in range(THERAPISTS):
        make_therapist(option.clinic, option.service, location)
        Room.objects.create(clinic=option.clinic, location=location, name=f"Large {number}")


def _people(patient: Patient, count: int) -> int:
    """Returns the key of the first of them; the others follow."""
    (last,) = _one("SELECT max(id) FROM bookings_patient")
    _copy(
        Patient, patient.pk, f"SELECT generate_series(1, {count}) AS n",
        id="%(last)s + n", public_id="left(md5('patient' || n), 20)", user_id="NULL", feed_token="NULL",
        first_name="'Pat' || n %% 997", last_name="'Person' || n", search_name="'person' || n || ' pat' || n %% 997",
        email="'large' || n || '@example.org'", phone="'+1 555 ' || n", phone_digits="reverse('1555' || n)",
        given={"last": last},
    )  # fmt: skip
    return int(last) + 1


def _visits(visit: Appointment, first_patient: int, patients: int, count: int) -> None:
    """The past back to front until there are enough; a patient comes to one therapist alone, so none is in two places."""
    a_day = THERAPISTS * HOURS_A_DAY
    days = count // a_day * 7 // 5 + 14
    today = NOW.date()
    each = patients // THERAPISTS
    (last,) = _one("SELECT max(id) FROM bookings_appointment")
    values = {
        "clinic": visit.clinic_id, "zone": visit.time_zone, "last_id": last, "first_patient": first_patient,
        "owner": visit.patient_id, "room": _first_room(),
    }  # fmt: skip
    columns = {
        "token": "md5('token' || {tag} || n)", "public_id": "left(md5('visit' || {tag} || n), 20)",
        "therapist_id": "therapist", "room_id": "%(room)s + number", "starts_at": "at",
        "ends_at": "at + interval '1 hour'", "occupies_from": "at", "occupies_until": "at + interval '1 hour'",
        "patient_id": f"%(first_patient)s + number * {each} + (n / {THERAPISTS}) %% {each}", "series_id": "NULL",
        "created_at": "at - interval '9 days'",
    }  # fmt: skip
    past = {"first": today - timedelta(days=days), "last": today - timedelta(days=1)}
    _copy(
        Appointment, visit.pk, f"SELECT * FROM ({CELLS}) c WHERE n <= {count}",
        **{name: text.format(tag="'past'") for name, text in columns.items()},
        id="%(last_id)s + n", given=values | past,
        status=f"CASE {DICE} %% 25 WHEN 0 THEN 'cancelled' WHEN 1 THEN 'no_show' ELSE 'fulfilled' END",
        cancelled_at=f"CASE {DICE} %% 25 WHEN 0 THEN at - interval '3 days' END",
        cancellation_reason=f"CASE {DICE} %% 25 WHEN 0 THEN 'illness' ELSE '' END",
    )  # fmt: skip
    ahead = {"first": today, "last": today + timedelta(days=AHEAD_DAYS)}
    _copy(
        Appointment, visit.pk,
        f"SELECT * FROM ({CELLS}) c WHERE {DICE} %% 100 < 60",
        **{name: text.format(tag="'ahead'") for name, text in columns.items()},
        id=f"%(last_id)s + {count} + n", status="'booked'", given=values | ahead,
    )  # fmt: skip
    _give(visit, OWN_VISITS, values)


def _give(visit: Appointment, count: int, values: Mapping[str, object]) -> None:
    """Some of one therapist's visits become those of the patient of `visit`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE bookings_appointment SET patient_id = %(owner)s WHERE id IN (
                SELECT id FROM (SELECT DISTINCT ON (date_trunc('day', starts_at)) id, starts_at FROM bookings_appointment
                WHERE clinic_id = %(clinic)s AND status = 'fulfilled' AND id > %(last_id)s
                  AND extract(isodow FROM starts_at) IN (2, 5) AND extract(hour FROM starts_at AT TIME ZONE time_zone) = 15
                ORDER BY date_trunc('day', starts_at) DESC, id) AS days LIMIT {count})""",
            values,
        )


def _told(visit: Appointment) -> None:
    """Each visit's event, confirmation and reminder."""
    source = f"SELECT id AS visit, patient_id AS person, starts_at AS at, row_number() OVER (ORDER BY id) AS n FROM bookings_appointment WHERE clinic_id = {visit.clinic_id} AND public_id ~ '^[0-9a-f]{{20}}$'"
    event = AppointmentEvent.objects.create(
        appointment=visit, kind="booked", at=NOW, actor="patient", revision=1
    )
    _copy(
        AppointmentEvent, event.pk, source,
        id="nextval(pg_get_serial_sequence('bookings_appointmentevent', 'id'))", appointment_id="visit", at="at - interval '9 days'",
    )  # fmt: skip
    _copy(
        AppointmentEvent, event.pk, f"{source} AND status = 'cancelled'", kind="'cancelled'",
        id="nextval(pg_get_serial_sequence('bookings_appointmentevent', 'id'))", appointment_id="visit", at="at - interval '3 days'",
    )  # fmt: skip
    _looked_at(visit, source)
    template = Notification.objects.filter(clinic=visit.clinic_id).order_by("pk")[0]
    for kind, before in (("confirmation", "9 days"), ("reminder", "1 day")):
        due = f"source.at - interval '{before}'"
        _copy(
            Notification, template.pk, source,
            id="nextval(pg_get_serial_sequence('bookings_notification', 'id'))",
            public_id=f"left(md5('{kind}' || n), 20)", dedupe_key=f"'{kind}' || n", message_id=f"'<{kind}' || n || '@example.org>'",
            appointment_id="visit", patient_id="person", kind=f"'{kind}'", send_at=due, try_at=due, useful_until="source.at",
            state=f"CASE WHEN {due} >= %(now)s THEN 'waiting' WHEN n %% 50 = 0 THEN 'void' WHEN n %% 99 = 0 THEN 'failed' ELSE 'sent' END", sent_at=f"CASE WHEN {due} < %(now)s THEN {due} END",
            given={"now": NOW},
        )  # fmt: skip


def _looked_at(visit: Appointment, source: str) -> None:
    """The desk and the therapist have looked at the patient of each visit."""
    line = AccessRecord.objects.create(
        clinic=visit.clinic, patient=visit.patient, action="viewed", object_kind="chart", at=NOW
    )
    for before in ("9 days", "1 hour"):
        _copy(
            AccessRecord, line.pk, source, id="nextval(pg_get_serial_sequence('bookings_accessrecord', 'id'))",
            patient_id="person", at=f"least(source.at, %(now)s) - interval '{before}'", given={"now": NOW},
        )  # fmt: skip


def _noted(patient: Patient, visit: Appointment) -> None:
    """Signed notes and pain of the last two years, plans of the last one."""
    note = SoapNote.objects.filter(patient=patient, status="signed").order_by("pk")[0]
    recent = f"""SELECT id AS visit, patient_id AS person, starts_at AS at, therapist_id AS who, row_number() OVER (ORDER BY id) AS n
        FROM bookings_appointment WHERE clinic_id = {visit.clinic_id} AND public_id ~ '^[0-9a-f]{{20}}$' AND status = 'fulfilled'
        AND starts_at > %(since)s"""
    given = {"since": NOW - timedelta(days=NOTED_DAYS)}
    _copy(
        SoapNote, note.pk, recent,
        id="nextval(pg_get_serial_sequence('notes_soapnote', 'id'))", public_id="left(md5('note' || n), 20)",
        appointment_id="visit", patient_id="person", author_id="who", signed_by_id="who", plan_id="NULL",
        saved_at="at", signed_at="at + interval '1 hour'", created_at="at", given=given,
    )  # fmt: skip
    score = MeasureResponse.objects.filter(patient=patient, code="nrs").order_by("pk")[0]
    _copy(
        MeasureResponse, score.pk, recent,
        id="nextval(pg_get_serial_sequence('notes_measureresponse', 'id'))", public_id="left(md5('score' || n), 20)",
        patient_id="person", plan_id="NULL", questionnaire_id="NULL", value="n %% 11", taken_at="at", given=given,
    )  # fmt: skip
    _planned(patient)


def _planned(patient: Patient) -> None:
    people = """SELECT id AS person, row_number() OVER (ORDER BY id) AS n FROM bookings_patient
        WHERE clinic_id = %(clinic)s AND last_name LIKE 'Person%%' AND id %% 20 = 0"""
    plan = TreatmentPlan.objects.filter(patient=patient, status="active").order_by("pk")[0]
    (problem,) = _one("SELECT max(id) FROM notes_problem")
    given = {"clinic": patient.clinic_id, "problem": problem}
    _copy(
        Problem, plan.problem_id, people,
        id="%(problem)s + n", public_id="left(md5('problem' || n), 20)", patient_id="person", given=given,
    )  # fmt: skip
    (last,) = _one("SELECT max(id) FROM notes_treatmentplan")
    _copy(
        TreatmentPlan, plan.pk, people,
        id="%(last)s + n", public_id="left(md5('plan' || n), 20)", patient_id="person", problem_id="%(problem)s + n",
        author_id=f"(SELECT min(id) FROM bookings_therapist WHERE clinic_id = %(clinic)s) + 2 + n %% {THERAPISTS}",
        given=given | {"last": last},
    )  # fmt: skip
    _watched(plan, int(last), patient)
    for related in (plan.components.all(), plan.goals.all()):
        for part in related:
            table = part._meta.db_table
            _copy(
                type(part), part.pk, people,
                id=f"nextval(pg_get_serial_sequence('{table}', 'id'))", public_id=f"left(md5('{table}' || {part.pk} || n), 20)",
                plan_id="%(last)s + n", given=given | {"last": last},
            )  # fmt: skip


def _watched(plan: TreatmentPlan, last: int, patient: Patient) -> None:
    """What the clock has written of the plans that came after the key `last`."""
    days = """SELECT id AS plan, patient_id AS person, day, row_number() OVER (ORDER BY id, day) AS n
        FROM notes_treatmentplan, generate_series(1, 60) AS day WHERE id > %(last)s"""
    seen = TrendEvaluation.objects.create(
        clinic=patient.clinic, plan=plan, on_date=NOW.date(), at=NOW, state="same", action="none"
    )
    asked = Questionnaire.objects.create(
        clinic=patient.clinic, patient=patient, plan=plan, codes=["nrs"], made_at=NOW, expires_at=NOW
    )
    given = {"last": last, "now": NOW}
    _copy(
        TrendEvaluation, seen.pk, days, id="nextval(pg_get_serial_sequence('notes_trendevaluation', 'id'))",
        plan_id="plan", at="%(now)s - make_interval(days => day)", on_date="(%(now)s)::date - day", given=given,
    )  # fmt: skip
    _copy(
        Questionnaire, asked.pk, f"SELECT * FROM ({days}) AS d WHERE day %% 7 = 0", plan_id="plan", patient_id="person",
        id="nextval(pg_get_serial_sequence('notes_questionnaire', 'id'))", public_id="left(md5('asked' || n), 20)",
        token="md5('asked-token' || n)", made_at="%(now)s - make_interval(days => day)", given=given,
    )  # fmt: skip


def _first_room() -> int:
    return Room.objects.filter(name__startswith="Large").order_by("pk").values_list("pk", flat=True)[0]


def _copy(
    model: type[models.Model],
    key: int,
    source: str,
    *,
    given: Mapping[str, object] | None = None,
    **columns: str,
) -> None:
    """The row with this key once for each line of `source`, save for `columns`, which are SQL."""
    table = model._meta.db_table
    names = [field.column for field in model._meta.local_concrete_fields]
    assert set(columns) <= set(names), set(columns) - set(names)
    chosen = ", ".join(columns.get(name, f'(t.kept)."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({quoted}) SELECT {chosen} '
            f'FROM (SELECT kept FROM "{table}" kept WHERE id = {key}) AS t, ({source}) AS source',
            dict(given) if given else {"": None},
        )
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))"
        )


def _one(statement: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone())
