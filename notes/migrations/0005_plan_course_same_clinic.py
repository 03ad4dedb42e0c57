"""Composite foreign keys: what happens to a plan stays with its patient, in its clinic."""

from django.db import migrations

PATIENT = ("patient_id, clinic_id", "bookings_patient (id, clinic_id)")
PLAN = ("plan_id, clinic_id", "notes_treatmentplan (id, clinic_id)")
PLAN_OF_PATIENT = ("plan_id, patient_id", "notes_treatmentplan (id, patient_id)")


def _therapist(column: str) -> tuple[str, str]:
    return f"{column}, clinic_id", "bookings_therapist (id, clinic_id)"


KEYS = {
    "notes_planversion": {"plan": PLAN, "author": _therapist("author_id")},
    "notes_planhold": {
        "plan": PLAN,
        "placer": _therapist("placed_by_id"),
        "lifter": _therapist("lifted_by_id"),
    },
    "notes_planreview": {"plan": PLAN, "therapist": _therapist("therapist_id")},
    "notes_componentrating": {"plan": PLAN},
    "notes_trendevaluation": {"plan": PLAN},
    "notes_carealert": {"patient": PATIENT, "plan": PLAN_OF_PATIENT},
    "notes_questionnaire": {"patient": PATIENT, "plan": PLAN_OF_PATIENT},
    "notes_measureresponse": {
        "questionnaire": ("questionnaire_id, patient_id", "notes_questionnaire (id, patient_id)"),
    },
}


def _keys() -> list[migrations.RunSQL]:
    operations = []
    for table, keys in KEYS.items():
        for what, (columns, target) in keys.items():
            name = f"{table}_{what}_same_clinic"
            operations.append(
                migrations.RunSQL(
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
                    f"REFERENCES {target} DEFERRABLE INITIALLY DEFERRED",
                    f"ALTER TABLE {table} DROP CONSTRAINT {name}",
                )
            )
    return operations


class Migration(migrations.Migration):
    dependencies = [("notes", "0004_plan_course")]

    operations = _keys()
