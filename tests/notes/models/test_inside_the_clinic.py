"""Rows of one clinic, and of one patient, cannot be mixed, and clinical text cannot be read in the table."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from bookings.models import Patient
from notes.models import PlanComponent, SoapNote, TreatmentPlan
from notes.outcomes.record import record_response
from notes.plans.close import close_plan
from notes.soap.addend import add_addendum
from tests.factories import NOW, make_patient, make_world
from tests.notes.cast import PLANTED, Chart, make_chart


def _become(row: Model, **values: object) -> None:
    """Write the values past every rule but the database's, and have those checked that wait for the commit."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("field", "constraint"),
    [
        ("author", "notes_treatmentplan_author_same_clinic"),
        ("patient", "notes_treatmentplan_patient_same_clinic"),
    ],
)
def test_a_plan_stays_inside_its_clinic(chart: Chart, field: str, constraint: str) -> None:
    plan = chart.plan()
    other = make_chart(make_world())
    stranger = other.therapist if field == "author" else other.patient
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _become(plan, **{field: stranger})


def test_a_plan_treats_a_problem_of_its_own_patient(chart: Chart) -> None:
    plan = chart.plan()
    neighbour = make_patient(chart.world.clinic)
    with pytest.raises(IntegrityError, match="problem_same_clinic"), transaction.atomic():
        _become(plan, patient=neighbour)


def test_a_component_books_a_service_of_its_clinic(chart: Chart) -> None:
    massage = PlanComponent.objects.get(plan=chart.plan(), kind="massage")
    other = make_world().option
    with pytest.raises(IntegrityError, match="option_same_clinic"), transaction.atomic():
        _become(massage, option=other)


def test_a_note_is_about_the_patient_of_its_visit(chart: Chart) -> None:
    neighbour = make_patient(chart.world.clinic)
    with pytest.raises(IntegrityError, match="note_of_the_visit"), transaction.atomic():
        SoapNote.objects.create(
            clinic=chart.world.clinic,
            appointment=chart.visit,
            patient=neighbour,
            author=chart.therapist,
            saved_at=NOW,
        )
    note = chart.draft()
    with pytest.raises(IntegrityError, match="note_of_the_visit"), transaction.atomic():
        SoapNote.objects.filter(pk=note.pk).update(patient=neighbour)


def test_a_note_is_tied_to_a_plan_of_its_own_patient(chart: Chart) -> None:
    note, other = chart.draft(), make_patient(chart.world.clinic)
    plan = chart.plan(patient=other)
    with pytest.raises(IntegrityError, match="plan_same_clinic"), transaction.atomic():
        _become(note, plan=plan)


def test_one_problem_has_one_plan_in_force(chart: Chart) -> None:
    plan = chart.active_plan()
    with pytest.raises(IntegrityError, match="plan_live_once"), transaction.atomic():
        TreatmentPlan.objects.create(
            clinic=plan.clinic,
            patient=plan.patient,
            problem=plan.problem,
            author=plan.author,
            status="active",
            started_at=NOW,
            review_due_date=NOW.date(),
        )


@pytest.mark.parametrize(
    "change", ["freq_per_week = 0", "freq_per_week = 8", "minutes = 4", "weeks = NULL", "kind = 'heat'"]
)
def test_a_dose_belongs_to_massage_and_is_possible(chart: Chart, change: str) -> None:
    massage = PlanComponent.objects.get(plan=chart.plan(), kind="massage")
    with (
        pytest.raises(IntegrityError, match="component_dose_is_massage"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE notes_plancomponent SET {change} WHERE id = %s", [massage.pk])


def test_no_clinical_word_can_be_read_in_the_tables(chart: Chart) -> None:
    plan = chart.active_plan()
    note = chart.signed()
    add_addendum(
        note=note, therapist=chart.therapist, kind="addendum", reason=PLANTED, text=f"{PLANTED}!", now=NOW
    )
    record_response(
        patient=chart.patient, code="nrs", answers={"nrs": 6}, user=chart.user, plan=plan, now=NOW
    )
    close_plan(
        plan=plan,
        therapist=chart.therapist,
        reason="goals_met",
        text=PLANTED,
        no_maintenance_reason=PLANTED,
        now=NOW,
    )
    tables = [t for t in connection.introspection.table_names() if t.startswith(("notes_", "bookings_"))]
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT 1 FROM {table} row WHERE row::text ILIKE %s", [f"%{PLANTED}%"])
            found += [table] * len(cursor.fetchall())
        # A column of bytes shows as hexadecimal, so the word is looked for in that form too.
        for table in tables:
            cursor.execute(
                f"SELECT 1 FROM {table} row WHERE row::text ILIKE %s", [f"%{PLANTED.encode().hex()}%"]
            )
            found += [table] * len(cursor.fetchall())
        assert found == []
        Patient.objects.filter(pk=chart.patient.pk).update(last_name=PLANTED)
        cursor.execute("SELECT count(*) FROM bookings_patient row WHERE row::text ILIKE %s", [f"%{PLANTED}%"])
        assert cursor.fetchone() == (1,), "the search itself must be able to find something"
